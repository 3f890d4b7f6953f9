//! The day's list, opening records, numbers, searches, and what the audit says of it.

use model::booking::CreateBooking;
use model::history::StaffWords;
use model::id::BookingId;
use model::person::Note;
use model::slot::Way;
use model::workbench::sought::Sought;
use model::workbench::{BookingRow, Channel, Outcome};
use server::store::desk::{DayAsked, DayPlace, StationAct, StationAction};

use super::*;

const DAY: &str = "2026-11-25";

/// Whoever reads the audit of everything below the city.
fn city() -> model::permissions::Actor {
    model::permissions::Actor {
        role: model::permissions::Role::Administrator,
        ..clerk("50")
    }
}

impl Tested {
    /// What was noted about bookings, the first first: the act, whose, where and why.
    pub(super) async fn noted(&self) -> Vec<(&'static str, String, String, String)> {
        let asked = server::store::staff::AuditAsked {
            before: i64::MAX,
            division: None,
            staff: None,
            limit: 100,
        };
        let entries = self.store.audit(city().granted_in_scope().unwrap(), asked);
        let entries = entries.await.unwrap();
        let about = entries.into_iter().rev();
        let about = about.filter(|entry| entry.kind == model::audit::TargetKind::Booking);
        about
            .map(|entry| {
                let scope = entry.scope.0.to_string();
                (
                    entry.act.as_str(),
                    scope,
                    entry.division.to_string(),
                    entry.why,
                )
            })
            .collect()
    }

    async fn book_as(&self, device: u8, told: CreateBooking) -> BookingView {
        let new = ValidBooking::try_from(told).unwrap();
        let made = self.store.create_booking(action(device), new).await;
        made.unwrap().into_inner()
    }

    async fn day(&self, after: Option<DayPlace>, limit: u16) -> Vec<BookingRow> {
        let asked = DayAsked {
            day: date(DAY),
            after,
            limit,
        };
        self.store.day(right(VILLAGE), asked).await.unwrap()
    }

    async fn found(&self, scope: &str, text: &str) -> Vec<BookingId> {
        let sought = Sought::parse(text).unwrap();
        let found = self.store.find(right(scope), sought, 50).await.unwrap();
        found.into_iter().map(|row| row.booking).collect()
    }
}

#[tokio::test]
async fn a_day_in_its_order() {
    for tested in imported().await {
        let mut ids = Vec::new();
        // Three ways at one time, and one time later; a cancelled one stays in the list.
        for (way, time) in [
            (Way::HomeVisit, "09:00"),
            (Way::AtStation, "10:00"),
            (Way::CallBack, "09:00"),
            (Way::AtStation, "09:00"),
        ] {
            let told = CreateBooking {
                way,
                ..booking(&[&format!("{DAY}T{time}")])
            };
            ids.push(tested.book_as(1, told).await.booking);
        }
        tested.book(1, &["2026-11-26T09:00"]).await;
        let gone = tested.store.cancel_booking(action(1), ids[2], None).await;
        gone.unwrap();
        let expected = [ids[3], ids[2], ids[0], ids[1]];
        let whole = tested.day(None, 100).await;
        let seen: Vec<_> = whole.iter().map(|row| row.booking).collect();
        assert_eq!(seen, expected);
        let row = &whole[0];
        assert_eq!((&*row.name, &*row.mobile), ("王建国", "138****5678"));
        assert_eq!((row.channel, row.has_note), (Channel::App, true));
        // Page by page the same, over those of one time.
        let (mut paged, mut after) = (Vec::new(), None);
        loop {
            let page = tested.day(after, 1).await;
            let Some(row) = page.last() else { break };
            after = Some(DayPlace {
                minute: row.slot.minute,
                way: row.way,
                booking: row.booking,
            });
            paged.extend(page);
        }
        assert_eq!(paged, whole);
        let asked = DayAsked {
            day: date(DAY),
            after: None,
            limit: 10,
        };
        let above = tested.store.day(right(TOWNSHIP), asked).await.unwrap();
        assert_eq!(above, [], "that very station");
    }
}

