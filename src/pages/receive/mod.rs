//! Taking an action off somebody else's phone (代收): scanned, from a picture, or as digits heard
//! over the telephone; what it is and whose, and then into this device's own outbox.

use std::cell::Cell;

use client::outbox::Heard;
use client::record::BookingRequest;
use handover::{Collected, Collector, Parcel, Spoken, service_code};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use model::id::{ActionId, DeliveryId};

use crate::browser::dom;
use crate::live::live;
use crate::pages::booking::draft::Draft;
use crate::pages::wizard::ticked::Ticked;
use crate::routes::{MyPage, Route};
use crate::state::App;

mod ask;
mod calls;
mod check;
pub(crate) mod decode;
mod errand;
mod find;
mod log;
mod result;
mod said;
mod scan;
mod start;
mod subject;
mod typed;

use said::Said;

/// What the receiver is about to do.
#[derive(Clone, Debug, Default, PartialEq)]
enum Stage {
    /// How to receive.
    #[default]
    Choose,
    /// The camera is on.
    Scan,
    /// Digits are typed.
    Type,
    /// What the digits could not carry is asked for.
    Ask(Spoken),
    /// All is there, to be agreed to.
    Check(Offer),
}

/// What is to be taken.
#[derive(Clone, Debug, PartialEq)]
enum Offer {
    /// Scanned.
    Scanned(Box<Parcel>),
    /// Heard; the rest is in the form.
    Heard(Spoken),
}

thread_local! {
    static DESK: Cell<Option<Desk>> = const { Cell::new(None) };
}

/// The receiving page's state. It outlives a look at another page, such as that of a result.
#[derive(Clone, Copy)]
struct Desk {
    app: App,
    stage: RwSignal<Stage>,
    /// What has been scanned so far.
    collector: StoredValue<Collector>,
    /// How many of several codes have been read.
    parts: RwSignal<Option<(usize, usize)>>,
    /// What the last code or attempt came to, where there is something to say.
    said: RwSignal<Option<Said>>,
    /// The digits, as typed.
    digits: RwSignal<String>,
    /// What the digits say and what was asked for.
    form: RwSignal<Draft>,
    /// What the digits say whose form is being filled in.
    spoken: StoredValue<Option<Spoken>>,
    /// Names what is heard, for as long as its form is being filled in.
    heard: StoredValue<Option<DeliveryId>>,
    /// The refused action in whose place the form will be sent.
    mends: StoredValue<Option<ActionId>>,
    /// What was offered once more.
    again: RwSignal<Option<DeliveryId>>,
}

impl Desk {
    /// The one desk, set up when it is first needed; it belongs to the app and not to a page.
    fn of(app: App) -> Self {
        if let Some(desk) = DESK.get() {
            return desk;
        }
        let mut owner = Owner::current();
        while let Some(outer) = owner.as_ref().and_then(Owner::parent) {
            owner = Some(outer);
        }
        let desk = match owner {
            Some(outermost) => outermost.with(|| Self::new(app)),
            None => Self::new(app),
        };
        DESK.set(Some(desk));
        desk
    }

    fn new(app: App) -> Self {
        Self {
            app,
            stage: RwSignal::new(Stage::default()),
            collector: StoredValue::new(Collector::new()),
            parts: RwSignal::new(None),
            said: RwSignal::new(None),
            digits: RwSignal::new(String::new()),
            form: RwSignal::new(Draft::default()),
            spoken: StoredValue::new(None),
            heard: StoredValue::new(None),
            mends: StoredValue::new(None),
            again: RwSignal::new(None),
        }
    }

    /// Goes to another stage; what was said before is said no more.
    fn turn_to(self, stage: Stage) {
        self.said.set(None);
        self.app.moved.set(true);
        self.stage.set(stage);
        dom::scroll_to_top();
    }

    /// Back to the beginning, with nothing left of what was offered.
    fn clear(self) {
        self.collector.set_value(Collector::new());
        self.parts.set(None);
        self.digits.set(String::new());
        self.begin(None);
        self.turn_to(Stage::Choose);
    }

    /// Begins with what was heard. Another call is another person's: nothing of the one before stays, neither
    /// what was asked for, nor what was agreed to, nor what was to be mended.
    fn begin(self, spoken: Option<Spoken>) {
        if spoken.is_some() && self.spoken.get_value() == spoken {
            return;
        }
        self.spoken.set_value(spoken);
        self.heard.set_value(None);
        self.mends.set_value(None);
        self.form.set(Draft::default());
    }

