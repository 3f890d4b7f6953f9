//! The use cases one by one, with and without a network.

use client::act::{
    ActionError, cancel_booking, change_booking, change_volunteer, new_booking, new_volunteer,
    register_volunteer, submit_booking, withdraw_volunteer,
};
use client::drafts::{self, Draft};
use client::mend::{delete_parked, resend};
use client::mine::Mine;
use client::outbox::{TryProblem, What};
use client::plan::Haste;
use client::ports::{Batch, LocalStore, Ports, StoreError, Table, Write};
use client::record::BookingRequest;
use client::settings::{my_station, set_my_station};
use client::state::LocalState;
use client::sync::{LookUpError, Which, look_up, refresh, sync_once};
use model::division::DivisionCode;
use model::error::{ErrorCode, Field};
use model::id::{ActionId, BookingId};
use model::person::MobileError;
use model::words::Problem;

use crate::faults::{Fault, Meanwhile};
use crate::world::{
    ALSO_FREE, FREE, FULL, Fuse, World, asked, block_on, book, booking, form, only_booking,
    register, slot, wish,
};

fn submit(world: &World, choices: &[&str]) -> BookingId {
    book(world, asked(choices)).unwrap()
}

fn sync(world: &World) -> client::sync::SyncReport {
    block_on(sync_once(world, Haste::Now)).unwrap()
}

fn parked(world: &World) -> ActionId {
    let mine = block_on(Mine::load(world.store())).unwrap();
    let item = mine.outbox.iter().find(|item| item.entry.parked.is_some());
    item.unwrap().entry.action
}

#[test]
fn kept_then_confirmed() {
    let world = World::new();
    let id = submit(&world, &[FREE]);
    let kept = only_booking(&world);
    assert_eq!(kept.state, LocalState::Kept);
    assert_eq!(kept.pending.waiting.len(), 1);
    assert_eq!(
        kept.record.asked.unwrap().mobile,
        "13812345678",
        "in its right form"
    );

    let report = sync(&world);
    assert_eq!((report.delivered.len(), report.reached), (1, Some(true)));
    assert_eq!(report.next_try_at, None);
    let item = booking(&world, id);
    assert_eq!(item.state, LocalState::Confirmed);
    assert!(item.pending.waiting.is_empty());
    let steps: Vec<LocalState> = item.record.history.iter().map(|step| step.state).collect();
    assert_eq!(
        steps,
        [
            LocalState::Kept,
            LocalState::Received,
            LocalState::Confirmed
        ]
    );
}

#[test]
fn another_wish_won() {
    let world = World::new();
    let id = submit(&world, &[FULL, FREE]);
    sync(&world);
    assert_eq!(booking(&world, id).state, LocalState::Adjusted);
}

#[test]
fn bad_input_keeps_nothing_and_names_the_field() {
    let world = World::new();
    let short = client::record::BookingRequest {
        mobile: "1381234567".into(),
        ..asked(&[FREE])
    };
    let error = book(&world, short).unwrap_err();
    let expected = Problem::Mobile(MobileError::Length(10));
    assert_eq!(error, ActionError::Invalid(Field::Mobile, expected));
    assert_eq!(
        block_on(Mine::load(world.store())).unwrap(),
        Mine::default()
    );
}

#[test]
fn offline_stays_kept_and_is_sent_once_later() {
    let world = World::new();
    let id = submit(&world, &[FREE]);
    world.faults(&[Fault::RequestLost, Fault::AnswerLost]);
    let report = sync(&world);
    assert_eq!(
        (report.reached, report.problem),
        (Some(false), Some(TryProblem::Unreachable))
    );
    assert!(report.next_try_at.unwrap().0 > world.0.now.get());
    assert_eq!(booking(&world, id).state, LocalState::Kept);
    sync(&world);
    assert_eq!(
        booking(&world, id).state,
        LocalState::Kept,
        "arrived, but not known to have"
    );
    sync(&world);
    assert_eq!(booking(&world, id).state, LocalState::Confirmed);
    assert_eq!(world.0.server.borrow().done.len(), 1);
}

