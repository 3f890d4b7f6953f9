//! A small form: its fields, what is wrong with them, what became of it. On the station's side a form is
//! a few lines long, so the fault stands at its field, which takes the focus.

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use model::error::Field;

use super::Desk;
use super::api::Trouble;
use crate::browser::dom;
use crate::components::{Button, Icon, IconName, Look, Notice, Tone};
use crate::text::staff as text;

/// What a form knows of itself.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// Ids of fields and the words for what is wrong with them.
    faults: RwSignal<Vec<(&'static str, String)>>,
    /// What became of it.
    said: RwSignal<Option<(Tone, String)>>,
    /// It is on its way.
    pub(super) busy: RwSignal<bool>,
}

/// A line to write in.
#[derive(Clone, Copy, Default)]
pub(super) struct Line {
    /// Its id.
    pub(super) id: &'static str,
    /// What is asked.
    pub(super) label: &'static str,
    /// Help; may be empty.
    pub(super) hint: &'static str,
    /// `type` of the field; empty: text.
    pub(super) kind: &'static str,
    /// `inputmode`; may be empty.
    pub(super) keys: &'static str,
    /// What the browser may fill in.
    pub(super) fill: &'static str,
}

impl Line {
    /// For the password that one has.
    pub(super) fn password(id: &'static str, label: &'static str) -> Self {
        Self {
            id,
            label,
            kind: "password",
            fill: "current-password",
            ..Self::default()
        }
    }

    /// For a code of the second factor.
    pub(super) fn code(id: &'static str) -> Self {
        Self {
            id,
            label: text::CODE,
            hint: text::CODE_HINT,
            keys: "numeric",
            fill: "one-time-code",
            ..Self::default()
        }
    }
}

impl Form {
    pub(super) fn new() -> Self {
        Self {
            faults: RwSignal::new(Vec::new()),
            said: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Begins a try: nothing is wrong, nothing is said. Says `false` while one is under way.
    pub(super) fn begin(self) -> bool {
        if self.busy.get_untracked() {
            return false;
        }
        self.faults.set(Vec::new());
        self.said.set(None);
        true
    }

    /// Says what became of it.
    pub(super) fn say(self, tone: Tone, words: impl Into<String>) {
        self.said.try_set(Some((tone, words.into())));
    }

    /// A field is at fault; it takes the focus.
    pub(super) fn fault(self, id: &'static str, words: impl Into<String>) {
        let words = words.into();
        self.faults.try_update(|faults| faults.push((id, words)));
        self.focus_first();
    }

    fn focus_first(self) {
        spawn_local(async move {
            tick().await;
            let first = self
                .faults
                .try_with_untracked(|faults| faults.first().map(|it| it.0));
            if let Some(Some(id)) = first {
                dom::focus(id);
            }
        });
    }

    /// It did not work: said at the field if the server names one of `fields`, else above the button.
    pub(super) fn trouble(self, trouble: &Trouble, fields: &[(Field, &'static str)]) {
        let at = trouble.field();
        let place = fields.iter().find(|(field, _)| Some(*field) == at);
        match place {
            Some((_, id)) => self.fault(id, trouble.words()),
            None => self.say(Tone::Fail, trouble.words()),
        }
    }

    /// What came, if the server did what was asked; else that is said, at one of `fields` or above the
    /// button.
    pub(super) fn settle<T>(
        self,
        desk: Desk,
        answer: Result<T, Trouble>,
        fields: &[(Field, &'static str)],
    ) -> Option<T> {
        self.busy.try_set(false);
        match answer {
            Ok(came) => Some(came),
            Err(trouble) => {
                desk.heard(&trouble);
                self.trouble(&trouble, fields);
                None
            }
        }
    }

    /// What is wrong with that field.
    fn error_of(self, id: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let faults = self.faults.read();
            let found = faults.iter().find(|(other, _)| *other == id);
            found.map(|(_, words)| words.clone())
        })
    }

    /// What became of it.
    pub(super) fn notice(self) -> AnyView {
        crate::live::live(move || {
            let said = self.said.get();
            said.map(|(tone, words)| view! { <Notice tone>{words}</Notice> })
                .into_any()
        })
    }

    /// The button that sends it.
    pub(super) fn send(self, label: impl Into<String>) -> AnyView {
        let label: String = label.into();
        view! { <Button label=label look=Look::Go submit=true off=self.busy /> }.into_any()
    }

    /// A field with its label, help and fault, around whatever is written in.
    pub(super) fn field(
        self,
        id: &'static str,
        label: &'static str,
        hint: &'static str,
        input: AnyView,
    ) -> AnyView {
        let error = self.error_of(id);
        let class = move || {
            if error.read().is_some() {
                "field bad"
            } else {
                "field"
            }
        };
        let hint = (!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> });
        let fault = move || {
            error.get().map(|words| {
                view! { <span class="err" role="alert"><Icon name=IconName::WARN /><span>{words}</span></span> }
            })
        };
        view! {
            <div class=class>
                <label for=id>{label}</label>
                <span id=note(id)>{hint}{fault}</span>
                {input}
            </div>
        }
        .into_any()
    }

    /// A line to write in.
    pub(super) fn line(self, line: Line, value: RwSignal<String>) -> AnyView {
        let error = self.error_of(line.id);
        let input = view! {
            <input
                id=line.id
                type=if line.kind.is_empty() { "text" } else { line.kind }
                inputmode=(!line.keys.is_empty()).then_some(line.keys)
                autocomplete=if line.fill.is_empty() { "off" } else { line.fill }
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=note(line.id)
                aria-invalid=move || error.read().is_some().then_some("true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        };
        self.field(line.id, line.label, line.hint, input.into_any())
    }

    /// Several lines to write in.
    pub(super) fn text(self, line: Line, value: RwSignal<String>) -> AnyView {
        let error = self.error_of(line.id);
        let input = view! {
            <textarea
                id=line.id
                rows="3"
                aria-describedby=note(line.id)
                aria-invalid=move || error.read().is_some().then_some("true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        };
        self.field(line.id, line.label, line.hint, input.into_any())
    }
}

/// The id of what is said about a field.
pub(super) fn note(id: &str) -> String {
    [id, "-note"].concat()
}

/// Puts the focus there once it is drawn.
pub(super) fn focus_soon(id: impl Into<String>) {
    let id = id.into();
    spawn_local(async move {
        tick().await;
        dom::focus(&id);
    });
}
