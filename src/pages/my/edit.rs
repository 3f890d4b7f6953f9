//! Name, number and note of a refused booking: mend them and send again.

use client::outbox::What;
use client::record::BookingRequest;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::booking::check_note;
use model::error::{ApiError, Field};
use model::id::{ActionId, BookingId};
use model::person::{Mobile, NOTE_MAX, PersonName};
use model::slot::Way;
use model::words::Problem;

use super::calls;
use crate::components::{Button, ErrorSummary, IconName, Keys, Look, TextArea, TextField};
use crate::live::live;
use crate::pages::booking::draft::{Draft, Mending};
use crate::pages::wizard::aside::Aside;
use crate::pages::wizard::kept::{keep_form, load_form};
use crate::pages::wizard::ticked::Ticked;
use crate::routes::paths;
use crate::state::App;
use crate::text::{booking as booking_text, my as text};

const NAME: &str = "edit-name";
const MOBILE: &str = "edit-mobile";
const NOTE: &str = "edit-note";

/// What is wrong with each part.
type Wrong = Vec<(Field, String)>;

/// What is being typed. Made once a page, outside what is drawn anew when records change: typing
/// survives that.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    /// The refused action that the form is open for.
    of: RwSignal<Option<ActionId>>,
    name: RwSignal<String>,
    mobile: RwSignal<String>,
    note: RwSignal<String>,
    wrong: RwSignal<Wrong>,
    said: RwSignal<String>,
}

impl Typed {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self {
            of: RwSignal::new(None),
            name: RwSignal::new(String::new()),
            mobile: RwSignal::new(String::new()),
            note: RwSignal::new(String::new()),
            wrong: RwSignal::new(Wrong::new()),
            said: RwSignal::new(String::new()),
        }
    }

    /// Opens the form with what was sent, unless it is open already.
    fn begin(self, action: ActionId, asked: &BookingRequest) {
        if self.of.get_untracked() != Some(action) {
            self.name.set(asked.name.clone());
            self.mobile.set(asked.mobile.clone());
            self.note.set(asked.note.clone());
            self.wrong.set(Wrong::new());
            self.said.set(String::new());
            self.of.set(Some(action));
        }
    }
}

/// A refused booking: what was asked, and why it came back.
pub(super) struct Refused<'a> {
    /// The action that came back.
    pub(super) action: ActionId,
    /// The booking it was to make.
    pub(super) booking: BookingId,
    /// What was asked.
    pub(super) asked: &'a BookingRequest,
    /// Why not.
    pub(super) error: &'a ApiError,
}

/// The form, folded behind a button unless `open`. Where the person has to read the privacy notice
/// again, the button leads to the wizard, which shows it and asks for the consent.
pub(super) fn form(app: App, typed: Typed, refused: &Refused<'_>, open: bool) -> AnyView {
    let Refused {
        action,
        booking,
        asked,
        error,
    } = *refused;
    if asks_consent(asked, error) {
        return to_wizard(app, refused);
    }
    if open {
        typed.begin(action, asked);
    }
    let asked = StoredValue::new(asked.clone());
    let view = move || {
        if typed.of.get() == Some(action) {
            fields(app, typed, action, booking, asked.get_value())
        } else {
            let show = move |()| asked.with_value(|asked| typed.begin(action, asked));
            view! { <Button label=text::EDIT icon=IconName::EDIT wide=true on_press=show /> }
                .into_any()
        }
    };
    live(view)
}

/// Whether the consent has to be given anew: only the person can give it, never this page.
fn asks_consent(asked: &BookingRequest, error: &ApiError) -> bool {
    asked.consent != BookingRequest::NOTICE || error.field == Some(Field::Consent)
}

