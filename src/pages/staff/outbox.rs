//! What was done while the server did not answer: kept on the device, sent when it answers again, each
//! under its one id; what was refused is shown with the reason until its author lets it go.

use client::workbench::{Done, Item, Queue, Verdict};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::api::staff as server;
use model::error::ErrorCode;
use model::id::{ActionId, BookingId};
use model::workbench::{AddBooking, Added, BookingRecord};

use super::api::{self, Trouble};
use super::bench::{Bench, new_action};
use super::kept;
use crate::browser::clock;
use crate::components::{Icon, IconName, Tone};
use crate::live::live;
use crate::text::staff::{enter, today as text};

impl Bench {
    /// Reads what waits from the device.
    pub(super) fn read_queue(self) {
        let staff = self.me().account.staff;
        spawn_local(async move {
            let queue = kept::queue(staff).await;
            self.queue.try_set(queue);
        });
    }

    /// Keeps what was just done and may have arrived or not; says so, or that it could not be kept.
    pub(super) fn later(self, deed: Done, name: String) {
        let staff = self.me().account.staff;
        let item = Item {
            deed,
            name: name.clone(),
            at: clock::now(),
            tried: true,
            refused: None,
        };
        spawn_local(async move {
            let kept = kept::change_queue(staff, |queue| queue.push(item.clone())).await;
            let said = match kept {
                Some(queue) => {
                    self.queue.try_set(queue);
                    (Tone::Wait, text::queued(&name))
                }
                None => (Tone::Fail, Trouble::Unreachable.words()),
            };
            self.said.try_set(Some(said));
        });
    }

    /// Whether something about the booking waits here.
    pub(super) fn waits(self, booking: BookingId) -> bool {
        self.queue.read().about(booking).next().is_some()
    }

    /// Sends what waits, one after the other, until there is no answer.
    pub(super) fn flush(self) {
        if self.flushing.get_value() || self.queue.read_untracked().next().is_none() {
            return;
        }
        self.flushing.set_value(true);
        let staff = self.me().account.staff;
        spawn_local(async move {
            while let Some(item) = self.next() {
                let action = item.deed.action();
                // Before it is sent: from then on its content stays as it is.
                if kept::change_queue(staff, |queue| queue.begin(action))
                    .await
                    .is_none()
                {
                    break;
                }
                let verdict = self.send(&item).await;
                let later = verdict == Verdict::Later;
                let kept = kept::change_queue(staff, |queue| queue.settle(action, verdict.clone()));
                if let Some(queue) = kept.await {
                    self.queue.try_set(queue);
                }
                if later {
                    break;
                }
            }
            self.flushing.try_set_value(false);
        });
    }

    fn next(self) -> Option<Item> {
        self.queue
            .try_with_untracked(|queue| queue.next().cloned())
            .flatten()
    }

    async fn send(self, item: &Item) -> Verdict {
        match &item.deed {
            Done::Act { booking, act } => {
                let path = server::act_on_booking(*booking);
                match api::post::<BookingRecord>(&path, act).await {
                    Ok(record) => {
                        let version = record.booking.version;
                        self.put(record);
                        self.went(text::done(&act.act, &item.name));
                        Verdict::Done(version)
                    }
                    Err(trouble) => self.verdict(&trouble),
                }
            }
            Done::Add { station, add } => {
                let path = server::station_bookings(*station);
                match api::post::<Added>(&path, add).await {
                    Ok(Added::Booking { row }) => {
                        self.insert(&row);
                        self.went(enter::added(&item.name, &row.reference.grouped()));
                        Verdict::Done(row.version)
                    }
                    Ok(Added::Double { .. }) => Verdict::Refused(enter::DOUBLE.to_owned()),
                    Err(trouble) => self.verdict(&trouble),
                }
            }
        }
    }

    /// Says what has gone, in the place of the words that it waits.
    fn went(self, words: String) {
        self.said.try_set(Some((Tone::Ok, words)));
    }

    fn verdict(self, trouble: &Trouble) -> Verdict {
        self.desk.heard(trouble);
        match trouble.code() {
            None | Some(ErrorCode::SignInNeeded | ErrorCode::PasswordChangeNeeded) => {
                Verdict::Later
            }
            Some(ErrorCode::Stale) => Verdict::Refused(text::STALE.to_owned()),
            Some(code) if code.is_permanent() => Verdict::Refused(trouble.words()),
            Some(_) => Verdict::Later,
        }
    }

    /// Somebody was entered who looks like another, and it is meant all the same: another act.
    fn although(self, item: &Item) {
        let Done::Add { station, add } = item.deed.clone() else {
            return;
        };
        let before = add.action;
        let add = AddBooking {
            action: new_action(),
            although_double: true,
            ..add
        };
        let again = Item {
            deed: Done::Add { station, add },
            tried: false,
            refused: None,
            ..item.clone()
        };
        self.change(move |queue| {
            queue.let_go(before);
            queue.push(again.clone());
        });
    }

    fn let_go(self, action: ActionId) {
        self.change(move |queue| queue.let_go(action));
    }

    /// Changes what waits, and sends what may go then.
    fn change(self, change: impl Fn(&mut Queue) + 'static) {
        let staff = self.me().account.staff;
        spawn_local(async move {
            if let Some(queue) = kept::change_queue(staff, change).await {
                self.queue.try_set(queue);
            }
            self.flush();
        });
    }
}

/// What waits and what was refused, over the list.
pub(super) fn view(bench: Bench) -> AnyView {
    live(move || {
        let queue = bench.queue.read();
        let refused: Vec<AnyView> = queue.refused().map(|item| refused(bench, item)).collect();
        let waiting = queue.waiting();
        let waiting = (waiting > 0).then(|| {
            view! {
                <div class="notice" data-s="wait" role="status">
                    <Icon name=IconName::WAIT />
                    <div>
                        {text::waiting(waiting)}" "
                        <button type="button" class="txt" on:click=move |_| bench.flush()>{text::SEND_NOW}</button>
                    </div>
                </div>
            }
        });
        let refused = (!refused.is_empty()).then(|| {
            view! {
                <div class="notice" data-s="fail" role="alert">
                    <Icon name=IconName::WARN />
                    <div><b>{text::REFUSED}</b><ul class="st-doubles">{refused}</ul></div>
                </div>
            }
        });
        view! { {refused}{waiting} }.into_any()
    })
}

fn refused(bench: Bench, item: &Item) -> AnyView {
    let what = match &item.deed {
        Done::Act { act, .. } => text::done(&act.act, &item.name),
        Done::Add { add, .. } => [&item.name, "：", enter::title(add.channel)].concat(),
    };
    let (action, booking) = (item.deed.action(), item.deed.booking());
    let although = (item.refused.as_deref() == Some(enter::DOUBLE)).then(|| {
        let item = item.clone();
        view! { <button type="button" class="txt" on:click=move |_| bench.although(&item)>{enter::ALTHOUGH}</button> }
    });
    let open = matches!(item.deed, Done::Act { .. }).then(|| {
        view! { <button type="button" class="txt" on:click=move |_| bench.go_to(booking)>{text::LOOK_AGAIN}</button> }
    });
    view! {
        <li>
            <span>{what}" — "{item.refused.clone()}</span>
            {open}
            {although}
            <button type="button" class="txt" on:click=move |_| bench.let_go(action)>{text::LET_GO}</button>
        </li>
    }
    .into_any()
}
