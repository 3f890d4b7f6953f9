//! The camera looks for codes.

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

use super::find::Finder;
use super::said::{self, Said};
use super::{Desk, Stage};
use crate::browser::camera::{Camera, Picture};
use crate::browser::screen;
use crate::browser::time::sleep;
use crate::components::{Button, IconName, Look, Meter};
use crate::live::live;
use crate::text::handover as text;

/// The id of the `<video>`.
const FILM: &str = "viewfinder";
/// Milliseconds between two looks.
const PAUSE: i32 = 120;
/// Milliseconds before our reader is fetched once more.
const LONG_PAUSE: i32 = 3_000;

pub(super) fn page(desk: Desk) -> AnyView {
    let sees = RwSignal::new(false);
    look(desk, sees);
    let words = move || match (sees.get(), desk.parts.get()) {
        (false, _) => text::CAMERA_OPENING.to_owned(),
        (true, None) => text::LOOKING.to_owned(),
        (true, Some((have, of))) => text::have(have, of),
    };
    let meter = live(move || match desk.parts.get() {
        Some((have, of)) => view! { <Meter part=Signal::stored(have) whole=of /> }.into_any(),
        None => ().into_any(),
    });
    let body = view! {
        <div class="stack sec">
            <div class="finder">
                <video id=FILM muted=true playsinline=true autoplay=true aria-label=text::VIEWFINDER></video>
            </div>
            <p role="status">{words}</p>
            {meter}
            {said::view(desk)}
            <Button label=text::STOP look=Look::Quiet icon=IconName::CLOSE wide=true
                on_press=move |()| desk.turn_to(Stage::Choose) />
        </div>
    };
    super::page(desk, text::SCAN_TITLE, Some(Stage::Choose), body.into_any())
}

/// Opens the camera and looks, until the page is gone or something whole is there; `sees`: lives and
/// dies with the page.
fn look(desk: Desk, sees: RwSignal<bool>) {
    spawn_local(async move {
        let camera = Camera::open().await;
        // The page may have gone while the person was asked.
        if sees.try_get_untracked().is_none() {
            return;
        }
        let camera = match camera {
            Ok(camera) => camera,
            Err(error) => {
                desk.turn_to(Stage::Choose);
                desk.say(Said::Camera(error));
                return;
            }
        };
        tick().await;
        camera.show(FILM).await;
        let mut finder = Finder::new().await;
        while sees.try_get_untracked().is_some() {
            let pause = one_look(desk, &mut finder, sees).await;
            sleep(pause).await;
        }
    });
}

/// Looks at what the camera shows now; gives the time until the next look.
async fn one_look(desk: Desk, finder: &mut Finder, sees: RwSignal<bool>) -> i32 {
    let Some(frame) = Picture::of_video(FILM) else {
        return PAUSE;
    };
    sees.try_set(true);
    let Ok(texts) = finder.in_frame(&frame).await else {
        desk.say(Said::NoReader);
        return LONG_PAUSE;
    };
    for text in texts {
        // What was read while the page went away is not looked at any more.
        if sees.try_get_untracked().is_some() && desk.read(&text) {
            screen::tap();
        }
    }
    PAUSE
}