/// All that was told goes back into the wizard, at the question with the notice.
fn to_wizard(app: App, refused: &Refused<'_>) -> AnyView {
    let mending = Mending {
        action: refused.action,
        booking: refused.booking,
    };
    let mut draft = Draft::mend(refused.asked, mending, refused.error.choices.clone());
    draft.consent = Ticked::default();
    draft.sensitive = Ticked::default();
    let go = move |()| {
        let draft = draft.clone();
        spawn_local(async move {
            let mut kept: Draft = load_form().await;
            kept.take_up(draft);
            keep_form(&kept);
            app.go(paths::BOOK_PERSON);
        });
    };
    view! { <Button label=text::EDIT icon=IconName::EDIT look=Look::Go wide=true on_press=go /> }
        .into_any()
}

fn fields(
    app: App,
    typed: Typed,
    action: ActionId,
    id: BookingId,
    asked: BookingRequest,
) -> AnyView {
    let Typed {
        name,
        mobile,
        note,
        wrong,
        said,
        ..
    } = typed;
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
    let way = asked.way;
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let found = problems(way, &name.read(), &mobile.read(), &note.read());
        let fine = found.is_empty();
        wrong.set(found);
        if fine {
            let mended = BookingRequest {
                name: name.get_untracked(),
                mobile: mobile.get_untracked(),
                note: note.get_untracked(),
                ..asked.clone()
            };
            calls::resend(
                app,
                action,
                What::CreateBooking(id, mended),
                calls::say(said),
            );
        }
    };
    view! {
        <form class="card" novalidate=true on:submit=send>
            <ErrorSummary errors=summary />
            <TextField id=NAME label=text::NAME keys=Keys::Name value=name
                on_input=move |words| name.set(words) error=of(Field::Name) />
            <TextField id=MOBILE label=text::MOBILE keys=Keys::Mobile value=mobile
                on_input=move |words| mobile.set(words) error=of(Field::Mobile) />
            <TextArea id=NOTE label=booking_text::note(way == Way::HomeVisit)
                may_be_empty=way != Way::HomeVisit max=NOTE_MAX value=note
                on_input=move |words| note.set(words) error=of(Field::Note) />
            <div class="sec"><Button label=text::SEND_AGAIN look=Look::Go submit=true /></div>
            {calls::said(said)}
        </form>
    }
    .into_any()
}

fn anchor(field: Field) -> &'static str {
    match field {
        Field::Mobile => MOBILE,
        Field::Note => NOTE,
        _ => NAME,
    }
}

/// What is wrong, in the order of the fields.
fn problems(way: Way, name: &str, mobile: &str, note: &str) -> Wrong {
    let found = [
        (
            Field::Name,
            PersonName::parse(name).err().map(Problem::from),
        ),
        (
            Field::Mobile,
            Mobile::parse(mobile).err().map(Problem::from),
        ),
        (Field::Note, check_note(way, note).err()),
    ];
    found
        .into_iter()
        .filter_map(|(field, problem)| Some((field, problem?.message())))
        .collect()
}

#[cfg(test)]
mod tests {
    use model::error::ErrorCode;

    use super::super::steps::tests::kept;
    use super::*;

    #[test]
    fn only_the_consent_that_was_given_is_sent_again() {
        let asked = kept().record.asked.unwrap();
        let refusal = |field: Option<Field>| {
            let mut error = ApiError::new(ErrorCode::InvalidField);
            error.field = field;
            error
        };
        assert!(!asks_consent(&asked, &refusal(Some(Field::Mobile))));
        assert!(asks_consent(&asked, &refusal(Some(Field::Consent))));
        let older = BookingRequest {
            consent: BookingRequest::NOTICE - 1,
            ..asked.clone()
        };
        assert!(
            asks_consent(&older, &refusal(None)),
            "another notice was agreed to"
        );
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let found = problems(Way::AtStation, "", "1381234567", "");
        assert_eq!(found[0], (Field::Name, "请填写姓名。".to_owned()));
        assert_eq!(
            found[1],
            (
                Field::Mobile,
                "手机号应为 11 位数字，您填了 10 位。".to_owned()
            )
        );
        let fine = |way, note| problems(way, "王建国", "138 1234 5678", note).is_empty();
        assert!(fine(Way::AtStation, ""));
        assert!(fine(Way::HomeVisit, "凤鸣路 8 号"));
        assert!(!fine(Way::HomeVisit, " "), "nobody finds the way");
    }
}