#[test]
fn a_hotel_page_is_no_receipt() {
    let world = World::new();
    let id = submit(&world, &[FREE]);
    for (fault, status) in [(Fault::Portal, 200), (Fault::BadGateway, 502)] {
        world.faults(&[fault]);
        assert_eq!(sync(&world).problem, Some(TryProblem::Unreadable(status)));
        assert_eq!(booking(&world, id).state, LocalState::Kept);
    }
}

#[test]
fn the_server_may_ask_to_wait_and_haste_does_not_shorten_that() {
    let world = World::new();
    submit(&world, &[FREE]);
    world.faults(&[Fault::Busy]);
    assert_eq!(
        sync(&world).problem,
        Some(TryProblem::Busy(ErrorCode::Unavailable))
    );
    assert_eq!(
        sync(&world).reached,
        None,
        "not asked again within the minute"
    );
    world.pass(61_000);
    assert_eq!(sync(&world).delivered.len(), 1);
}

#[test]
fn change_and_cancel_wait_for_the_create_and_go_in_order() {
    let world = World::new();
    let id = submit(&world, &[FREE]);
    block_on(change_booking(&world, id, wish(&[ALSO_FREE]))).unwrap();
    block_on(cancel_booking(&world, id)).unwrap();
    let item = booking(&world, id);
    assert_eq!(
        item.state,
        LocalState::Kept,
        "nothing is cancelled before the server says so"
    );
    assert!(item.pending.is_changing() && item.pending.is_ending());
    assert_eq!(
        block_on(cancel_booking(&world, id)),
        Err(ActionError::Over),
        "once is enough"
    );

    world.faults(&[Fault::Busy]);
    assert_eq!(sync(&world).delivered.len(), 0, "what follows waits");
    world.pass(61_000);
    assert_eq!(sync(&world).delivered.len(), 3);
    let item = booking(&world, id);
    assert_eq!(item.state, LocalState::Cancelled);
    assert_eq!(item.record.view.unwrap().slot, slot(ALSO_FREE));
    assert_eq!(
        item.record.asked.unwrap().wish(),
        wish(&[ALSO_FREE]),
        "what was asked for last"
    );
    assert_eq!(block_on(cancel_booking(&world, id)), Err(ActionError::Over));
}

#[test]
fn the_order_holds_although_the_clock_is_set_back_by_years() {
    let world = World::new();
    let id = submit(&world, &[FREE]);
    world.pass(-5 * 365 * 86_400_000);
    block_on(cancel_booking(&world, id)).unwrap();
    let report = sync(&world);
    assert_eq!((report.delivered.len(), report.parked.len()), (2, 0));
    assert_eq!(booking(&world, id).state, LocalState::Cancelled);
}

#[test]
fn refused_parked_mended_sent() {
    let world = World::new();
    let id = submit(&world, &[FULL]);
    block_on(cancel_booking(&world, id)).unwrap();
    let report = sync(&world);
    assert_eq!((report.parked.len(), report.delivered.len()), (1, 0));
    assert_eq!(
        report.next_try_at, None,
        "the cancellation waits for the person too"
    );
    let item = booking(&world, id);
    assert_eq!(item.state, LocalState::Failed);
    let reason = item.pending.parked[0].parked.as_ref().unwrap();
    assert_eq!(reason.error.code, ErrorCode::NoPlace);
    assert_eq!(
        block_on(change_booking(&world, id, wish(&[FREE]))),
        Err(ActionError::Over)
    );

    let other = What::CancelBooking(id);
    assert_eq!(
        block_on(resend(&world, parked(&world), other)),
        Err(ActionError::Unknown)
    );
    let mended = What::CreateBooking(id, asked(&[ALSO_FREE]));
    block_on(resend(&world, parked(&world), mended)).unwrap();
    assert_eq!(booking(&world, id).state, LocalState::Kept);
    assert_eq!(sync(&world).delivered.len(), 2);
    assert_eq!(booking(&world, id).state, LocalState::Cancelled);
}

