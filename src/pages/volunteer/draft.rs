//! What a volunteer has told so far; kept on the device after each answer.

use client::record::digest;
use model::booking::NOTICE_VERSION;
use model::division::DivisionCode;
use model::error::Field;
use model::id::{ActionId, VolunteerId};
use model::person::{Mobile, Note, PersonName};
use model::volunteer::{CommunityRole, FreeTime, Skill, ValidVolunteer, VolunteerForm};
use model::words::Problem;
use serde::{Deserialize, Serialize};

use crate::pages::booking::problems::Problems;
use crate::pages::wizard::aside::Aside;
use crate::pages::wizard::ticked::Ticked;

/// What becomes of the form once it is submitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// A new registration.
    #[default]
    Join,
    /// Replaces what was told.
    Change(VolunteerId),
    /// Takes the place of an action that came back.
    Mend(ActionId, VolunteerId),
}

/// A registration being filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Where.
    pub division: Option<DivisionCode>,
    /// What he or she is good at.
    pub skills: Vec<Skill>,
    /// Whether the question about skills was seen: no skill is an answer too.
    pub skills_seen: bool,
    /// Roles wished for.
    pub roles: Vec<CommunityRole>,
    /// When there is time.
    pub free_times: Vec<FreeTime>,
    /// Name, as typed.
    pub name: String,
    /// Mobile number, as typed.
    pub mobile: String,
    /// Note, as typed.
    pub note: String,
    /// Whether the privacy notice has been agreed to. Older drafts said yes or no, under another
    /// name, and not to which version: they are asked again.
    #[serde(rename = "consent_to")]
    pub consent: Ticked,
    /// Whether the handling of sensitive data has been agreed to by itself.
    #[serde(rename = "sensitive_to")]
    pub sensitive: Ticked,
    /// Whether the check page was reached: a change comes back to it.
    pub checking: bool,
    /// What becomes of it.
    pub purpose: Purpose,
    /// Names the registration to be made, from the first answer on: this draft registers once.
    pub id: Option<VolunteerId>,
    /// Names the answers with which it was taken up; 0 for a new one, and in drafts of before.
    pub taken_up: u64,
    /// Other forms half filled in, which wait until this one is submitted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aside: Vec<Self>,
}

impl Aside for Draft {
    fn aside(&mut self) -> &mut Vec<Self> {
        &mut self.aside
    }

    fn has_aside(&self) -> bool {
        !self.aside.is_empty()
    }

    fn is_begun(&self) -> bool {
        let nameless = Self {
            id: None,
            ..self.clone()
        };
        nameless != Self::default()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.purpose != Purpose::Join && self.purpose == other.purpose
    }
}

/// Ticks or unticks one of several answers.
pub fn toggle<T: PartialEq + Copy>(list: &mut Vec<T>, entry: T) {
    match list.iter().position(|other| *other == entry) {
        Some(at) => {
            list.remove(at);
        }
        None => list.push(entry),
    }
}

/// Bit n is set if the nth of `all` is in `list`, as the component wants it.
pub fn bits<T: PartialEq>(all: &[T], list: &[T]) -> u32 {
    let bit = |(index, entry)| u32::from(list.contains(entry)) << index;
    all.iter().enumerate().map(bit).sum()
}

impl Draft {
    /// What was told before, to be changed.
    pub fn of(form: &VolunteerForm, purpose: Purpose) -> Self {
        let agreed = Ticked::now(form.consent == NOTICE_VERSION);
        let mut draft = Self {
            division: Some(form.division),
            skills: form.skills.clone(),
            skills_seen: true,
            roles: form.roles.clone(),
            free_times: form.free_times.clone(),
            name: form.name.clone(),
            mobile: form.mobile.clone(),
            note: form.note.clone(),
            consent: agreed,
            sensitive: agreed,
            checking: true,
            purpose,
            ..Self::default()
        };
        draft.taken_up = draft.answers();
        draft
    }

