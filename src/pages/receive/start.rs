//! How to receive: camera, picture, digits; and what has been received before.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::find::Finder;
use super::said::{self, Said};
use super::{Desk, Stage, log};
use crate::browser::camera::Picture;
use crate::components::{Button, Icon, IconName, Look};
use crate::pages::call;
use crate::text::handover as text;

/// The id of the field for picture files.
const FILES: &str = "code-picture";

pub(super) fn page(desk: Desk) -> AnyView {
    let busy = RwSignal::new(false);
    let chosen = move |_| {
        busy.set(true);
        spawn_local(async move {
            read_files(desk).await;
            busy.try_set(false);
        });
    };
    let words = move || if busy.get() { text::READING } else { "" };
    let body = view! {
        <p class="lead">{text::RECEIVE_LEAD}</p>
        <div class="stack sec">
            {said::view(desk)}
            <Button label=text::SCAN look=Look::Go icon=IconName::QR
                on_press=move |()| desk.turn_to(Stage::Scan) />
            <label class="btn wide file">
                <input class="vh" id=FILES type="file" accept="image/*" multiple=true on:change=chosen />
                <Icon name=IconName::FILE />
                {text::PICTURE}
            </label>
            <Button label=text::TYPE icon=IconName::PHONE wide=true
                on_press=move |()| desk.turn_to(Stage::Type) />
            <p class="muted" role="status">{words}</p>
        </div>
        {log::section(desk)}
        {call()}
    };
    super::page(desk, text::RECEIVE, None, body.into_any())
}

/// Reads the codes in the files, until something whole is there; says what was wrong with the last
/// one if there is nothing.
async fn read_files(desk: Desk) {
    desk.said.set(None);
    let mut finder = Finder::new().await;
    for picture in Picture::of_files(FILES).await {
        let Some(picture) = picture else {
            desk.say(Said::NoPicture);
            continue;
        };
        match finder.in_still(&picture).await {
            Ok(texts) if texts.is_empty() => {
                desk.say(Said::NoCode);
            }
            Ok(texts) => {
                for text in &texts {
                    desk.read(text);
                }
            }
            Err(_) => {
                desk.say(Said::NoReader);
            }
        }
    }
}