#[test]
fn a_refused_create_can_be_deleted_with_all_that_waits_for_it() {
    let world = World::new();
    let id = submit(&world, &[FULL]);
    let waiting = block_on(Mine::load(world.store())).unwrap().outbox[0]
        .entry
        .action;
    assert_eq!(
        block_on(delete_parked(&world, waiting)),
        Err(ActionError::Unknown)
    );
    block_on(cancel_booking(&world, id)).unwrap();
    sync(&world);
    block_on(delete_parked(&world, parked(&world))).unwrap();
    assert_eq!(
        block_on(Mine::load(world.store())).unwrap(),
        Mine::default()
    );
}

#[test]
fn a_refused_change_leaves_the_booking_as_it_was_and_blocks_nothing() {
    let world = World::new();
    let id = submit(&world, &[FREE]);
    sync(&world);
    block_on(change_booking(&world, id, wish(&[FULL]))).unwrap();
    block_on(change_booking(&world, id, wish(&[ALSO_FREE]))).unwrap();
    let report = sync(&world);
    assert_eq!((report.parked.len(), report.delivered.len()), (1, 1));
    let item = booking(&world, id);
    assert_eq!(item.state, LocalState::Confirmed);
    assert_eq!(item.record.view.unwrap().slot, slot(ALSO_FREE));
    assert_eq!(item.pending.parked.len(), 1);

    let again = What::ChangeBooking(id, wish(&[FREE]));
    block_on(resend(&world, parked(&world), again)).unwrap();
    assert_eq!(sync(&world).delivered.len(), 1);
    assert_eq!(booking(&world, id).record.view.unwrap().slot, slot(FREE));
}

#[test]
fn a_poison_action_never_blocks_the_rest() {
    let world = World::new();
    let first = submit(&world, &[FREE]);
    let mine = block_on(Mine::load(world.store())).unwrap();
    world.0.server.borrow_mut().busy = Some(mine.outbox[0].entry.action);
    world.pass(1);
    let second = submit(&world, &[FREE]);
    assert_eq!(sync(&world).delivered.len(), 1);
    assert_eq!(booking(&world, second).state, LocalState::Confirmed);
    assert_eq!(booking(&world, first).state, LocalState::Kept);
}

#[test]
fn not_even_one_on_which_the_network_breaks_every_time() {
    let world = World::new();
    submit(&world, &[FREE]);
    world.pass(1);
    let second = submit(&world, &[FREE]);
    world.faults(&[Fault::RequestLost]);
    let report = sync(&world);
    assert_eq!(
        report.reached,
        Some(false),
        "and the second is not tried on a dead network"
    );
    assert!(
        report.next_try_at.unwrap().0 >= world.0.now.get() + 3_750,
        "nor at once"
    );
    world.faults(&[Fault::None, Fault::RequestLost]);
    sync(&world);
    assert_eq!(booking(&world, second).state, LocalState::Confirmed);
}

#[test]
fn staff_have_seen_to_it() {
    let world = World::new();
    let id = submit(&world, &[FREE]);
    sync(&world);
    world.pass(1);
    let now = client::ports::Clock::now(&world);
    world.0.server.borrow_mut().serve(id, now);
    assert_eq!(block_on(refresh(&world, Which::Open)), Ok(Some(true)));
    assert_eq!(booking(&world, id).state, LocalState::Served);
    assert_eq!(booking(&world, id).record.as_of, Some(now));
    assert_eq!(
        block_on(refresh(&world, Which::Open)),
        Ok(None),
        "nothing more can come"
    );
}

#[test]
fn an_older_word_never_replaces_a_newer_one() {
    let world = World::new();
    let id = submit(&world, &[FREE]);
    sync(&world);
    let before = booking(&world, id).record.view.unwrap();
    block_on(cancel_booking(&world, id)).unwrap();
    sync(&world);
    let mut record = booking(&world, id).record;
    client::state::take_booking(&mut record, before, client::ports::Clock::now(&world));
    assert_eq!(
        record.view.unwrap().state,
        model::booking::BookingState::Cancelled
    );
}

