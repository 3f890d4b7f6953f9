//! What leaves one device as codes or digits and is submitted by another.

use client::act::{
    ActionError, cancel_booking, change_booking, change_volunteer, withdraw_volunteer,
};
use client::delivery::Errand;
use client::handover::{
    Received, clear, codes, new_delivery, receive, receive_spoken, shown, spoken, spoken_service,
};
use client::mend::{delete_parked, resend};
use client::mine::Mine;
use client::my_data::{delete, export};
use client::outbox::{Entry, Heard, What};
use client::plan::{Haste, Plan, Reach, plan_next};
use client::ports::Ports;
use client::state::LocalState;
use client::sync::{Which, look_up, refresh, sync_once};
use handover::{Collected, Collector, Deed, Parcel, Spoken};
use model::error::{ErrorCode, Field};
use model::handover::Delivered;
use model::id::DeviceSecret;

use crate::faults::Fault;
use crate::world::{
    ALSO_FREE, FREE, FULL, World, asked, block_on, book, booking, form, only_booking, register,
    wish,
};

fn mine(world: &World) -> Mine {
    block_on(Mine::load(world.store())).unwrap()
}

fn entry(world: &World, at: usize) -> Entry {
    mine(world).outbox[at].entry.clone()
}

/// What a receiver reads off the screen.
fn scanned(entry: &Entry) -> Parcel {
    let mut collector = Collector::new();
    let texts = codes(entry);
    let last = texts.iter().map(|text| collector.add(text)).last();
    match last {
        Some(Collected::Whole(parcel)) => *parcel,
        other => panic!("{other:?}"),
    }
}

fn take(world: &World, parcel: &Parcel) -> Received {
    block_on(receive(world, parcel)).unwrap()
}

fn sync(world: &World) {
    block_on(sync_once(world, Haste::Now)).unwrap();
}

/// A second device, with random numbers of its own.
fn receiver() -> World {
    let world = World::new();
    for _ in 0..7 {
        new_delivery(&world);
    }
    world
}

/// The one server, now reached by the other device.
fn pass_on(from: &World, to: &World) {
    from.0.server.swap(&to.0.server);
}

#[test]
fn a_parcel_says_what_the_phone_itself_would_send() {
    let world = World::new();
    let id = book(&world, asked(&[FREE, ALSO_FREE])).unwrap();
    block_on(change_booking(&world, id, wish(&[ALSO_FREE]))).unwrap();
    block_on(cancel_booking(&world, id)).unwrap();
    let volunteer = register(&world).unwrap();
    block_on(change_volunteer(&world, volunteer, form())).unwrap();
    block_on(withdraw_volunteer(&world, volunteer)).unwrap();
    let mut entries: Vec<Entry> = (0..6).map(|at| entry(&world, at)).collect();
    let first = entries[0].clone();
    entries.push(Entry {
        what: What::EraseBooking(id),
        ..first
    });
    for entry in entries {
        let parcel = scanned(&entry);
        let body = match parcel.deed() {
            Deed::CreateBooking(asked) => serde_json::to_string(asked),
            Deed::ChangeBooking(_, asked) => serde_json::to_string(asked),
            Deed::CancelBooking(_, asked) | Deed::EraseBooking(_, asked) => {
                serde_json::to_string(asked)
            }
            Deed::RegisterVolunteer(asked) => serde_json::to_string(asked),
            Deed::ChangeVolunteer(_, asked) => serde_json::to_string(asked),
            Deed::WithdrawVolunteer(_, asked) => serde_json::to_string(asked),
        };
        assert_eq!(entry.request().body, body.ok());
        assert_eq!(parcel.secret_hash(), handover::secret_hash(&entry.secret));
        let id = match entry.what.entity() {
            client::record::EntityId::Booking(id) => *id.as_bytes(),
            client::record::EntityId::Volunteer(id) => *id.as_bytes(),
            client::record::EntityId::Delivery(id) => *id.as_bytes(),
        };
        assert_eq!(parcel.deed().entity(), id);
    }
}

#[test]
fn scanned_delivered_and_then_the_phone_wakes() {
    let (phone, other) = (World::new(), receiver());
    let id = book(&phone, asked(&[FREE])).unwrap();
    let waiting = entry(&phone, 0);
    block_on(shown(&phone, waiting.action)).unwrap();
    assert_eq!(
        entry(&phone, 0).handed_at,
        Some(client::ports::Clock::now(&phone))
    );

    let parcel = scanned(&waiting);
    let Received::New(delivery) = take(&other, &parcel) else {
        panic!("it was not known");
    };
    assert_eq!(take(&other, &parcel), Received::Again(delivery));
    let kept = mine(&other);
    let item = kept.delivery(delivery).unwrap();
    assert_eq!(
        (item.state, item.record.who.as_str()),
        (LocalState::Kept, "王*")
    );
    assert_eq!(item.record.errand, Errand::CreateBooking);

    pass_on(&phone, &other);
    other.faults(&[Fault::AnswerLost]);
    sync(&other);
    sync(&other);
    let kept = mine(&other);
    let item = kept.delivery(delivery).unwrap();
    assert_eq!(item.state, LocalState::Received);
    let receipt = item.record.receipt.clone().unwrap();
    assert!(receipt.again, "the first answer was lost");
    assert!(matches!(receipt.result, Delivered::Booking { .. }));
    assert!(kept.outbox.is_empty());
    assert_eq!(take(&other, &parcel), Received::Again(delivery));

    pass_on(&other, &phone);
    sync(&phone);
    assert_eq!(booking(&phone, id).state, LocalState::Confirmed);
    let reference = only_booking(&phone).record.view.unwrap().reference;
    assert_eq!(reference, receipt.reference);
    assert_eq!(phone.0.server.borrow().bookings.len(), 1);
}

