//! Typing the digits that somebody reads out over the telephone.

use handover::{SPOKEN_DIGITS, Spoken, SpokenError};
use leptos::prelude::*;

use super::{Desk, Stage, calls};
use crate::components::{Button, ErrorSummary, Keys, Look, TextField};
use crate::pages::booking::desk::today;
use crate::pages::booking::draft::Draft;
use crate::pages::call;
use crate::pages::wizard::form;
use crate::text::handover as text;

/// The id of the field.
const DIGITS: &str = "digits";

pub(super) fn page(desk: Desk) -> AnyView {
    let wrong = RwSignal::new(None::<String>);
    let go_on = move || match read(desk) {
        Ok(spoken) => {
            desk.turn_to(Stage::Ask(spoken));
        }
        Err(words) => wrong.set(Some(words)),
    };
    let summary = Signal::derive(move || {
        let line = wrong.get().map(|words| (DIGITS.to_owned(), words));
        line.into_iter().collect::<Vec<_>>()
    });
    let field = view! {
        <TextField id=DIGITS label=text::TYPE_TITLE hint=text::TYPE_HINT keys=Keys::Code
            value=desk.digits on_input=move |words| desk.digits.set(words) error=wrong />
        <div class="sec"><Button label=text::TYPE_GO look=Look::Go submit=true /></div>
    };
    let body = view! {
        <ErrorSummary errors=summary />
        <div class="sec">{form(go_on, field.into_any())}</div>
        {call()}
    };
    super::page(desk, text::TYPE, Some(Stage::Choose), body.into_any())
}

/// Reads the digits and puts what they say into the form. Errors: what is wrong, in words.
fn read(desk: Desk) -> Result<Spoken, String> {
    let digits = desk.digits.get_untracked();
    let spoken = Spoken::decode(&digits, today()).map_err(words)?;
    let service = calls::service_of(desk.app, &spoken);
    let service = service.ok_or_else(|| text::TYPE_UNKNOWN.to_owned())?;
    // What was asked for stays while the digits are the same.
    desk.begin(Some(spoken));
    desk.form.update(|form| {
        *form = Draft {
            service: Some(service),
            station: Some(spoken.station),
            way: Some(spoken.way),
            who: Some(spoken.on_behalf),
            person_agreed: true,
            choices: spoken.first.into_iter().collect(),
            ..form.clone()
        };
    });
    Ok(spoken)
}

/// What is wrong with the digits.
fn words(error: SpokenError) -> String {
    match error {
        SpokenError::Length(0) => text::TYPE_EMPTY.to_owned(),
        SpokenError::Length(count) => text::length(count, SPOKEN_DIGITS),
        SpokenError::Symbols => text::TYPE_SYMBOLS.to_owned(),
        SpokenError::CheckDigits => text::TYPE_WRONG.to_owned(),
        SpokenError::Newer => text::NEWER.to_owned(),
    }
}