#[test]
fn looked_up_on_another_device() {
    let world = World::new();
    let id = submit(&world, &[FREE]);
    sync(&world);
    let reference = booking(&world, id).record.view.unwrap().reference;
    let other = World::new();
    world.0.server.swap(&other.0.server);
    let wrong = block_on(look_up(&other, reference, "13912345678")).unwrap_err();
    assert!(matches!(wrong, LookUpError::Refused(error) if error.code == ErrorCode::NotFound));
    assert_eq!(block_on(look_up(&other, reference, "13812345678")), Ok(id));
    assert_eq!(booking(&other, id).state, LocalState::Confirmed);
    block_on(cancel_booking(&other, id)).unwrap();
    sync(&other);
    assert_eq!(booking(&other, id).state, LocalState::Cancelled);
    other.faults(&[Fault::RequestLost]);
    let error = block_on(look_up(&other, reference, "13812345678")).unwrap_err();
    assert_eq!(error, LookUpError::NoAnswer(TryProblem::Unreachable));
}

#[test]
fn volunteers() {
    let world = World::new();
    let id = register(&world).unwrap();
    let state = |world: &World| {
        block_on(Mine::load(world.store()))
            .unwrap()
            .volunteer(id)
            .unwrap()
            .state
    };
    assert_eq!(state(&world), LocalState::Kept);
    sync(&world);
    assert_eq!(state(&world), LocalState::Registered);
    let more = model::volunteer::VolunteerForm {
        note: "周末都行".into(),
        ..form()
    };
    block_on(change_volunteer(&world, id, more)).unwrap();
    block_on(withdraw_volunteer(&world, id)).unwrap();
    assert_eq!(state(&world), LocalState::Registered);
    sync(&world);
    assert_eq!(state(&world), LocalState::Withdrawn);
    assert_eq!(
        block_on(withdraw_volunteer(&world, id)),
        Err(ActionError::Over)
    );
}

#[test]
fn one_form_makes_one_booking_however_often_it_is_submitted() {
    let world = World::new();
    let id = new_booking(&world);
    let form = Some(Draft::Booking);
    let kept = || block_on(drafts::load(world.store(), Draft::Booking)).unwrap();
    let fill_in = || block_on(drafts::save(world.store(), Draft::Booking, "{}")).unwrap();
    let tap = || block_on(submit_booking(&world, id, asked(&[FREE]), form));
    fill_in();
    // Power fails before anything is written: all is as before, the form too.
    world.0.store.fuse.set(Some(Fuse {
        commits: 0,
        written: false,
    }));
    assert_eq!(tap(), Err(ActionError::Store(StoreError::Failed)));
    world.0.store.dead.set(false);
    assert_eq!(
        block_on(Mine::load(world.store())).unwrap(),
        Mine::default()
    );
    assert!(kept().is_some());
    // It fails right after: booking and action are there, the form is gone, nobody was told.
    world.0.store.fuse.set(Some(Fuse {
        commits: 0,
        written: true,
    }));
    assert_eq!(tap(), Err(ActionError::Store(StoreError::Failed)));
    world.0.store.dead.set(false);
    assert_eq!(only_booking(&world).record.id, id);
    assert_eq!(kept(), None);
    // Another tab still shows the form, and a finger taps twice.
    fill_in();
    assert_eq!(tap(), Ok(id));
    assert_eq!(tap(), Ok(id));
    assert_eq!(kept(), None);
    assert_eq!(only_booking(&world).pending.waiting.len(), 1);
    let secret = only_booking(&world).record.secret;
    sync(&world);
    assert_eq!(tap(), Ok(id), "nor once it was delivered");
    assert_eq!(only_booking(&world).record.secret, secret);
    assert_eq!(only_booking(&world).state, LocalState::Confirmed);
    assert_eq!(world.0.server.borrow().done.len(), 1);
}

