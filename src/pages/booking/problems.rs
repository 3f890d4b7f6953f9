//! What is wrong with a page's answers, in the order of the fields, in words.

use model::error::Field;
use model::words::Problem;

/// The fields at fault, each with what a person reads beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<(Field, String)>);

impl Problems {
    /// Adds a field at fault.
    pub fn add(&mut self, field: Field, problem: Problem) {
        self.0.push((field, problem.message()));
    }

    /// Adds a field at fault with words of one's own.
    pub fn say(&mut self, field: Field, words: String) {
        self.0.push((field, words));
    }

    /// One field at fault.
    pub fn one(field: Field, words: String) -> Self {
        Self(vec![(field, words)])
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words for `field`, if it is at fault.
    pub fn of(&self, field: Field) -> Option<String> {
        self.0
            .iter()
            .find(|(at, _)| *at == field)
            .map(|(_, words)| words.clone())
    }

    /// All, in the order of the fields.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &str)> {
        self.0.iter().map(|(field, words)| (*field, words.as_str()))
    }
}

/// The id of the element that holds `field`, for links in the summary.
pub fn field_id(field: Field) -> &'static str {
    match field {
        Field::Service => "f-service",
        Field::Way => "f-way",
        Field::Station => "f-station",
        Field::Choices => "f-times",
        Field::Window => "f-window",
        Field::OnBehalf => "f-who",
        Field::Name => "f-name",
        Field::Mobile => "f-mobile",
        Field::Note => "f-note",
        Field::Consent => "f-consent",
        Field::SensitiveConsent => "f-sensitive",
        Field::Reference => "f-reference",
        Field::Skills => "f-skills",
        Field::Roles => "f-roles",
        Field::Availability => "f-free",
        Field::Division => "f-division",
        Field::UserName => "f-user-name",
        Field::Password => "f-password",
        Field::NewPassword => "f-new-password",
        Field::Code => "f-code",
        Field::Role => "f-role",
        Field::Title => "f-title",
        Field::Text => "f-text",
        Field::Days => "f-days",
        Field::Hours => "f-hours",
        Field::Closures => "f-closures",
        Field::Capacity => "f-capacity",
    }
}
