//! What will be taken and on whose behalf, before it is.

use client::handover::Received;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::id::DeliveryId;

use super::calls::{self, NotTaken};
use super::{Desk, Offer, Stage, subject};
use crate::components::{Button, IconName, LinkButton, Look, Notice, SummaryList, Tone};
use crate::live::live;
use crate::pages::call;
use crate::pages::wizard::not_kept;
use crate::routes::paths;
use crate::text::{handover as text, my as words};

pub(super) fn page(desk: Desk, offer: &Offer) -> AnyView {
    let app = desk.app;
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<Trouble>));
    let rows = {
        let offer = offer.clone();
        Signal::derive(move || {
            // Names come from lists that may arrive later.
            app.services.track();
            app.stations.track();
            match &offer {
                Offer::Scanned(parcel) => subject::of_deed(app, parcel.deed()),
                Offer::Heard(_) => subject::of_form(app, &desk.form.read()),
            }
        })
    };
    let back = match offer {
        Offer::Scanned(_) => Stage::Choose,
        Offer::Heard(spoken) => Stage::Ask(*spoken),
    };
    let offer = offer.clone();
    let take = move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        let offer = offer.clone();
        spawn_local(async move {
            let taken = calls::take(desk, &offer).await;
            busy.try_set(false);
            match taken {
                Ok(Received::New(id)) => arrived_at(desk, id, false),
                Ok(Received::Again(id)) => arrived_at(desk, id, true),
                Ok(Received::Own) => {
                    trouble.try_set(Some(Trouble::Own));
                }
                Err(why) => {
                    trouble.try_set(Some(Trouble::NotTaken(why)));
                }
            }
        });
    };
    let hint = move || {
        if words::lasts(app.keeping.get()) {
            text::TAKE_HINT
        } else {
            text::TAKE_HINT_MEMORY
        }
    };
    let body = view! {
        <p class="lead">{text::CHECK_LEAD}</p>
        <div class="sec stack">
            <SummaryList rows />
            <p class="muted">{hint}</p>
            {said(desk, trouble)}
            <Button label=text::TAKE look=Look::Go icon=IconName::CHECK off=busy on_press=Callback::new(take) />
            <Button label=text::LEAVE look=Look::Quiet wide=true on_press=move |()| desk.clear() />
        </div>
        {call()}
    };
    super::page(desk, text::CHECK, Some(back), body.into_any())
}

/// Why it was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// It is this device's own.
    Own,
    /// It could not be kept.
    NotTaken(NotTaken),
}

fn said(desk: Desk, trouble: RwSignal<Option<Trouble>>) -> AnyView {
    live(move || match trouble.get() {
        None => ().into_any(),
        Some(Trouble::Own) => view! {
            <Notice>
                {text::OWN}
                <LinkButton href=paths::MY_OUTBOX label=text::TO_OUTBOX wide=true />
            </Notice>
        }
        .into_any(),
        Some(Trouble::NotTaken(why)) => {
            let words = match why {
                NotTaken::Storage => not_kept(desk.app, text::NOT_TAKEN).to_owned(),
                NotTaken::Field(_, problem) => problem.message(),
                NotTaken::Incomplete => text::INCOMPLETE.to_owned(),
            };
            view! { <Notice tone=Tone::Fail>{words}</Notice> }.into_any()
        }
    })
}

/// It is here: nothing is left to do on this page.
fn arrived_at(desk: Desk, id: DeliveryId, again: bool) {
    desk.again.set(again.then_some(id));
    desk.clear();
    desk.app.go(&paths::received(id));
}
