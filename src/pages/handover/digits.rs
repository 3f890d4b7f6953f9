//! A booking as digits to be read out over the telephone.

use handover::grouped;
use leptos::prelude::*;
use model::division::DivisionCode;

use crate::components::{IconName, Row, Rows, Section};
use crate::live::live;
use crate::pages::wizard;
use crate::state::App;
use crate::text::{common, handover as text};

/// Whom to ring, the digits, what will be asked.
pub(super) fn section(app: App, digits: &str, station: Option<DivisionCode>) -> AnyView {
    let grouped = grouped(digits);
    // Each digit by itself, so that a screen reader reads no thousands.
    let spelt: Vec<String> = grouped.split(' ').map(spelt).collect();
    let shown = grouped
        .split(' ')
        .map(|group| view! { <li aria-hidden="true">{group.to_owned()}</li> })
        .collect_view();
    let asked = text::ASKED_LIST
        .iter()
        .map(|line| view! { <li>{*line}</li> });
    view! {
        <Section title=text::SPOKEN>
            <p>{text::SPOKEN_LEAD}</p>
            {wizard::call(app, station)}
            {hotline(app, station)}
            <div class="card digits">
                <p class="vh">{text::DIGITS}"："{spelt.join("，")}</p>
                <ul>{shown}</ul>
            </div>
            <div class="prose">
                <h3>{text::ASKED}</h3>
                <ul>{asked.collect_view()}</ul>
            </div>
            <p class="muted">{text::ASKED_TIMES}</p>
        </Section>
    }
    .into_any()
}

/// The city's line too, where the station has a number of its own.
fn hotline(app: App, station: Option<DivisionCode>) -> AnyView {
    live(move || {
        let services = app.services.read();
        let known = services
            .ready()
            .zip(station)
            .and_then(|(known, code)| known.outline.station(code));
        let own = known.is_some_and(|known| known.telephone.is_some());
        own.then(|| {
            view! { <Rows><Row href="tel:12345" title=common::CALL_12345 icon=IconName::PHONE /></Rows> }
        })
        .into_any()
    })
}

/// 1 2 3 4.
fn spelt(group: &str) -> String {
    let mut text = String::with_capacity(group.len() * 2);
    for digit in group.chars() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn digits_are_spelt() {
        assert_eq!(super::spelt("0450"), "0 4 5 0");
    }
}
