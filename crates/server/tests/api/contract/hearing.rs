//! Bookings that are read out, and the keys of devices.

use model::booking::BookingState;
use model::id::ActionId;
use model::sync::EntityId;

use super::*;

/// What is read out of an action's id.
fn said(action: &Action) -> u16 {
    let [.., high, low] = *action.id.as_bytes();
    u16::from_be_bytes([high, low])
}

/// The same form under an id of its own.
fn anew(new: &ValidBooking) -> ValidBooking {
    ValidBooking {
        action: action_id(),
        booking: booking_id(),
        ..new.clone()
    }
}

#[tokio::test]
async fn read_out_first_then_sent() {
    for tested in imported().await {
        let store = &tested.store;
        let (own, heard) = (action(1), action(2));
        let (new, theirs) = (valid(&["2026-11-25T09:00"]), valid(&["2026-11-25T09:00"]));
        let made = store.hear_booking(heard, said(&own), theirs.clone()).await;
        let Answered::First(made) = made.unwrap() else {
            panic!("done before")
        };
        let sent = store.create_booking(own, new.clone()).await.unwrap();
        let view = BookingView {
            booking: new.booking,
            ..made.clone()
        };
        assert_eq!(sent, Answered::Again(view.clone()));
        assert_eq!(store.create_booking(own, new.clone()).await.unwrap(), sent);
        let heard_again = store.hear_booking(heard, said(&own), theirs.clone()).await;
        assert_eq!(heard_again.unwrap(), Answered::Again(view.clone()));
        // Each by the id and the right of its own.
        assert_eq!(store.booking(new.booking, device(1)).await.unwrap(), view);
        assert_eq!(
            store.booking(theirs.booking, device(2)).await.unwrap(),
            view
        );
        assert_eq!(
            refusal(store.booking(new.booking, device(3)).await),
            "not found"
        );
        assert_eq!(
            refusal(store.booking(theirs.booking, device(3)).await),
            "not found"
        );
        let held = tested.held("2026-11-24", "2026-12-24").await;
        assert_eq!(held, [(slot("2026-11-25T09:00"), 1)]);
        let ended = store
            .cancel_booking(action(2), theirs.booking, None)
            .await
            .unwrap();
        assert_eq!(ended.into_inner().state, BookingState::Cancelled);
        let seen = store.booking(new.booking, device(1)).await.unwrap();
        assert_eq!(seen.state, BookingState::Cancelled);
        assert_eq!(tested.held("2026-11-24", "2026-12-24").await, []);
    }
}

#[tokio::test]
async fn sent_first_then_read_out() {
    for tested in imported().await {
        let store = &tested.store;
        let (own, heard, new) = (action(1), action(2), valid(&["2026-11-25T09:00"]));
        let sent = store.create_booking(own, new.clone()).await.unwrap();
        let view = sent.into_inner();
        let theirs = anew(&new);
        for _ in 0..2 {
            let found = store.hear_booking(heard, said(&own), theirs.clone()).await;
            assert_eq!(found.unwrap(), Answered::Again(view.clone()));
        }
        // Having heard of it is no right to it.
        assert_eq!(
            refusal(store.booking(theirs.booking, device(2)).await),
            "not found"
        );
        let reused = store
            .hear_booking(other_content(heard), said(&own), theirs)
            .await;
        assert_eq!(refusal(reused), "action reused");
        let held = tested.held("2026-11-24", "2026-12-24").await;
        assert_eq!(held, [(slot("2026-11-25T09:00"), 1)]);
    }
}

#[tokio::test]
async fn read_out_to_two_and_then_sent() {
    for tested in imported().await {
        let store = &tested.store;
        let (own, new) = (action(1), valid(&["2026-11-25T09:00"]));
        let (one, other) = (anew(&new), anew(&new));
        let (first, second) = (action(2), action(3));
        let made = store.hear_booking(first, said(&own), one.clone()).await;
        assert!(matches!(made, Ok(Answered::First(_))));
        let found = store.hear_booking(second, said(&own), other.clone()).await;
        assert!(matches!(found, Ok(Answered::Again(_))));
        store.create_booking(own, new.clone()).await.unwrap();
        for (action, asked) in [(first, one), (second, other)] {
            let view = store.hear_booking(action, said(&own), asked).await;
            assert_eq!(view.unwrap().into_inner().booking, new.booking);
        }
        let third = store.hear_booking(action(4), said(&own), anew(&new)).await;
        assert!(matches!(third, Ok(Answered::Again(_))), "after all");
        let held = tested.held("2026-11-24", "2026-12-24").await;
        assert_eq!(held, [(slot("2026-11-25T09:00"), 1)]);
    }
}

