//! The list of the day: asked for, kept on the device, and shown from there when the server does not answer.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::civil::Date;
use model::division::DivisionCode;
use model::workbench::{BookingRow, DayList};

use super::api::Trouble;
use super::bench::{Bench, Stand, today};
use super::{api, kept};

impl Bench {
    /// Asks the server for the day shown.
    pub(super) fn load(self) {
        let asked = (self.station.get_untracked(), self.day.get_untracked());
        spawn_local(async move {
            let answer = fetch_day(asked).await;
            let shown = (
                self.station.try_get_untracked(),
                self.day.try_get_untracked(),
            );
            // Somebody has gone on to another day meanwhile.
            if shown != (Some(asked.0), Some(asked.1)) {
                return;
            }
            match answer {
                Ok(list) => self.show(list),
                Err(Trouble::Unreachable)
                    if self.stand.get_untracked() == Stand::Loading
                        && self.show_kept(asked).await => {}
                Err(trouble) => self.not_come(&trouble),
            }
        });
    }

    fn show(self, list: DayList) {
        self.stand.set(Stand::Fresh(list.as_of));
        self.show_rows(list.rows);
        self.keep();
        self.flush();
    }

    /// Keeps today's list as the server has told of it so far, for when it does not answer.
    pub(super) fn keep(self) {
        let Stand::Fresh(as_of) = self.stand.get_untracked() else {
            return;
        };
        let list = DayList {
            station: self.station.get_untracked(),
            day: self.day.get_untracked(),
            rows: self.rows.get_untracked(),
            as_of,
            next: None,
        };
        if list.day == today() {
            spawn_local(kept::keep_day(self.me().account.staff, list));
        }
    }

    fn show_rows(self, rows: Vec<BookingRow>) {
        if *self.rows.read_untracked() != rows {
            self.rows.set(rows);
        }
    }

    /// Shows the day that is kept here, if it is the one asked for.
    async fn show_kept(self, asked: (DivisionCode, Date)) -> bool {
        let kept = kept::day(self.me().account.staff).await;
        let kept = kept.filter(|list| (list.station, list.day) == asked);
        let Some(list) = kept else { return false };
        self.stand.set(Stand::Kept(list.as_of));
        self.show_rows(list.rows);
        true
    }

    fn not_come(self, trouble: &Trouble) {
        self.desk.heard(trouble);
        // What was fetched stays, with its age.
        if let Stand::Fresh(at) | Stand::Kept(at) = self.stand.get_untracked() {
            return self.stand.set(Stand::Kept(at));
        }
        self.stand.set(Stand::Failed(trouble.words()));
    }
}

/// All pages of a day.
async fn fetch_day((station, day): (DivisionCode, Date)) -> Result<DayList, Trouble> {
    let path = server::day(station, day);
    let most = server::MAX_DAY_PAGE.to_string();
    let first = [&path, "&limit=", &most].concat();
    let mut list: DayList = api::get(&first).await?;
    while let Some(next) = list.next.take() {
        let path = [&first, "&after=", &crate::routes::percent_encode(&next)].concat();
        let page: DayList = api::get(&path).await?;
        list.rows.extend(page.rows);
        list.next = page.next;
    }
    Ok(list)
}
