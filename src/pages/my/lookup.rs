//! See a booking that was made on another device: its number and the mobile number.

use client::sync::LookUpError;
use leptos::prelude::*;
use model::error::{ApiError, ErrorCode, Field};
use model::id::BookingId;
use model::person::Mobile;
use model::reference::{Reference, ReferenceError};
use model::words::Problem;

use super::calls;
use crate::components::{Button, ErrorSummary, IconName, Keys, LinkButton, Look, TextField};
use crate::routes::paths;
use crate::state::App;
use crate::text::{common, my as text};

const REFERENCE: &str = "lookup-reference";
const MOBILE: &str = "lookup-mobile";

/// What is wrong with each field.
type Wrong = Vec<(Field, String)>;

pub(super) fn page() -> AnyView {
    let app = App::get();
    let reference = RwSignal::new(String::new());
    let mobile = RwSignal::new(String::new());
    let wrong = RwSignal::new(Wrong::new());
    let said = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let of = move |field| {
        Signal::derive(move || {
            wrong
                .read()
                .iter()
                .find(|(at, _)| *at == field)
                .map(|(_, words)| words.clone())
        })
    };
    let summary = Signal::derive(move || {
        let entry = |(field, words): &(Field, String)| (anchor(*field).to_owned(), words.clone());
        wrong.read().iter().map(entry).collect::<Vec<_>>()
    });
    let found = move |answer: Result<BookingId, LookUpError>| {
        busy.try_set(false);
        match answer {
            Ok(id) => app.go(&paths::booking(id)),
            Err(LookUpError::Refused(error)) if error.field.is_some() => {
                wrong.try_set(at_field(&error));
            }
            Err(error) => {
                said.try_set(words(&error));
            }
        }
    };
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        said.set(String::new());
        match parse(&reference.read_untracked(), &mobile.read_untracked()) {
            Ok((reference, mobile)) => {
                wrong.set(Wrong::new());
                if !busy.get_untracked() {
                    busy.set(true);
                    calls::look_up(app, reference, mobile, found);
                }
            }
            Err(problems) => wrong.set(problems),
        }
    };
    let label = Signal::derive(move || {
        (if busy.get() {
            text::LOOK_UP_WAIT
        } else {
            text::LOOK_UP_GO
        })
        .to_owned()
    });
    let body = view! {
        <p class="lead">{text::LOOK_UP_LEAD}</p>
        <ErrorSummary errors=summary />
        {calls::said(said)}
        <form novalidate=true on:submit=ask>
            <TextField id=REFERENCE label=text::LOOK_UP_REFERENCE hint=text::LOOK_UP_REFERENCE_HINT
                keys=Keys::Digits value=reference on_input=move |words| reference.set(words)
                error=of(Field::Reference) />
            <TextField id=MOBILE label=text::LOOK_UP_MOBILE hint=text::LOOK_UP_MOBILE_HINT
                keys=Keys::Mobile value=mobile on_input=move |words| mobile.set(words)
                error=of(Field::Mobile) />
            <div class="sec"><Button label look=Look::Go submit=true off=busy /></div>
        </form>
        <LinkButton href="tel:12345" label=common::CALL_12345 icon=IconName::PHONE wide=true />
    };
    crate::pages::page(text::LOOK_UP_TITLE.to_owned(), true, body)
}

fn anchor(field: Field) -> &'static str {
    if field == Field::Mobile {
        MOBILE
    } else {
        REFERENCE
    }
}

/// Reads both fields, or says all that is wrong.
fn parse(reference: &str, mobile: &str) -> Result<(Reference, String), Wrong> {
    match (Reference::parse(reference), Mobile::parse(mobile)) {
        (Ok(reference), Ok(mobile)) => Ok((reference, mobile.digits())),
        (reference, mobile) => {
            let wrong = [
                (Field::Reference, reference.err().map(Problem::from)),
                (Field::Mobile, mobile.err().map(Problem::from)),
            ];
            let said =
                |(field, problem): (Field, Option<Problem>)| Some((field, problem?.message()));
            let mut wrong: Wrong = wrong.into_iter().filter_map(said).collect();
            if let (Err(ReferenceError::Length(0)), Some((_, words))) =
                (reference, wrong.first_mut())
            {
                text::LOOK_UP_REFERENCE_EMPTY.clone_into(words);
            }
            Err(wrong)
        }
    }
}

fn at_field(error: &ApiError) -> Wrong {
    error
        .field
        .map(|field| (field, error.message.clone()))
        .into_iter()
        .collect()
}

/// Why nothing was found, and what to do.
fn words(error: &LookUpError) -> String {
    match error {
        LookUpError::Refused(error) if error.code == ErrorCode::NotFound => {
            text::LOOK_UP_NOT_FOUND.to_owned()
        }
        LookUpError::Refused(error) => match error.retry_after {
            Some(seconds) => text::retry_after(seconds),
            None => error.message.clone(),
        },
        LookUpError::NoAnswer(_) => text::LOOK_UP_OFFLINE.to_owned(),
        LookUpError::Store(_) => text::NOT_KEPT.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_fields_are_judged_at_once() {
        let wrong = parse("12345678", "1381234567").unwrap_err();
        assert_eq!(
            wrong[0],
            (
                Field::Reference,
                "预约号应为 9 位数字，您填了 8 位。".to_owned()
            )
        );
        assert_eq!(wrong[1].0, Field::Mobile);
        assert_eq!(
            parse("", "").unwrap_err()[0].1,
            text::LOOK_UP_REFERENCE_EMPTY
        );
        let right = Reference::from_number(12_345_678);
        let read = parse(&right.grouped(), "138 1234 5678").unwrap();
        assert_eq!(read, (right, "13812345678".to_owned()));
    }

    #[test]
    fn a_refusal_says_how_long_to_wait() {
        let error = ApiError {
            retry_after: Some(600),
            ..ApiError::new(ErrorCode::RateLimited)
        };
        assert_eq!(
            words(&LookUpError::Refused(error)),
            "试得太多了，请等 10 分钟再查。急事请拨打 12345。"
        );
        let error = ApiError::new(ErrorCode::RateLimited);
        assert_eq!(
            words(&LookUpError::Refused(error)),
            ErrorCode::RateLimited.message()
        );
    }
}