#[tokio::test]
async fn others_are_not_taken_for_it() {
    for tested in imported().await {
        let store = &tested.store;
        let (own, new) = (action(1), valid(&["2026-11-25T09:00"]));
        store.create_booking(own, new.clone()).await.unwrap();
        let mut others: Vec<(u16, ValidBooking)> = Vec::new();
        others.push((said(&own).wrapping_add(1), anew(&new)));
        let mut mobile = anew(&new);
        mobile.mobile = model::person::Mobile::parse("13900000000").unwrap();
        let mut station = anew(&new);
        station.station = code(OTHER_VILLAGE);
        others.extend([(said(&own), mobile), (said(&own), station)]);
        for (print, mut asked) in others {
            asked.wish = wish(&["2026-11-26T09:00", "2026-11-30T09:00", "2026-12-01T09:00"]);
            let made = store.hear_booking(action(2), print, asked).await.unwrap();
            assert!(matches!(made, Answered::First(_)));
        }
    }
}

#[tokio::test]
async fn a_wish_without_a_place_makes_nothing_to_find() {
    for tested in imported().await {
        let store = &tested.store;
        tested.book(9, &["2026-11-25T09:00"]).await;
        let (own, heard, new) = (action(1), action(2), valid(&["2026-11-25T09:00"]));
        for _ in 0..2 {
            let theirs = anew(&new);
            let refused = store.hear_booking(heard, said(&own), theirs).await;
            assert_eq!(refusal(refused), "no place");
        }
        assert_eq!(
            refusal(store.create_booking(own, new.clone()).await),
            "no place"
        );
        // Refused under its own id, it can still be had at another time by reading it out.
        let mut theirs = anew(&new);
        theirs.wish = wish(&["2026-11-26T09:00"]);
        let made = store.hear_booking(action(2), said(&own), theirs).await;
        assert!(matches!(made, Ok(Answered::First(_))));
        assert_eq!(refusal(store.create_booking(own, new).await), "no place");
    }
}

#[tokio::test]
async fn an_id_that_is_taken_is_not_given_to_what_was_read_out() {
    for tested in imported().await {
        let store = &tested.store;
        let own = action(1);
        let taken = tested.book(9, &["2026-11-26T09:00"]).await.booking;
        let mut new = valid(&["2026-11-25T09:00"]);
        store
            .hear_booking(action(2), said(&own), anew(&new))
            .await
            .unwrap();
        new.booking = taken;
        assert_eq!(
            refusal(store.create_booking(own, new).await),
            "action reused"
        );
        assert!(store.booking(taken, device(9)).await.is_ok());
        assert_eq!(refusal(store.booking(taken, device(1)).await), "not found");
    }
}

impl Tested {
    /// Somebody has read out what waits on their phone; answers the action that waits, its booking, and
    /// the one that the receiver made of it.
    async fn read_out(&self) -> (Action, ValidBooking, ValidBooking) {
        let own = action(1);
        let (new, theirs) = (valid(&["2026-11-25T09:00"]), valid(&["2026-11-25T09:00"]));
        let heard = self
            .store
            .hear_booking(action(2), said(&own), theirs.clone());
        heard.await.unwrap();
        (own, new, theirs)
    }
}

/// An action of device 1 of whose id this would be read out.
fn action_said(print: u16) -> Action {
    let [high, low] = print.to_be_bytes();
    let id = ActionId::new(1_000, &[0, 0, 0, 0, 0, 0, 0, 7, high, low]);
    Action { id, ..action(1) }
}