#[test]
fn a_form_is_submitted_once_and_another_one_is_not_taken_for_it() {
    let world = World::new();
    let id = new_booking(&world);
    let form = Some(Draft::Booking);
    let send = |id, asked: BookingRequest| block_on(submit_booking(&world, id, asked, form));
    assert_eq!(send(id, asked(&[FREE])), Ok(id));
    // A tab was left open; the form in it asks for something else by now. The person decides.
    let other = BookingRequest {
        note: "腿脚不便".into(),
        ..asked(&[ALSO_FREE])
    };
    block_on(drafts::save(world.store(), Draft::Booking, "{}")).unwrap();
    assert_eq!(send(id, other.clone()), Err(ActionError::Taken));
    let left = block_on(drafts::load(world.store(), Draft::Booking));
    assert_eq!(left, Ok(Some("{}".into())), "what was typed stays");
    // Its words as typed and in their right form are the same.
    let typed = BookingRequest {
        name: "王建国".into(),
        ..asked(&[FREE])
    };
    assert_eq!(send(id, typed), Ok(id));
    // Nor is the form another one because the booking was changed since.
    sync(&world);
    block_on(change_booking(&world, id, wish(&[ALSO_FREE]))).unwrap();
    sync(&world);
    assert_eq!(send(id, asked(&[FREE])), Ok(id));

    let second = new_booking(&world);
    assert_eq!(send(second, other), Ok(second));
    sync(&world);
    for id in [id, second] {
        assert_eq!(booking(&world, id).state, LocalState::Confirmed);
    }
    assert_eq!(world.0.server.borrow().done.len(), 3);
}

#[test]
fn another_registration_is_not_taken_for_the_one_submitted() {
    let world = World::new();
    let id = new_volunteer(&world);
    let send = |form| block_on(register_volunteer(&world, id, form, None));
    assert_eq!(send(form()), Ok(id));
    let other = model::volunteer::VolunteerForm {
        note: "有货车驾照".into(),
        ..form()
    };
    assert_eq!(send(other), Err(ActionError::Taken));
    assert_eq!(send(form()), Ok(id));
    let mine = block_on(Mine::load(world.store())).unwrap();
    assert_eq!((mine.volunteers.len(), mine.outbox.len()), (1, 1));
}

#[test]
fn one_form_registers_once() {
    let world = World::new();
    let id = new_volunteer(&world);
    block_on(drafts::save(world.store(), Draft::Volunteer, "{}")).unwrap();
    for _ in 0..2 {
        let again = register_volunteer(&world, id, form(), Some(Draft::Volunteer));
        assert_eq!(block_on(again), Ok(id));
    }
    let left = block_on(drafts::load(world.store(), Draft::Volunteer));
    assert_eq!(left, Ok(None));
    let mine = block_on(Mine::load(world.store())).unwrap();
    assert_eq!((mine.volunteers.len(), mine.outbox.len()), (1, 1));
}

#[test]
fn a_look_up_undoes_nothing_that_happened_meanwhile() {
    let world = World::new();
    let id = submit(&world, &[FREE]);
    sync(&world);
    let reference = booking(&world, id).record.view.unwrap().reference;
    let find = || block_on(look_up(&world, reference, "13812345678"));

    // Another tab cancels, and so changes nothing yet; the look-up comes on top of it.
    world.0.meanwhile.set(Some(Meanwhile::Cancel));
    assert_eq!(find(), Ok(id));
    assert!(booking(&world, id).pending.is_ending());

    // Another tab deletes everything: a look-up under way brings nothing back.
    world.0.meanwhile.set(Some(Meanwhile::Wipe));
    assert!(
        matches!(find(), Err(LookUpError::Refused(error)) if error.code == ErrorCode::NotFound)
    );
    let mine = block_on(Mine::load(world.store())).unwrap();
    assert!(mine.bookings.is_empty());
    // Asked for anew it comes.
    assert_eq!(find(), Ok(id));
}

#[test]
fn two_tabs_without_locks_send_the_same_and_nothing_doubles() {
    let world = World::new();
    let id = submit(&world, &[FREE]);
    world.0.meanwhile.set(Some(Meanwhile::Sync));
    sync(&world);
    assert_eq!(booking(&world, id).state, LocalState::Confirmed);
    assert_eq!(booking(&world, id).record.history.len(), 3);
    assert_eq!(world.0.server.borrow().done.len(), 1);
}