#[test]
fn nothing_of_the_person_stays_once_it_is_delivered() {
    let (phone, other) = (World::new(), receiver());
    book(&phone, asked(&[FREE])).unwrap();
    take(&other, &scanned(&entry(&phone, 0)));
    sync(&other);
    let told = block_on(export(&other)).unwrap();
    assert!(
        told.contains("王*") && told.contains("替他人提交的事项"),
        "{told}"
    );
    assert!(
        !told.contains("王建国") && !told.contains("13812345678"),
        "{told}"
    );
    assert!(!told.contains("secret"), "{told}");
    let kept = mine(&other).deliveries[0].record.clone();
    assert_eq!(kept.secret, DeviceSecret::new([0; 32]));
    assert_eq!(block_on(refresh(&other, Which::Open)), Ok(None));

    let waiting = World::new();
    new_delivery(&waiting);
    book(&waiting, asked(&[ALSO_FREE])).unwrap();
    let second = scanned(&entry(&waiting, 0));
    take(&other, &second);
    block_on(clear(&other)).unwrap();
    let left = mine(&other);
    assert_eq!(left.deliveries.len(), 1, "what waits stays");
    assert_eq!(left.outbox.len(), 1);

    take(&other, &scanned(&entry(&phone, 0)));
    block_on(delete(&other, true)).unwrap();
    assert_eq!(
        mine(&other),
        Mine::default(),
        "nothing is erased for another"
    );
}

#[test]
fn what_was_looked_up_is_nobodys_own() {
    let (phone, other) = (World::new(), receiver());
    let id = book(&phone, asked(&[FREE])).unwrap();
    sync(&phone);
    let reference = only_booking(&phone).record.view.unwrap().reference;
    pass_on(&phone, &other);
    block_on(look_up(&other, reference, "13812345678")).unwrap();
    block_on(cancel_booking(&phone, id)).unwrap();
    // The phone has no network: its owner shows the code to whoever has looked the booking up.
    let parcel = scanned(&entry(&phone, 0));
    assert!(matches!(take(&other, &parcel), Received::New(_)));
    assert!(matches!(take(&other, &parcel), Received::Again(_)));
    assert_eq!(mine(&other).outbox.len(), 1, "it is kept, and on its way");
}

#[test]
fn ones_own_is_said_to_be_so() {
    let phone = World::new();
    book(&phone, asked(&[FREE])).unwrap();
    let parcel = scanned(&entry(&phone, 0));
    assert_eq!(take(&phone, &parcel), Received::Own);
    sync(&phone);
    assert_eq!(take(&phone, &parcel), Received::Own, "known by its record");
    assert_eq!(mine(&phone).deliveries, []);
}

#[test]
fn a_refusal_is_parked_and_can_be_tried_again_or_given_up() {
    let (phone, other) = (World::new(), receiver());
    book(&phone, asked(&[FULL])).unwrap();
    take(&other, &scanned(&entry(&phone, 0)));
    sync(&other);
    let kept = mine(&other);
    assert_eq!(kept.deliveries[0].state, LocalState::Failed);
    let came_back = kept.deliveries[0].pending.parked[0].clone();
    let code = came_back.parked.as_ref().unwrap().error.code;
    assert_eq!(code, ErrorCode::NoPlace);
    let again = block_on(resend(&other, came_back.action, came_back.what)).unwrap();
    assert_eq!(mine(&other).deliveries[0].state, LocalState::Kept);
    sync(&other);
    assert!(mine(&other).is_parked(again));
    block_on(delete_parked(&other, again)).unwrap();
    assert_eq!(mine(&other), Mine::default());
}