#[tokio::test]
async fn what_was_read_out_is_not_guessed() {
    for tested in imported().await {
        let store = &tested.store;
        let (own, new, theirs) = tested.read_out().await;
        // Another number's bookings say nothing of this one.
        for number in 0..20 {
            let mut other = anew(&new);
            other.mobile = model::person::Mobile::parse("13900000000").unwrap();
            let wrong = action_said(said(&own).wrapping_add(number + 1));
            assert_eq!(
                refusal(store.create_booking(wrong, other).await),
                "no place"
            );
        }
        for number in 0..10 {
            let wrong = action_said(said(&own).wrapping_add(100 + number));
            let mut guess = anew(&new);
            guess.wish = wish(&["2026-11-26T09:00"]);
            let made = store.create_booking(wrong, guess.clone()).await.unwrap();
            assert!(matches!(made, Answered::First(_)), "guess {number}");
            store
                .cancel_booking(action(1), guess.booking, None)
                .await
                .unwrap();
        }
        // It is held still, so that the very one finds no place beside it.
        let late = store.create_booking(own, anew(&new)).await;
        assert_eq!(refusal(late), "no place");
        assert!(store.booking(theirs.booking, device(2)).await.is_ok());
        assert_eq!(
            refusal(store.booking(theirs.booking, device(1)).await),
            "not found"
        );
    }
}

#[tokio::test]
async fn a_few_other_bookings_do_not_part_the_halves() {
    for tested in imported().await {
        let store = &tested.store;
        let (own, new, _) = tested.read_out().await;
        for number in 0..9 {
            let wrong = action_said(said(&own).wrapping_add(100 + number));
            let none = store.create_booking(wrong, anew(&new)).await;
            assert_eq!(refusal(none), "no place");
        }
        let sent = store.create_booking(own, new).await.unwrap();
        assert!(matches!(sent, Answered::Again(_)));
    }
}

#[tokio::test]
async fn after_its_time_it_is_forgotten() {
    for tested in imported().await {
        let store = &tested.store;
        let (own, new) = (action(1), valid(&["2026-11-25T09:00"]));
        let theirs = anew(&new);
        store
            .hear_booking(action(2), said(&own), theirs.clone())
            .await
            .unwrap();
        let later = Timestamp(now().0 + model::handover::SPOKEN_MEMORY + 1);
        store.prune_actions(later).await.unwrap();
        let mut sent = new;
        sent.wish = wish(&["2026-11-26T09:00"]);
        let made = store.create_booking(own, sent).await.unwrap();
        assert!(matches!(made, Answered::First(_)));
        assert!(store.booking(theirs.booking, device(2)).await.is_ok());
    }
}

#[tokio::test]
async fn keys_are_kept_with_the_grant_and_learnt_anew() {
    for tested in imported().await {
        let store = &tested.store;
        let id = tested.book(1, &["2026-11-25T09:00"]).await.booking;
        let entity = EntityId::Booking(id);
        let key = |number| VerifyingKey([number; 32]);
        assert_eq!(store.key_of(entity, device(1)).await.unwrap(), Some(key(1)));
        assert_eq!(refusal(store.key_of(entity, device(2)).await), "not found");
        tested
            .place
            .write("UPDATE booking_secret SET verifying_key = NULL")
            .await;
        assert_eq!(store.key_of(entity, device(1)).await.unwrap(), None);
        for number in [7, 7, 8] {
            store
                .learn_key(entity, device(1), key(number))
                .await
                .unwrap();
            let known = store.key_of(entity, device(1)).await.unwrap();
            assert_eq!(known, Some(key(number)));
        }
        assert_eq!(
            refusal(store.learn_key(entity, device(2), key(9)).await),
            "not found"
        );
        let nobodys = EntityId::Delivery(model::id::DeliveryId::new(1, &[1; 10]));
        assert_eq!(refusal(store.key_of(nobodys, device(1)).await), "not found");
    }
}

#[test]
fn the_store_and_the_codec_read_the_same_out_of_an_id() {
    for number in 0..20u8 {
        let id = ActionId::new(1_000, &[number, 1, 2, 3, 4, 5, 6, 7, number, 255 - number]);
        let of_store = said(&Action { id, ..action(1) });
        assert_eq!(handover::fingerprint(id), of_store);
    }
}
