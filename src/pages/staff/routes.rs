//! Pages of the station's side: the one place that knows what a path under `/staff` means. Nothing about
//! a person stands in a path.

use model::id::BookingId;
use model::workbench::Channel;

/// A page of the station's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// `/staff`: the day.
    Today,
    /// `/staff/b/{id}`: the day with one record open.
    Record(BookingId),
    /// `/staff/new/{channel}`: the day with a form beside it.
    New(Channel),
    /// `/staff/paper`: a day kept on paper.
    Paper,
    /// `/staff/find`
    Find,
    /// `/staff/sheet`: the day on paper.
    Sheet,
    /// `/staff/station`: another station of the scope.
    Station,
    /// `/staff/me`: the own account.
    Me,
    /// `/staff/accounts`
    Accounts,
    /// `/staff/audit`
    Audit,
    /// Any other.
    Unknown,
}

/// Paths, so that no page writes one.
#[allow(missing_docs, reason = "each is named after its page above")]
pub(super) mod paths {
    use model::id::BookingId;

    pub const TODAY: &str = "/staff";
    pub const WALK_IN: &str = "/staff/new/walk_in";
    pub const TELEPHONE: &str = "/staff/new/telephone";
    pub const PAPER: &str = "/staff/paper";
    pub const FIND: &str = "/staff/find";
    pub const SHEET: &str = "/staff/sheet";
    pub const STATION: &str = "/staff/station";
    pub const ME: &str = "/staff/me";
    pub const ACCOUNTS: &str = "/staff/accounts";
    pub const AUDIT: &str = "/staff/audit";

    pub fn record(id: BookingId) -> String {
        ["/staff/b/", &id.to_string()].concat()
    }
}

impl Page {
    /// Reads an address; a query says nothing here.
    pub(super) fn parse(address: &str) -> Self {
        let path = address.split('?').next().unwrap_or_default();
        let path = path.trim_end_matches('/');
        match path {
            paths::TODAY => Self::Today,
            paths::WALK_IN => Self::New(Channel::WalkIn),
            paths::TELEPHONE => Self::New(Channel::Telephone),
            paths::PAPER => Self::Paper,
            paths::FIND => Self::Find,
            paths::SHEET => Self::Sheet,
            paths::STATION => Self::Station,
            paths::ME => Self::Me,
            paths::ACCOUNTS => Self::Accounts,
            paths::AUDIT => Self::Audit,
            _ => path
                .strip_prefix("/staff/b/")
                .and_then(|id| BookingId::parse(id).ok())
                .map_or(Self::Unknown, Self::Record),
        }
    }

    /// Whether it is the day, with or without something beside it.
    pub(super) fn is_day(self) -> bool {
        matches!(self, Self::Today | Self::Record(_) | Self::New(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::{MorePage, Route};

    #[test]
    fn every_path_that_is_written_is_read() {
        let id = BookingId::new(1, &[1; 10]);
        let table = [
            (paths::TODAY.to_owned(), Page::Today),
            (paths::record(id), Page::Record(id)),
            (paths::WALK_IN.to_owned(), Page::New(Channel::WalkIn)),
            (paths::TELEPHONE.to_owned(), Page::New(Channel::Telephone)),
            (paths::PAPER.to_owned(), Page::Paper),
            (paths::FIND.to_owned(), Page::Find),
            (paths::SHEET.to_owned(), Page::Sheet),
            (paths::STATION.to_owned(), Page::Station),
            (paths::ME.to_owned(), Page::Me),
            (paths::ACCOUNTS.to_owned(), Page::Accounts),
            (paths::AUDIT.to_owned(), Page::Audit),
            ("/staff/".to_owned(), Page::Today),
            ("/staff/b/1".to_owned(), Page::Unknown),
            ("/staff/nothing".to_owned(), Page::Unknown),
        ];
        for (path, page) in table {
            let address = [&path, "?from=mail"].concat();
            assert_eq!(Route::parse(&address), Route::More(MorePage::Staff));
            assert_eq!(Page::parse(&address), page, "{path}");
        }
        assert_eq!(Route::parse("/staffroom"), Route::NotFound);
    }
}