#[test]
fn what_was_wiped_while_it_was_sent_stays_wiped() {
    let world = World::new();
    submit(&world, &[FREE]);
    world.0.meanwhile.set(Some(Meanwhile::Wipe));
    sync(&world);
    let mine = block_on(Mine::load(world.store())).unwrap();
    assert!(mine.bookings.is_empty());
    for _ in 0..3 {
        sync(&world);
        world.pass(3_600_000);
    }
    assert!(
        block_on(Mine::load(world.store()))
            .unwrap()
            .outbox
            .is_empty()
    );
    let server = world.0.server.borrow();
    assert!(
        server
            .bookings
            .values()
            .all(|(_, view)| view.name.is_empty()),
        "erased there too"
    );
}

#[test]
fn drafts_and_settings() {
    let world = World::new();
    let store = world.store();
    assert_eq!(block_on(drafts::load(store, Draft::Booking)), Ok(None));
    block_on(drafts::save(store, Draft::Booking, "{\"name\":\"王\"}")).unwrap();
    block_on(drafts::save(store, Draft::Ticks("youdai-card"), "1,3")).unwrap();
    assert_eq!(
        block_on(drafts::load(store, Draft::Booking)),
        Ok(Some("{\"name\":\"王\"}".to_owned()))
    );
    block_on(drafts::clear(store, Draft::Booking)).unwrap();
    assert_eq!(block_on(drafts::load(store, Draft::Booking)), Ok(None));
    assert_eq!(
        block_on(drafts::load(store, Draft::Ticks("youdai-card"))),
        Ok(Some("1,3".to_owned()))
    );
    block_on(drafts::clear(store, Draft::Ticks("youdai-card"))).unwrap();
    assert_eq!(
        block_on(drafts::load(store, Draft::Ticks("youdai-card"))),
        Ok(None)
    );
    let station = DivisionCode::parse("500112004").ok();
    block_on(set_my_station(store, station)).unwrap();
    assert_eq!(block_on(my_station(store)), Ok(station));
}

#[test]
fn no_key_tells_what_was_ticked() {
    let world = World::new();
    let store = world.store();
    let ticked = |slug| block_on(drafts::load(store, Draft::Ticks(slug))).unwrap();
    let keys = || {
        let rows = block_on(store.list(&[Table::Draft]))
            .unwrap()
            .remove(0)
            .rows;
        rows.into_iter().map(|row| row.key).collect::<Vec<_>>()
    };
    // As it was kept before: the key names the service.
    let old = |slug: &str, text: &str| {
        let key = ["ticks/", slug].concat();
        Write::Put(Table::Draft, key, text.as_bytes().to_vec())
    };
    let before = vec![old("canji-pingding", "1"), old("youdai-card", "2")];
    block_on(store.commit(Batch::relaxed(before))).unwrap();
    block_on(drafts::save(store, Draft::Booking, "{}")).unwrap();

    assert_eq!(ticked("canji-pingding").as_deref(), Some("1"));
    assert_eq!(keys(), ["booking", "ticks"], "moved at the first look");
    block_on(drafts::save(store, Draft::Ticks("youdai-card"), "2,3")).unwrap();
    block_on(drafts::save(store, Draft::Ticks("tuiyi-baodao"), "4")).unwrap();
    assert_eq!(ticked("canji-pingding").as_deref(), Some("1"));
    assert_eq!(ticked("youdai-card").as_deref(), Some("2,3"));
    block_on(drafts::clear(store, Draft::Ticks("canji-pingding"))).unwrap();
    assert_eq!(ticked("canji-pingding"), None);
    assert_eq!(ticked("tuiyi-baodao").as_deref(), Some("4"));
    for slug in ["youdai-card", "tuiyi-baodao"] {
        block_on(drafts::clear(store, Draft::Ticks(slug))).unwrap();
    }
    assert_eq!(keys(), ["booking"]);
}
