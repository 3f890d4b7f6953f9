//! The offline-first engine: ports, use cases and the outbox. Pure: no browser, no Leptos.
//!
//! Reads never wait for the network, writes never fail for want of it, and nothing is shown as
//! more certain than the server has said. A person's action and the record that it is about are
//! written in one transaction; the action leaves the outbox only in the transaction that stores its
//! parsed receipt; a refusal for good is parked with its reason until its author mends or deletes
//! it.
//!
//! # For pages
//!
//! Everything takes the ports (`&impl Ports`, the app's `browser::ports`) or only its store.
//!
//! | wanted | call |
//! |---|---|
//! | book | [`act::submit_booking`]`(ports, BookingId, BookingRequest, draft) -> BookingId`; errors name the field |
//! | change, cancel | [`act::change_booking`]`(ports, id, Wish)`, [`act::cancel_booking`]`(ports, id)` |
//! | volunteer | [`act::register_volunteer`], [`act::change_volunteer`], [`act::withdraw_volunteer`] |
//! | everything of the person | [`mine::Mine::load`]`(store)`, then `.bookings`, `.booking(id)`, `.volunteers`, `.outbox`, `.waiting()`, `.parked()`, `.unreadable` |
//! | a state on screen | `item.state.label()`; `item.pending.is_changing()`, `.is_ending()`, `.parked` |
//! | the steps of a booking | `item.record.history`: state and time |
//! | age of what is shown | `item.record.as_of` |
//! | mend a refused action | [`mend::resend`]`(ports, action, What)`; for a booking `What::CreateBooking(id, request)` |
//! | delete a refused action | [`mend::delete_parked`]`(ports, action)` |
//! | look up on another device | [`sync::look_up`]`(ports, Reference, mobile) -> BookingId` |
//! | ask how one thing stands | [`sync::refresh`]`(ports, Which::One(EntityId::Booking(id)))` |
//! | notices, hours and closures of my station | [`near::Near::load`]`(store, station)` |
//! | places free | [`availability::known`], then [`availability::fetch`] |
//! | drafts, checklist ticks | [`drafts::save`], [`drafts::load`], [`drafts::clear`] with [`drafts::Draft`] |
//! | my station | [`settings::my_station`], [`settings::set_my_station`] |
//! | my data | [`my_data::export`]` -> String`, [`my_data::delete`]`(ports, on_server)` |
//! | hand a waiting action over | [`handover::codes`]`(&Entry)`, [`handover::spoken`]`(&Entry)`; when shown [`handover::shown`]`(ports, action)`; `entry.handed_at` then warns |
//! | submit for somebody else | [`handover::receive`]`(ports, &Parcel)`, [`handover::receive_spoken`]`(ports, DeliveryId, Heard)` with [`handover::new_delivery`]; then `mine.deliveries` |
//! | stations, catalogue | [`packs::stations_local`], [`packs::refresh_stations`], and the same for the catalogue |
//! | stations by district | [`districts::ask_contents`], [`districts::plan`], [`districts::fetch`], [`districts::clear_others`] |
//!
//! After an action the page kicks the runner (`browser::runner::kick`), which sends under the lock
//! and announces every change; pages draw again from [`mine::Mine::load`]. What has changed at the server
//! comes with the same request, and is asked for when the app is opened or looked at again
//! ([`plan::Haste::Look`]). A page must not call [`sync::refresh`] whenever it draws, only when it is
//! opened.
//!
//! # How it is built
//!
//! Plan purely, execute thinly: [`machine::step`] turns what happened into what is to be done.
//! [`plan::plan_next`] says what goes next, [`follow`] what is asked about, [`ask`] puts both into one
//! request; [`wire`] says what an answer means, [`absorb::absorb`] and [`turn::turn`] what it does to
//! storage; [`sync::sync_once`] performs it.
//! [`contract::run`] is what every storage must pass.

pub mod absorb;
pub mod act;
pub mod ask;
pub mod availability;
pub mod contract;
pub mod delivery;
pub mod districts;
pub mod drafts;
pub mod follow;
pub mod handover;
pub mod machine;
pub mod mend;
pub mod mine;
pub mod my_data;
pub mod near;
pub mod outbox;
pub mod packs;
pub mod plan;
pub mod ports;
pub mod record;
pub mod room;
pub mod settings;
pub mod state;
pub mod sync;
pub mod turn;
pub mod wire;
pub mod workbench;