#[test]
fn what_is_about_one_thing_goes_in_its_order_however_it_was_scanned() {
    let phone = World::new();
    let id = book(&phone, asked(&[FREE])).unwrap();
    phone.pass(1_000);
    block_on(change_booking(&phone, id, wish(&[ALSO_FREE]))).unwrap();
    phone.pass(1_000);
    block_on(cancel_booking(&phone, id)).unwrap();
    let parcels: Vec<Parcel> = (0..3).map(|at| scanned(&entry(&phone, at))).collect();
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let other = receiver();
        for at in order {
            assert!(matches!(take(&other, &parcels[at]), Received::New(_)));
        }
        let mut going = Vec::new();
        let mut entries: Vec<Entry> = mine(&other).outbox.into_iter().map(|i| i.entry).collect();
        let now = client::ports::Clock::now(&other);
        while let Plan::Send(next) = plan_next(&entries, &[], Haste::Now, Reach::default(), now) {
            assert_eq!(next.len(), 1, "one by one");
            let gone = entries.remove(next[0]);
            let What::Deliver(_, carried) = &gone.what else {
                panic!()
            };
            let action = Parcel::read(&carried.parcel).unwrap().action();
            let at = parcels.iter().position(|known| known.action() == action);
            going.push(at.unwrap());
        }
        assert_eq!(going, [0, 1, 2], "scanned as {order:?}");
    }
}

#[test]
fn a_parcel_can_be_handed_on() {
    let (phone, other) = (World::new(), receiver());
    book(&phone, asked(&[FREE])).unwrap();
    let parcel = scanned(&entry(&phone, 0));
    take(&other, &parcel);
    assert_eq!(scanned(&entry(&other, 0)), parcel);
    assert_eq!(spoken(&entry(&other, 0)), None);
}

fn heard(phone: &World) -> Heard {
    let digits = spoken(&entry(phone, 0)).unwrap();
    let today = client::ports::Clock::now(phone).in_chongqing().0;
    let said = Spoken::decode(&digits, today).unwrap();
    let mut asked = asked(&[]);
    asked.station = said.station;
    asked.way = said.way;
    asked.choices = said.first.into_iter().collect();
    Heard {
        fingerprint: said.fingerprint,
        asked,
    }
}

#[test]
fn read_out_and_submitted() {
    let (phone, other) = (World::new(), receiver());
    book(&phone, asked(&[FREE])).unwrap();
    let heard = heard(&phone);
    assert_eq!(heard.asked.choices, asked(&[FREE]).choices);
    let id = new_delivery(&other);
    let take = |id, heard| block_on(receive_spoken(&other, id, heard));
    assert_eq!(take(id, heard.clone()), Ok(Received::New(id)));
    assert_eq!(take(id, heard.clone()), Ok(Received::Again(id)));
    let second = take(new_delivery(&other), heard.clone());
    assert_eq!(second, Ok(Received::Again(id)), "typed twice");
    sync(&other);
    let kept = mine(&other);
    let item = &kept.deliveries[0];
    assert_eq!(
        (item.state, item.record.errand),
        (LocalState::Received, Errand::Spoken)
    );
    let own = block_on(receive_spoken(&phone, new_delivery(&phone), heard.clone()));
    assert_eq!(own, Ok(Received::Own));
    let mut nameless = heard;
    nameless.asked.name.clear();
    let refused = take(new_delivery(&other), nameless);
    assert!(matches!(
        refused,
        Err(client::act::ActionError::Invalid(Field::Name, _))
    ));
}

#[test]
fn a_spoken_booking_without_a_place_is_mended_under_the_same_delivery() {
    let (phone, other) = (World::new(), receiver());
    book(&phone, asked(&[FULL])).unwrap();
    let id = new_delivery(&other);
    block_on(receive_spoken(&other, id, heard(&phone))).unwrap();
    sync(&other);
    let came_back = mine(&other).deliveries[0].pending.parked[0].clone();
    let What::DeliverSpoken(_, mut heard) = came_back.what else {
        panic!()
    };
    heard.asked.choices = asked(&[ALSO_FREE]).choices;
    // Another call is another booking: it never takes the place of this one.
    let mut another = heard.clone();
    another.fingerprint ^= 1;
    let what = What::DeliverSpoken(id, another);
    let mixed_up = block_on(resend(&other, came_back.action, what));
    assert_eq!(mixed_up, Err(ActionError::Unknown));
    let what = What::DeliverSpoken(id, heard);
    block_on(resend(&other, came_back.action, what)).unwrap();
    sync(&other);
    assert_eq!(mine(&other).deliveries[0].state, LocalState::Received);
}

#[test]
fn a_service_is_found_by_what_is_read_out() {
    let heard = heard_service("no-such-service");
    assert!(spoken_service(&heard, &catalogue()).is_none());
    for line in catalogue()
        .services
        .iter()
        .filter(|line| line.duration.is_some())
    {
        let heard = heard_service(line.slug.as_str());
        assert_eq!(
            spoken_service(&heard, &catalogue()).map(|found| &found.slug),
            Some(&line.slug)
        );
    }
}

fn heard_service(slug: &str) -> Spoken {
    let mut asked = asked(&[FREE]);
    asked.service = model::booking::ServiceSlug::parse(slug).unwrap();
    let id = model::id::BookingId::new(1, &[1; 10]);
    Spoken::of(&asked.into_wire(model::id::ActionId::new(1, &[1; 10]), id)).unwrap()
}

fn catalogue() -> model::catalogue::Outline {
    let data = dataset::Dataset::embedded().unwrap();
    model::catalogue::Outline::decode(&data.catalogue_pack().unwrap()).unwrap()
}