    /// Names the answers, without the consents.
    fn answers(&self) -> u64 {
        let told = (&self.skills, &self.roles, &self.free_times);
        let typed = (&self.name, &self.mobile, &self.note);
        digest(&(self.division, told, typed))
    }

    /// Whether anything was answered since what had been told before was taken up.
    pub fn is_touched(&self) -> bool {
        self.taken_up != self.answers()
    }

    /// The same told anew, as another registration; whoever has withdrawn is asked again for the
    /// consents.
    pub fn join_again(&mut self) {
        self.purpose = Purpose::Join;
        self.id = None;
        self.consent = Ticked::default();
        self.sensitive = Ticked::default();
    }

    /// What is wrong with name, mobile number, note and the two consents.
    pub fn person_problems(&self) -> Problems {
        let mut problems = Problems::default();
        if let Err(error) = PersonName::parse(&self.name) {
            problems.add(Field::Name, error.into());
        }
        if let Err(error) = Mobile::parse(&self.mobile) {
            problems.add(Field::Mobile, error.into());
        }
        if let Err(error) = Note::parse(&self.note) {
            problems.add(Field::Note, error.into());
        }
        if !self.consent.is_on() {
            problems.add(Field::Consent, Problem::NoConsent);
        }
        if !self.sensitive.is_on() {
            problems.add(Field::SensitiveConsent, Problem::NoSensitiveConsent);
        }
        problems
    }
}

impl TryFrom<&Draft> for VolunteerForm {
    /// The first field at fault; `None`: not answered yet.
    type Error = (Field, Option<Problem>);

    fn try_from(draft: &Draft) -> Result<Self, Self::Error> {
        let form = Self {
            division: draft.division.ok_or((Field::Division, None))?,
            skills: draft.skills.clone(),
            roles: draft.roles.clone(),
            free_times: draft.free_times.clone(),
            name: draft.name.clone(),
            mobile: draft.mobile.clone(),
            note: draft.note.clone(),
            consent: draft.consent.version(),
        };
        match ValidVolunteer::try_from(form.clone()) {
            Ok(_) if draft.sensitive.is_on() => Ok(form),
            Ok(_) => {
                let problem = Problem::NoSensitiveConsent;
                Err((Field::SensitiveConsent, Some(problem)))
            }
            Err((field, problem)) => Err((field, Some(problem))),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn full() -> Draft {
        Draft {
            division: Some(DivisionCode::parse("500112017").unwrap()),
            skills: vec![Skill::Driving],
            skills_seen: true,
            roles: vec![CommunityRole::Mediator],
            free_times: vec![FreeTime::Weekend],
            name: "王建国".into(),
            mobile: "13812345678".into(),
            consent: Ticked::now(true),
            sensitive: Ticked::now(true),
            ..Draft::default()
        }
    }

    #[test]
    fn only_complete_forms_are_parsed() {
        assert!(VolunteerForm::try_from(&full()).is_ok());
        let fault = |draft: Draft| VolunteerForm::try_from(&draft).unwrap_err();
        assert_eq!(fault(Draft::default()), (Field::Division, None));
        assert_eq!(
            fault(Draft {
                roles: vec![],
                ..full()
            }),
            (Field::Roles, Some(Problem::NoRole))
        );
        assert_eq!(
            fault(Draft {
                free_times: vec![],
                ..full()
            }),
            (Field::Availability, Some(Problem::NoAvailability))
        );
        assert_eq!(
            fault(Draft {
                consent: Ticked::default(),
                ..full()
            }),
            (Field::Consent, Some(Problem::NoConsent))
        );
        assert_eq!(
            fault(Draft {
                sensitive: Ticked::default(),
                ..full()
            }),
            (Field::SensitiveConsent, Some(Problem::NoSensitiveConsent))
        );
        let no_skill = Draft {
            skills: vec![],
            ..full()
        };
        assert!(VolunteerForm::try_from(&no_skill).is_ok());
    }

    #[test]
    fn what_was_told_comes_back_whole() {
        let form = VolunteerForm::try_from(&full()).unwrap();
        let draft = Draft::of(&form, Purpose::Join);
        assert_eq!(VolunteerForm::try_from(&draft), Ok(form.clone()));
        assert!(draft.checking);
        let older = VolunteerForm { consent: 0, ..form };
        assert!(
            !Draft::of(&older, Purpose::Join).consent.is_on(),
            "an older notice is agreed to anew"
        );
    }

    #[test]
    fn a_change_loses_nothing_that_was_half_filled_in() {
        let form = VolunteerForm::try_from(&full()).unwrap();
        let change = Draft::of(&form, Purpose::Change(VolunteerId::new(1, &[1; 10])));
        let mut draft = Draft {
            note: "周末有空".into(),
            ..full()
        };
        let before = draft.clone();
        draft.take_up(change.clone());
        assert_eq!(draft.purpose, change.purpose);
        draft.take_up(change);
        assert_eq!(
            draft.aside,
            std::slice::from_ref(&before),
            "the same change is kept once"
        );
        assert_eq!(draft.rest(), before);
    }

    #[test]
    fn told_anew_it_is_another_registration_and_agreed_to_anew() {
        let id = Some(VolunteerId::new(1, &[1; 10]));
        let mut draft = Draft {
            purpose: Purpose::Change(VolunteerId::new(1, &[2; 10])),
            id,
            ..full()
        };
        draft.join_again();
        assert_eq!(draft.purpose, Purpose::Join);
        assert_eq!(draft.id, None);
        assert_eq!(draft.name, full().name);
        assert!(!draft.consent.is_on() && !draft.sensitive.is_on());
    }

    #[test]
    fn ticks_and_bits() {
        let mut list = Vec::new();
        toggle(&mut list, Skill::Driving);
        toggle(&mut list, Skill::Rescue);
        assert_eq!(bits(Skill::ALL, &list), 0b110);
        toggle(&mut list, Skill::Driving);
        assert_eq!(list, [Skill::Rescue]);
    }

    #[test]
    fn a_draft_survives_storage() {
        let json = serde_json::to_string(&full()).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&json).unwrap(), full());
        assert_eq!(
            serde_json::from_str::<Draft>("{}").unwrap(),
            Draft::default()
        );
    }

