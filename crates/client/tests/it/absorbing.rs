//! The pure parts as tables: what goes next, what an answer means, what it does to storage.

use client::absorb::absorb;
use client::mine::{Held, Mine, Place, Rows};
use client::outbox::{Entry, Parked, TryProblem, What};
use client::plan::{Haste, MAX_WAIT, Plan, Reach, next_try, plan_next};
use client::ports::{Answer, Durability, NetError, Ports, Table, Write};
use client::record::EntityId;
use client::wire::{Receipt, Reply, Verdict, judge, judge_sync};
use model::civil::Timestamp;
use model::error::{ApiError, ErrorCode};
use model::id::{ActionId, BookingId, DeviceSecret, VolunteerId};

use crate::world::{FREE, World, asked, block_on, book, register, wish};

const NOW: Timestamp = Timestamp(1_000_000);

fn booking(n: u8) -> BookingId {
    BookingId::new(1, &[n; 10])
}

fn entry(n: u8, what: What) -> Entry {
    Entry::new(
        ActionId::new(u64::from(n), &[n; 10]),
        DeviceSecret::new([n; 32]),
        what,
        NOW,
    )
}

fn create(n: u8) -> Entry {
    entry(n, What::CreateBooking(booking(n), asked(&[FREE])))
}

fn after(before: &Entry, mut entry: Entry) -> Entry {
    entry.after = Some(before.action);
    entry
}

fn parked(mut entry: Entry) -> Entry {
    entry.parked = Some(Parked {
        error: ApiError::new(ErrorCode::NoPlace),
        at: NOW,
    });
    entry
}

fn at(mut entry: Entry, millis: i64) -> Entry {
    entry.next_try_at = Timestamp(NOW.0 + millis);
    entry
}

#[test]
fn what_goes_next() {
    let (one, two) = (create(1), create(2));
    let change = after(
        &one,
        entry(3, What::ChangeBooking(booking(1), wish(&[FREE]))),
    );
    let cancel = after(&change, entry(4, What::CancelBooking(booking(1))));
    let unordered = entry(5, What::CancelBooking(booking(1)));
    let wait = |millis| Plan::Wait(Timestamp(NOW.0 + millis));
    let asked_to = |mut entry: Entry| {
        entry.asked_to_wait = true;
        entry
    };
    let tried_once = |mut entry: Entry| {
        entry.attempts = 1;
        entry
    };
    type Case<'a> = (&'a str, Vec<Entry>, &'a [ActionId], Haste, Plan);
    let send = |indices: &[usize]| Plan::Send(indices.to_vec());
    #[rustfmt::skip]
    let table: &[Case<'_>] = &[
        ("nothing", vec![], &[], Haste::Now, Plan::Idle),
        ("all together, the oldest first", vec![one.clone(), two.clone()], &[], Haste::Due, send(&[0, 1])),
        ("the least tried first", vec![tried_once(one.clone()), two.clone()], &[], Haste::Now, send(&[1, 0])),
        ("not twice in a round", vec![one.clone(), two.clone()], &[one.action], Haste::Now, send(&[1])),
        ("nor if it is due", vec![one.clone()], &[one.action], Haste::Now, wait(0)),
        ("only what is due", vec![at(one.clone(), 9), two.clone()], &[], Haste::Due, send(&[1])),
        ("else wait", vec![at(one.clone(), 9), at(two.clone(), 7)], &[], Haste::Due, wait(7)),
        ("haste does not wait", vec![at(one.clone(), 9)], &[], Haste::Now, send(&[0])),
        ("nor does who looks", vec![at(one.clone(), 9)], &[], Haste::Look, send(&[0])),
        ("but for the server", vec![asked_to(at(one.clone(), 9))], &[], Haste::Look, wait(9)),
        ("a clock set back", vec![at(one.clone(), MAX_WAIT + 1)], &[], Haste::Due, send(&[0])),
        ("parked never", vec![parked(one.clone())], &[], Haste::Now, Plan::Idle),
        ("a change never with its create", vec![one.clone(), change.clone()], &[], Haste::Now, send(&[0])),
        ("a change after its create", vec![at(one.clone(), 9), change.clone()], &[], Haste::Due, wait(9)),
        ("with a parked create too", vec![parked(one.clone()), change.clone()], &[], Haste::Now, Plan::Idle),
        ("freed by the receipt", vec![change.clone()], &[], Haste::Due, send(&[0])),
        ("in order", vec![at(change.clone(), 9), cancel.clone()], &[], Haste::Due, wait(9)),
        ("past a parked change", vec![parked(change.clone()), cancel.clone()], &[], Haste::Due, send(&[1])),
        ("never two about the same", vec![change.clone(), unordered, two.clone()], &[], Haste::Due, send(&[0, 2])),
        ("poison blocks nothing", vec![at(one.clone(), 9), change, two], &[], Haste::Due, send(&[2])),
    ];
    for (name, entries, tried, haste, expected) in table {
        let plan = plan_next(entries, tried, *haste, Reach::default(), NOW);
        assert_eq!(plan, *expected, "{name}");
    }
}