    /// Puts what was heard and refused back into the form: all that was typed is there again.
    fn ask_anew(self, id: DeliveryId, heard: &Heard, refused: ActionId) {
        let asked = &heard.asked;
        let spoken = Spoken {
            station: asked.station,
            service: service_code(&asked.service),
            way: asked.way,
            on_behalf: asked.on_behalf,
            first: asked.choices.first().copied(),
            fingerprint: heard.fingerprint,
        };
        self.spoken.set_value(Some(spoken));
        let agreed = Ticked::now(asked.consent == BookingRequest::NOTICE);
        self.form.set(Draft {
            service: Some(asked.service.clone()),
            station: Some(asked.station),
            way: Some(asked.way),
            choices: asked.choices.clone(),
            window: asked.window,
            who: Some(asked.on_behalf),
            person_agreed: true,
            name: asked.name.clone(),
            mobile: asked.mobile.clone(),
            note: asked.note.clone(),
            consent: agreed,
            sensitive: agreed,
            ..Draft::default()
        });
        self.heard.set_value(Some(id));
        self.mends.set_value(Some(refused));
        self.turn_to(Stage::Ask(spoken));
    }

    /// Takes a text that was read from a code. Says whether it was anything new.
    fn read(self, text: &str) -> bool {
        let collected = self
            .collector
            .try_update_value(|collector| collector.add(text));
        match collected {
            Some(Collected::Part { have, of }) => {
                let new = self.parts.get_untracked() != Some((have, of));
                self.said.set(None);
                if new {
                    self.parts.set(Some((have, of)));
                }
                new
            }
            Some(Collected::Whole(parcel)) => {
                self.parts.set(None);
                self.turn_to(Stage::Check(Offer::Scanned(parcel)));
                true
            }
            Some(Collected::Foreign) => self.say(Said::Foreign),
            Some(Collected::Newer) => self.say(Said::Newer),
            Some(Collected::Damaged) => self.say(Said::Damaged),
            Some(Collected::Forged) => self.say(Said::Forged),
            None => false,
        }
    }

    fn say(self, said: Said) -> bool {
        let new = self.said.get_untracked() != Some(said);
        if new {
            self.said.set(Some(said));
        }
        new
    }
}

/// The area's view, following the route.
pub fn area() -> AnyView {
    let app = App::get();
    let desk = Desk::of(app);
    if desk.stage.with_untracked(|stage| *stage == Stage::Scan) {
        // Nobody finds the camera on when he comes back.
        desk.stage.set(Stage::Choose);
    }
    let page = Memo::new(move |_| match *app.route.read() {
        Route::My(ref page) => Some(page.clone()),
        _ => None,
    });
    let view = move || match page.get() {
        Some(MyPage::Receive) => live(move || match desk.stage.get() {
            Stage::Choose => start::page(desk),
            Stage::Scan => scan::page(desk),
            Stage::Type => typed::page(desk),
            Stage::Ask(spoken) => ask::page(desk, spoken),
            Stage::Check(offer) => check::page(desk, &offer),
        }),
        Some(MyPage::Received(id)) => result::page(desk, id),
        _ => ().into_any(),
    };
    live(view)
}

/// The frame of a page: the way back to the stage before, heading, what was said, the rest.
fn page(desk: Desk, title: &str, back: Option<Stage>, body: AnyView) -> AnyView {
    let app = desk.app;
    if back.is_some() {
        // No page of its own in the history: there is no place to scroll to but its top.
        spawn_local(async {
            tick().await;
            dom::focus("title");
        });
    } else {
        crate::pages::arrived(title);
    }
    let press = move |_| match &back {
        Some(stage) => desk.turn_to(stage.clone()),
        None => app.back(),
    };
    let title = title.to_owned();
    view! {
        <div class="wrap">
            <button type="button" class="back" on:click=press>
                <svg class="i" aria-hidden="true"><use href="#i-back" /></svg>
                {crate::text::common::BACK}
            </button>
            <h1 id="title" tabindex="-1">{title}</h1>
            {crate::pages::my::keeping_notice(app)}
            {body}
        </div>
    }
    .into_any()
}