#[tokio::test]
async fn whatever_shows_a_record_is_noted() {
    for tested in imported().await {
        let store = &tested.store;
        let id = tested.book(1, &["2026-11-25T09:00"]).await.booking;
        let why = || Note::parse("核对材料").unwrap();
        for _ in 0..2 {
            let opened = store.mark_opened(right(TOWNSHIP), id, why(), now()).await;
            assert_eq!(opened.unwrap().booking.mobile, "138****5678");
        }
        let number = store.whole_number(right(VILLAGE), id, now()).await;
        assert_eq!(number.unwrap(), "13812345678");
        let act = |base, act| StationAction {
            action: action(9),
            by: right(VILLAGE),
            booking: id,
            base,
            act,
        };
        let words = StaffWords::parse("请带原件").unwrap();
        let said = act(2, StationAct::Message(words));
        store.station_change(said.clone()).await.unwrap();
        let again = store.station_change(said).await.unwrap();
        assert!(matches!(again, Answered::Again(_)));
        let stale = act(1, StationAct::Message(StaffWords::parse("请来电").unwrap()));
        assert_eq!(refusal(store.station_change(stale).await), "stale");
        let served = act(3, StationAct::Served(Outcome::PassedUp));
        let served = store.station_change(served).await.unwrap().into_inner();
        assert_eq!(served.outcome, Some(Outcome::PassedUp));
        let person = store.booking(id, device(1)).await.unwrap();
        assert_eq!(person.outcome, Some(Outcome::PassedUp));
        // Outside of the scope nothing is found, and nothing is noted.
        let foreign = right(OTHER_VILLAGE);
        assert_eq!(
            refusal(store.whole_number(foreign, id, now()).await),
            "not found"
        );
        let noted = tested.noted().await;
        let told: Vec<_> = noted
            .iter()
            .map(|(act, scope, division, why)| (*act, &**scope, &**division, &**why))
            .collect();
        assert_eq!(
            told,
            [
                ("open_record", TOWNSHIP, VILLAGE, "核对材料"),
                ("open_record", TOWNSHIP, VILLAGE, "核对材料"),
                ("show_number", VILLAGE, VILLAGE, ""),
                ("booking_message", VILLAGE, VILLAGE, ""),
                ("booking_served", VILLAGE, VILLAGE, ""),
            ]
        );
    }
}

#[tokio::test]
async fn who_has_been_shut_out_does_nothing_more() {
    for tested in imported().await {
        let store = &tested.store;
        let id = tested.book(1, &["2026-11-25T09:00"]).await.booking;
        tested
            .place
            .write("UPDATE staff SET disabled_at = 1 WHERE user_name = 'clerk.500112017005'")
            .await;
        let opened = store.mark_opened(right(VILLAGE), id, Note::default(), now());
        assert_eq!(refusal(opened.await), "not found");
        let number = store.whole_number(right(VILLAGE), id, now()).await;
        assert_eq!(refusal(number), "not found");
        let change = StationAction {
            action: action(9),
            by: right(VILLAGE),
            booking: id,
            base: 1,
            act: StationAct::Arrived,
        };
        assert_eq!(refusal(store.station_change(change).await), "not found");
        assert_eq!(tested.noted().await, []);
    }
}

#[tokio::test]
async fn found_in_the_scope_and_nowhere_else() {
    for tested in imported().await {
        let named = |name: &str, mobile: &str, time: &str| CreateBooking {
            name: name.to_owned(),
            mobile: mobile.to_owned(),
            ..booking(&[time])
        };
        let old = named("王建国", "13812345678", "2026-11-25T09:00");
        let old = tested.book_as(1, old).await;
        let new = named("王建军", "13812345678", "2026-11-26T09:00");
        let new = tested.book_as(2, new).await.booking;
        let other = CreateBooking {
            station: code(OTHER_VILLAGE),
            ..named("王建国", "13900000000", "2026-11-25T09:00")
        };
        let other = tested.book_as(3, other).await.booking;
        let old_id = old.booking;
        assert_eq!(tested.found(VILLAGE, "王建").await, [new, old_id]);
        assert_eq!(tested.found(TOWNSHIP, "王建").await, [new, old_id, other]);
        assert_eq!(tested.found("50", "王建国").await, [old_id, other]);
        assert_eq!(tested.found(VILLAGE, "建国").await, []);
        assert_eq!(tested.found(VILLAGE, "138 1234 5678").await, [new, old_id]);
        assert_eq!(tested.found(OTHER_VILLAGE, "13812345678").await, []);
        let reference = old.reference.digits();
        assert_eq!(tested.found(TOWNSHIP, &reference).await, [old_id]);
        assert_eq!(tested.found(OTHER_VILLAGE, &reference).await, []);
        // What is wiped is found by its reference alone.
        let wiped = tested.store.erase_booking(action(1), old_id, None).await;
        wiped.unwrap();
        assert_eq!(tested.found("50", "王建国").await, [other]);
        assert_eq!(tested.found("50", "13812345678").await, [new]);
        assert_eq!(tested.found("50", &reference).await, [old_id]);
    }
}