#[test]
fn how_many_go_together() {
    let many = |attempts: &[u32]| {
        let entry = |(n, attempts): (u8, &u32)| {
            let mut entry = create(n);
            entry.attempts = *attempts;
            entry
        };
        (1..).zip(attempts).map(entry).collect::<Vec<_>>()
    };
    let go = |attempts: &[u32], most, answers| {
        let reach = Reach { most, answers };
        match plan_next(&many(attempts), &[], Haste::Now, reach, NOW) {
            Plan::Send(indices) => indices,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(go(&[0; 20], 16, 0).len(), 16);
    assert_eq!(
        go(&[1; 20], 16, 0).len(),
        8,
        "half as many after a try in vain"
    );
    assert_eq!(go(&[3; 20], 16, 0).len(), 2);
    assert_eq!(go(&[4; 20], 16, 0).len(), 1);
    assert_eq!(go(&[u32::MAX; 20], 16, 0).len(), 1);
    assert_eq!(
        go(&[0; 20], 5, 0).len(),
        5,
        "what the server found too large"
    );
    assert_eq!(
        go(&[9; 20], 16, 2).len(),
        4,
        "twice as many after each answer"
    );
    assert_eq!(go(&[9; 20], 3, u32::MAX).len(), 3);
    assert_eq!(
        go(&[9, 0, 0], 16, 0),
        [1, 2],
        "not with one on which the network breaks"
    );
    assert_eq!(go(&[9, 1, 0], 16, 0), [2, 1]);
}

#[test]
fn waits_grow_and_end() {
    let wait = |attempts, asked, chance| next_try(attempts, asked, chance, NOW).0 - NOW.0;
    assert_eq!((wait(1, None, 0), wait(1, None, 255)), (3_750, 6_250));
    assert_eq!(wait(3, None, 0), 15_000);
    assert_eq!(
        (wait(99, None, 0), wait(99, None, 255)),
        (675_000, 1_125_000)
    );
    assert_eq!(
        (wait(1, Some(60), 0), wait(1, Some(60), 255)),
        (60_000, 60_255)
    );
    assert_eq!(wait(1, Some(0), 0), 5_000, "never at once");
    assert_eq!(wait(1, Some(u32::MAX), 0), MAX_WAIT);
}

#[test]
fn what_an_answer_means() {
    let (action, what) = (ActionId::new(1, &[1; 10]), What::CancelBooking(booking(1)));
    let answer = |status, body: &str| {
        Ok(Answer {
            status,
            body: body.as_bytes().to_vec(),
            ..Answer::default()
        })
    };
    let code = |outcome| match judge(action, &what, outcome) {
        Verdict::Granted(_) => "granted".to_owned(),
        Verdict::Refused(error) => format!("refused {:?} {}", error.code, error.message),
        Verdict::Later { problem, wait } => format!("later {problem:?} {wait:?}"),
    };
    let unreadable = |status| format!("later Unreadable({status}) None");
    assert_eq!(code(Err(NetError::TimedOut)), "later TimedOut None");
    assert_eq!(code(answer(200, "")), unreadable(200));
    assert_eq!(code(answer(200, "{}")), unreadable(200));
    assert_eq!(code(answer(204, "")), unreadable(204));
    assert_eq!(code(answer(302, "<html>")), unreadable(302));
    assert_eq!(code(answer(403, "<html>")), unreadable(403));
    assert_eq!(code(answer(500, "{\"message\":1}")), unreadable(500));
    let gone = r#"{"code":"not_changeable","message":"不能再改"}"#;
    assert_eq!(code(answer(409, gone)), "refused NotChangeable 不能再改");
    let limited = r#"{"code":"rate_limited","message":"x","retry_after":7}"#;
    assert_eq!(
        code(answer(429, limited)),
        "later Busy(RateLimited) Some(7)"
    );
    // Codes of a newer server, of a gateway, of a sign-in page: none of them refuses for good.
    let newer = r#"{"code":"station_moved","message":"服务站已搬迁"}"#;
    for status in [400, 403, 404, 409, 429, 503] {
        assert_eq!(code(answer(status, newer)), unreadable(status));
    }
    let blocked = r#"{"code":"bad_request","message":"request blocked"}"#;
    assert_eq!(code(answer(403, blocked)), unreadable(403));
    assert_eq!(
        code(answer(400, blocked)),
        "refused BadRequest request blocked"
    );
}

#[test]
fn what_the_answer_to_a_round_trip_means() {
    let word = |outcome, actions| match judge_sync(outcome, actions) {
        Reply::Page(page) => format!("page {} {}", page.cursor, page.outcomes.len()),
        Reply::Later { problem, wait } => format!("later {problem:?} {wait:?}"),
        other => format!("{other:?}"),
    };
    let said = |status: u16, body: &str, actions| {
        let answer = Answer {
            status,
            body: body.as_bytes().to_vec(),
            ..Answer::default()
        };
        word(Ok(answer), actions)
    };
    let page = r#"{"cursor":"00000007.9","outcomes":[{"status":200,"body":"{}"}]}"#;
    assert_eq!(said(200, page, 1), "page 00000007.9 1");
    assert_eq!(said(200, page, 0), "NotSpoken", "an outcome for nothing");
    assert_eq!(said(200, r#"{"cursor":"00000007.9"}"#, 1), "NotSpoken");
    assert_eq!(said(200, r#"{"cursor":"later"}"#, 1), "NotSpoken");
    for cut in 0..page.len() {
        assert_eq!(said(200, &page[..cut], 1), "later Unreadable(200) None");
    }
    assert_eq!(said(204, "", 0), "Unchanged");
    assert_eq!(said(204, "", 1), "later Unreadable(204) None");
    assert_eq!(said(200, "<html>", 1), "later Unreadable(200) None");
    assert_eq!(said(413, "<html>", 1), "TooLarge");
    assert_eq!(said(404, "<html>", 1), "NotSpoken");
    assert_eq!(said(502, "<html>", 1), "later Unreadable(502) None");
    let envelope = |code: ErrorCode| {
        let body = serde_json::to_string(&ApiError::new(code)).unwrap();
        said(code.status(), &body, 1)
    };
    assert_eq!(envelope(ErrorCode::UnknownPath), "NotSpoken");
    assert_eq!(envelope(ErrorCode::NotFound), "NotSpoken");
    assert_eq!(envelope(ErrorCode::BadRequest), "NotSpoken");
    assert_eq!(envelope(ErrorCode::TooLarge), "TooLarge");
    assert_eq!(
        envelope(ErrorCode::Unavailable),
        "later Busy(Unavailable) None"
    );
    assert_eq!(word(Err(NetError::TimedOut), 1), "later TimedOut None");
}

#[test]
fn what_a_server_without_the_path_answers_is_no_receipt() {
    let answer = |code: ErrorCode| {
        Ok(Answer {
            status: 404,
            body: serde_json::to_vec(&ApiError::new(code)).unwrap(),
            ..Answer::default()
        })
    };
    let action = ActionId::new(1, &[1; 10]);
    for what in [
        What::EraseBooking(booking(1)),
        What::WithdrawVolunteer(VolunteerId::new(1, &[1; 10])),
    ] {
        assert_eq!(
            judge(action, &what, answer(ErrorCode::NotFound)),
            Verdict::Granted(Receipt::Gone)
        );
        let problem = TryProblem::Busy(ErrorCode::UnknownPath);
        assert_eq!(
            judge(action, &what, answer(ErrorCode::UnknownPath)),
            Verdict::Later {
                problem,
                wait: None
            }
        );
    }
}

/// A kept booking and its entry as they lie on the device.
fn rows() -> Rows {
    let world = World::new();
    book(&world, asked(&[FREE])).unwrap();
    block_on(Rows::load(world.store())).unwrap()
}

fn place(rows: &Rows) -> Place<'_> {
    rows.place(rows.outbox[0].value.what.entity())
}

fn absorbed(verdict: Verdict<client::wire::Receipt>) -> client::ports::Batch {
    let rows = rows();
    absorb(&rows.outbox[0], place(&rows), verdict, 0, NOW).unwrap()
}

#[test]
fn a_receipt_and_the_entry_change_places_in_one_transaction() {
    let rows = rows();
    let world = World::new();
    let request = rows.outbox[0].value.request();
    let answer = world.0.server.borrow_mut().handle(&request, NOW);
    let verdict = judge(
        rows.outbox[0].value.action,
        &rows.outbox[0].value.what,
        Ok(answer),
    );
    let batch = absorb(&rows.outbox[0], place(&rows), verdict, 0, NOW).unwrap();
    assert_eq!(batch.durability, Durability::Strict);
    assert_eq!(batch.checks.len(), 2, "both rows must be as they were read");
    assert!(
        matches!(&batch.writes[0], Write::Delete(Table::Outbox, key) if *key == rows.outbox[0].row.key)
    );
    assert!(matches!(&batch.writes[1], Write::Put(Table::Record, ..)));
}

#[test]
fn a_refusal_parks_and_anything_else_waits() {
    let refused = absorbed(Verdict::Refused(ApiError::new(ErrorCode::NoPlace)));
    let entry = |batch: &client::ports::Batch| match &batch.writes[0] {
        Write::Put(Table::Outbox, _, value) => Entry::decode(value).unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        entry(&refused).parked.unwrap().error.code,
        ErrorCode::NoPlace
    );
    assert_eq!(refused.durability, Durability::Strict);
    let problem = TryProblem::TimedOut;
    let later = absorbed(Verdict::Later {
        problem,
        wait: None,
    });
    assert_eq!(later.writes.len(), 1, "the record says nothing new");
    let entry = entry(&later);
    assert_eq!((entry.attempts, entry.parked), (1, None));
    assert!(entry.next_try_at > NOW);
}

#[test]
fn rows_that_cannot_be_read_are_counted_not_dropped() {
    let world = World::new();
    let put = |table, key: &str| Write::Put(table, key.to_owned(), b"from the future".to_vec());
    world
        .0
        .store
        .memory
        .apply(vec![put(Table::Record, "b/x"), put(Table::Outbox, "y")]);
    let mine = block_on(client::mine::Mine::load(world.store())).unwrap();
    assert_eq!(mine.unreadable, 2);
    block_on(client::sync::sync_once(&world, Haste::Now)).unwrap();
    assert!(world.0.store.memory.get_now(Table::Outbox, "y").is_some());
}

#[test]
fn a_receipt_whose_record_is_lost_makes_it_anew() {
    for damaged in [None, Some(b"from the future".to_vec())] {
        let world = World::new();
        let id = book(&world, asked(&[FREE])).unwrap();
        let volunteer = register(&world).unwrap();
        let before = block_on(Mine::load(world.store())).unwrap();
        let secrets = |mine: &Mine| {
            [
                mine.bookings[0].record.secret,
                mine.volunteers[0].record.secret,
            ]
        };
        for entity in [EntityId::Booking(id), EntityId::Volunteer(volunteer)] {
            let write = match &damaged {
                None => Write::Delete(Table::Record, entity.key()),
                Some(bytes) => Write::Put(Table::Record, entity.key(), bytes.clone()),
            };
            world.0.store.memory.apply(vec![write]);
        }
        block_on(client::sync::sync_once(&world, Haste::Now)).unwrap();
        let mine = block_on(Mine::load(world.store())).unwrap();
        assert!(mine.outbox.is_empty() && mine.unreadable == 0);
        let item = mine.booking(id).unwrap();
        assert_eq!(item.state, client::state::LocalState::Confirmed);
        assert!(item.record.view.is_some() && item.record.asked.is_some());
        assert_eq!(item.record.history.len(), 3);
        let told = mine.volunteer(volunteer).unwrap();
        assert_eq!(told.state, client::state::LocalState::Registered);
        assert!(told.record.view.is_some());
        assert_eq!(secrets(&mine), secrets(&before));
    }
}

#[test]
fn an_erasure_brings_nothing_back() {
    let world = World::new();
    book(&world, asked(&[FREE])).unwrap();
    register(&world).unwrap();
    block_on(client::sync::sync_once(&world, Haste::Now)).unwrap();
    block_on(client::my_data::delete(&world, true)).unwrap();
    block_on(client::sync::sync_once(&world, Haste::Now)).unwrap();
    let mine = block_on(Mine::load(world.store())).unwrap();
    assert_eq!(mine, Mine::default());
}

#[test]
fn the_body_is_the_same_at_every_try() {
    let one = create(1);
    let stored = Entry::decode(&one.encode().unwrap()).unwrap();
    assert_eq!(stored.request(), one.request());
    let again = Held {
        value: stored,
        row: rows().outbox[0].row.clone(),
    };
    let verdict = Verdict::Later {
        problem: TryProblem::TimedOut,
        wait: None,
    };
    let batch = absorb(&again, Place::Missing, verdict, 0, NOW).unwrap();
    let Write::Put(_, _, value) = &batch.writes[0] else {
        panic!("put off")
    };
    assert_eq!(Entry::decode(value).unwrap().request(), one.request());
}