    #[test]
    fn what_was_ticked_under_an_older_notice_is_asked_again() {
        let mut kept = serde_json::to_value(full()).unwrap();
        kept["consent_to"] = (NOTICE_VERSION - 1).into();
        kept["sensitive_to"] = (NOTICE_VERSION - 1).into();
        assert_is_asked_again(&serde_json::from_value(kept.clone()).unwrap());
        let kept_fields = kept.as_object_mut().unwrap();
        for field in ["consent_to", "sensitive_to", "taken_up"] {
            assert!(kept_fields.remove(field).is_some());
        }
        for ticked in [true, false] {
            let mut older = kept.clone();
            older["consent"] = ticked.into();
            older["sensitive"] = ticked.into();
            assert_is_asked_again(&serde_json::from_value(older).unwrap());
        }
    }

    fn assert_is_asked_again(draft: &Draft) {
        assert_eq!(draft.name, full().name, "what was typed is there");
        let problems = draft.person_problems();
        let fields: Vec<Field> = problems.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, [Field::Consent, Field::SensitiveConsent]);
        let fault = VolunteerForm::try_from(draft).unwrap_err();
        assert_eq!(fault, (Field::Consent, Some(Problem::NoConsent)));
    }

    #[test]
    fn what_was_only_looked_at_is_not_touched() {
        let form = VolunteerForm::try_from(&full()).unwrap();
        let change = Draft::of(&form, Purpose::Change(VolunteerId::new(1, &[1; 10])));
        assert!(!change.is_touched());
        let agreed_anew = Draft {
            consent: Ticked::default(),
            ..change.clone()
        };
        assert!(!agreed_anew.is_touched());
        let typed = Draft {
            note: "周末有空".into(),
            ..change
        };
        assert!(typed.is_touched());
        assert!(full().is_touched(), "a new one is all typed");
    }
}
