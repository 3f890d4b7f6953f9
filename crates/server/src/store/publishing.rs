//! What stations publish, as the server remembers it. The same store as everything else; a trait of
//! its own, for it is another subject.

use model::civil::Timestamp;
use model::division::DivisionCode;
use model::permissions::permission::{ChangeStation, PublishNotice};
use model::permissions::{Granted, Permission};
use model::publishing::NoticeRow;
use model::sync::Notice;

use super::{Answer, Published};

/// At whose wish something is published.
#[derive(Clone, Copy, Debug)]
pub enum Authority<P: Permission> {
    /// Whoever runs the server. Not written into the audit: it is not a deed of staff.
    Server,
    /// Staff with the right to it where the thing belongs.
    Staff(Granted<P>),
}

/// A notice to be put up.
#[derive(Clone, Debug)]
pub struct NoticePut {
    /// At whose wish; a right is one for the notice's scope.
    pub by: Authority<PublishNotice>,
    /// The notice.
    pub notice: Notice,
    /// Now.
    pub at: Timestamp,
}

/// A notice to be taken back.
#[derive(Clone, Debug)]
pub struct NoticeTaken {
    /// At whose wish; a right is one for the notice's scope.
    pub by: Authority<PublishNotice>,
    /// Its id.
    pub id: String,
    /// Why, for the audit; may be empty.
    pub why: String,
    /// Now.
    pub at: Timestamp,
}

/// What a station is to publish of itself from now on.
#[derive(Clone, Debug)]
pub struct StationPut {
    /// At whose wish; a right is one for the station.
    pub by: Authority<ChangeStation>,
    /// Which.
    pub station: DivisionCode,
    /// The version that was looked at; `None`: whatever it is.
    pub base: Option<u64>,
    /// What it publishes.
    pub published: Published,
    /// Why, for the audit; may be empty.
    pub why: String,
    /// Now.
    pub at: Timestamp,
}

/// Where a page of notices begins: after the one that changed last with that number and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeMark {
    /// The number of its last change.
    pub seq: i64,
    /// Its id.
    pub id: String,
}

/// Everything that stations publish. What staff do is written into the audit in the same transaction.
pub trait PublishingStore: Send + Sync + 'static {
    /// Puts up a notice, or changes one; the same again changes nothing. Errors: `NotFound` if the right
    /// is not one for its scope or its owner has been shut out; `NotChangeable` if it was taken back, or
    /// is to concern others than before.
    fn put_notice(&self, put: NoticePut) -> Answer<'_, ()>;
    /// Takes a notice back and wipes its words. Again changes nothing. Errors: `NotFound`, also as above.
    fn take_back_notice(&self, taken: NoticeTaken) -> Answer<'_, ()>;
    /// The scope of a notice. Errors: `NotFound`.
    fn notice_scope(&self, id: String) -> Answer<'_, DivisionCode>;
    /// Notices of the division of the right and of what lies in it, those that changed last first, each
    /// with where the page after it begins.
    fn notices(
        &self,
        by: Granted<PublishNotice>,
        after: Option<NoticeMark>,
        limit: u16,
    ) -> Answer<'_, Vec<(NoticeRow, NoticeMark)>>;
    /// What a station has published, and the version of that. Errors: `NotFound` for a station that was
    /// never imported.
    fn station_settings(&self, station: DivisionCode) -> Answer<'_, (Published, u64)>;
    /// Takes what a station has to say of itself, which counts before the data set from now on. Answers
    /// its version. Errors: `NotFound` for a station that was never imported, and as above;
    /// `NotChangeable` if it is not the version that was looked at.
    fn publish_station(&self, put: StationPut) -> Answer<'_, u64>;
}
