//! What a person has answered so far. Kept on the device after each answer, so that neither a
//! reload nor an empty battery loses it; parsed into the domain's types only when it is sent.

use client::record::BookingRequest;
use model::booking::{MAX_CHOICES, ServiceSlug, Window, Wish, check_note};
use model::division::DivisionCode;
use model::error::{Field, PassedOver};
use model::id::{ActionId, BookingId};
use model::person::{Mobile, OnBehalf, PersonName};
use model::slot::{SlotStart, Way};
use model::words::Problem;
use serde::{Deserialize, Serialize};

use super::problems::Problems;
use crate::pages::wizard::aside::Aside;
use crate::pages::wizard::ticked::Ticked;

/// A booking being filled in. Unknown parts of an older version's draft are left out, not refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// What for.
    pub service: Option<ServiceSlug>,
    /// How.
    pub way: Option<Way>,
    /// Where.
    pub station: Option<DivisionCode>,
    /// Whether the station was chosen on another page, so that it need not be asked for.
    pub station_given: bool,
    /// Set while nobody has said yes to `station`: it was chosen for another service, or stands in
    /// the place of this one, which does not do this service.
    pub proposed: Option<DivisionCode>,
    /// Up to [`MAX_CHOICES`] slots, best first.
    pub choices: Vec<SlotStart>,
    /// What to take when none of them can be had.
    pub window: Option<Window>,
    /// For whom; `None` until asked.
    pub who: Option<OnBehalf>,
    /// Whether the person named has agreed; asked only of those who act for another.
    pub person_agreed: bool,
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
    /// Whether all questions have been answered once: an answer changed after that leads back to
    /// the check page.
    pub checking: bool,
    /// Why the choices sent before were all refused; gone once other times are chosen.
    pub refused: Vec<PassedOver>,
    /// The refused booking in whose place this one will be sent.
    pub mending: Option<Mending>,
    /// Names the booking to be made, from the first answer on: this draft makes one booking, in
    /// however many tabs and however often it is submitted.
    pub id: Option<BookingId>,
    /// Other bookings half filled in, which wait until this one is submitted.
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
        self.mending.is_some() && self.mending == other.mending
    }
}

impl Draft {
    /// Answers "what for". Another service may be done elsewhere, in other ways and at other times.
    pub fn choose_service(&mut self, service: ServiceSlug) {
        if self.service.as_ref() != Some(&service) {
            self.service = Some(service);
            self.way = None;
            self.forget_times();
        }
    }

    /// Answers "how". Another way has other times.
    pub fn choose_way(&mut self, way: Way) {
        if self.way != Some(way) {
            self.way = Some(way);
            self.forget_times();
        }
    }

    /// Answers "where". Another station has other times.
    pub fn choose_station(&mut self, station: DivisionCode) {
        self.proposed = None;
        if self.station != Some(station) {
            self.station = Some(station);
            self.forget_times();
        }
    }

    /// The times wished for.
    pub fn wish(&self) -> Wish {
        Wish {
            choices: self.choices.clone(),
            window: self.window,
        }
    }

    /// Answers "when".
    pub fn choose_times(&mut self, wish: Wish) {
        if self.wish() != wish {
            self.choices = wish.choices;
            self.window = wish.window;
            self.refused.clear();
        }
    }

    fn forget_times(&mut self) {
        self.choices.clear();
        self.window = None;
        self.refused.clear();
    }

    /// What was asked for in vain, to be put right: all that was typed is there again.
    pub fn mend(asked: &BookingRequest, mending: Mending, refused: Vec<PassedOver>) -> Self {
        let wish = without(asked.wish(), &refused);
        let agreed = Ticked::now(asked.consent == BookingRequest::NOTICE);
        Self {
            service: Some(asked.service.clone()),
            way: Some(asked.way),
            station: Some(asked.station),
            station_given: false,
            proposed: None,
            choices: wish.choices,
            window: wish.window,
            who: Some(asked.on_behalf),
            person_agreed: asked.on_behalf == OnBehalf::OtherWithConsent,
            name: asked.name.clone(),
            mobile: asked.mobile.clone(),
            note: asked.note.clone(),
            consent: agreed,
            sensitive: agreed,
            checking: true,
            refused,
            mending: Some(mending),
            id: None,
            aside: Vec::new(),
        }
    }

    /// What is wrong with the times.
    pub fn time_problems(&self) -> Problems {
        let mut problems = Problems::default();
        if let Err((field, problem)) = self.wish().check() {
            problems.add(field, problem);
        }
        problems
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
        if let Err(problem) = check_note(self.way.unwrap_or(Way::AtStation), &self.note) {
            problems.add(Field::Note, problem);
        }
        if !self.consent.is_on() {
            problems.add(Field::Consent, Problem::NoConsent);
        }
        if !self.sensitive.is_on() {
            problems.add(Field::SensitiveConsent, Problem::NoSensitiveConsent);
        }
        problems
    }

    /// Whether "for whom" has been answered, with the other's agreement where it is needed.
    pub fn who_is_answered(&self) -> bool {
        match self.who {
            None => false,
            Some(OnBehalf::Myself) => true,
            Some(OnBehalf::OtherWithConsent) => self.person_agreed,
        }
    }
}

/// What is left of a wish without what cannot be had.
pub fn without(wish: Wish, refused: &[PassedOver]) -> Wish {
    let is_refused = |rank: usize| refused.iter().any(|other| usize::from(other.rank) == rank);
    let kept = wish
        .choices
        .iter()
        .enumerate()
        .filter(|(index, _)| !is_refused(index + 1));
    let choices = kept.map(|(_, slot)| *slot).collect();
    Wish {
        choices,
        window: wish.window.filter(|_| !is_refused(0)),
    }
}

/// Marks or unmarks a slot: a tap on a marked one takes it out, on another one ranks it last.
/// Says whether there was room for it.
pub fn toggle(choices: &mut Vec<SlotStart>, slot: SlotStart) -> bool {
    if let Some(at) = choices.iter().position(|chosen| *chosen == slot) {
        choices.remove(at);
        return true;
    }
    let room = choices.len() < MAX_CHOICES;
    if room {
        choices.push(slot);
    }
    room
}

impl TryFrom<&Draft> for BookingRequest {
    /// The first field at fault, in the order of the questions; `None`: not answered yet.
    type Error = (Field, Option<Problem>);

    fn try_from(draft: &Draft) -> Result<Self, Self::Error> {
        let open = |field| (field, None);
        let request = Self {
            service: draft.service.clone().ok_or(open(Field::Service))?,
            way: draft.way.ok_or(open(Field::Way))?,
            station: draft.station.ok_or(open(Field::Station))?,
            choices: draft.choices.clone(),
            window: draft.window,
            on_behalf: draft.who.ok_or(open(Field::OnBehalf))?,
            name: draft.name.clone(),
            mobile: draft.mobile.clone(),
            note: draft.note.clone(),
            consent: draft.consent.version(),
        };
        if !draft.who_is_answered() {
            return Err(open(Field::OnBehalf));
        }
        let request = request
            .check()
            .map_err(|(field, problem)| (field, Some(problem)))?;
        if !draft.sensitive.is_on() {
            let problem = Problem::NoSensitiveConsent;
            return Err((Field::SensitiveConsent, Some(problem)));
        }
        Ok(request)
    }
}

/// A refused booking that is being put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mending {
    /// The action that came back.
    pub action: ActionId,
    /// The booking that it was to make.
    pub booking: BookingId,
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn slot(text: &str) -> SlotStart {
        SlotStart::parse(text).unwrap()
    }

    pub fn full() -> Draft {
        Draft {
            service: ServiceSlug::parse("youdai-card"),
            way: Some(Way::AtStation),
            station: Some(DivisionCode::parse("500112017005").unwrap()),
            choices: vec![slot("2026-11-25T09:00")],
            who: Some(OnBehalf::Myself),
            name: " 王建国 ".into(),
            mobile: "138 1234 5678".into(),
            consent: Ticked::now(true),
            sensitive: Ticked::now(true),
            ..Draft::default()
        }
    }

    #[test]
    fn another_service_way_or_station_frees_the_times() {
        let mut draft = full();
        draft.choose_service(ServiceSlug::parse("youdai-card").unwrap());
        draft.choose_way(Way::AtStation);
        draft.choose_station(DivisionCode::parse("500112017005").unwrap());
        assert_eq!(draft, full(), "the same answer again changes nothing");

        draft.choose_station(DivisionCode::parse("500112").unwrap());
        assert!(draft.choices.is_empty());
        assert_eq!(draft.name, full().name, "what was typed stays");

        let mut draft = full();
        draft.choose_service(ServiceSlug::parse("other").unwrap());
        assert_eq!((draft.way, draft.choices.len()), (None, 0));
        assert!(draft.station.is_some());
    }

    #[test]
    fn taps_rank_and_unrank() {
        let mut choices = Vec::new();
        let [a, b, c, d] =
            ["09:00", "09:30", "10:00", "10:30"].map(|t| slot(&["2026-11-25T", t].concat()));
        assert!(toggle(&mut choices, a) && toggle(&mut choices, b) && toggle(&mut choices, c));
        assert!(!toggle(&mut choices, d), "three and no more");
        assert!(toggle(&mut choices, a));
        assert_eq!(choices, [b, c], "the others move up");
        assert!(toggle(&mut choices, d));
        assert_eq!(choices, [b, c, d]);
    }

    #[test]
    fn what_was_refused_is_taken_out() {
        let choices = ["2026-11-25T09:00", "2026-11-25T09:30"].map(slot).to_vec();
        let (from, to) = (choices[0].date, choices[0].date);
        let window = Some(Window {
            from,
            to,
            part: model::booking::DayPart::Any,
        });
        let passed = |rank| PassedOver {
            rank,
            reason: model::slot::Refusal::Full,
        };
        let wish = Wish {
            choices: choices.clone(),
            window,
        };
        assert_eq!(without(wish.clone(), &[]), wish);
        assert_eq!(
            without(wish.clone(), &[passed(1)]),
            Wish {
                choices: vec![choices[1]],
                window
            }
        );
        let none = without(wish, &[passed(1), passed(2), passed(0)]);
        assert_eq!(none, Wish::default());
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let draft = Draft {
            name: "王".repeat(200),
            mobile: "1381234567".into(),
            note: "字".repeat(201),
            consent: Ticked::default(),
            sensitive: Ticked::default(),
            ..full()
        };
        let problems = draft.person_problems();
        let fields: Vec<Field> = problems.iter().map(|(field, _)| field).collect();
        assert_eq!(
            fields,
            [
                Field::Name,
                Field::Mobile,
                Field::Note,
                Field::Consent,
                Field::SensitiveConsent
            ]
        );
        assert_eq!(
            problems.of(Field::Mobile).unwrap(),
            "手机号应为 11 位数字，您填了 10 位。"
        );
        assert!(full().person_problems().is_empty());
    }

    #[test]
    fn only_complete_answers_are_parsed() {
        let request = BookingRequest::try_from(&full()).unwrap();
        assert_eq!(request.name, "王建国");
        assert_eq!(request.mobile, "13812345678");
        let unanswered = |draft: Draft| BookingRequest::try_from(&draft).unwrap_err();
        assert_eq!(unanswered(Draft::default()), (Field::Service, None));
        assert_eq!(
            unanswered(Draft {
                way: None,
                ..full()
            }),
            (Field::Way, None)
        );
        assert_eq!(
            unanswered(Draft {
                choices: vec![],
                ..full()
            }),
            (Field::Choices, Some(Problem::NoChoice))
        );
        let behalf = Draft {
            who: Some(OnBehalf::OtherWithConsent),
            ..full()
        };
        assert_eq!(unanswered(behalf.clone()), (Field::OnBehalf, None));
        let agreed = Draft {
            person_agreed: true,
            ..behalf
        };
        let request = BookingRequest::try_from(&agreed).unwrap();
        assert_eq!(request.on_behalf, OnBehalf::OtherWithConsent);
        assert_eq!(
            unanswered(Draft {
                consent: Ticked::default(),
                ..full()
            }),
            (Field::Consent, Some(Problem::NoConsent))
        );
        assert_eq!(
            unanswered(Draft {
                sensitive: Ticked::default(),
                ..full()
            }),
            (Field::SensitiveConsent, Some(Problem::NoSensitiveConsent))
        );
        let visit = Draft {
            way: Some(Way::HomeVisit),
            ..full()
        };
        assert_eq!(
            visit.person_problems().of(Field::Note),
            Some(Problem::NoAddress.message())
        );
        assert_eq!(unanswered(visit), (Field::Note, Some(Problem::NoAddress)));
    }

    #[test]
    fn a_refused_booking_comes_back_whole() {
        let request = BookingRequest::try_from(&full()).unwrap();
        let mending = Mending {
            action: ActionId::new(1, &[1; 10]),
            booking: BookingId::new(1, &[2; 10]),
        };
        let refused = vec![PassedOver {
            rank: 1,
            reason: model::slot::Refusal::Full,
        }];
        let mut draft = Draft::mend(&request, mending, refused);
        assert!(draft.checking && draft.mending == Some(mending));
        assert!(
            draft.choices.is_empty(),
            "what cannot be had is not sent again"
        );
        draft.choices = request.choices.clone();
        assert_eq!(BookingRequest::try_from(&draft), Ok(request));
    }

    #[test]
    fn mending_loses_nothing_that_was_half_filled_in() {
        let request = BookingRequest::try_from(&full()).unwrap();
        let refused = |number| {
            let mending = Mending {
                action: ActionId::new(1, &[number; 10]),
                booking: BookingId::new(1, &[number; 10]),
            };
            Draft::mend(&request, mending, vec![])
        };
        let mut draft = full();
        draft.take_up(refused(1));
        assert_eq!(
            (draft.mending, &draft.aside),
            (refused(1).mending, &vec![full()])
        );
        draft.note = "带孙子来".into();
        draft.take_up(refused(2));
        draft.take_up(refused(1));
        assert_eq!(
            draft.note, "带孙子来",
            "what was typed into it is there again"
        );
        assert_eq!(draft.aside, [refused(2), full()]);

        let json = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&json).unwrap(), draft);

        let draft = draft.rest();
        assert_eq!(draft.mending, refused(2).mending);
        assert_eq!(draft.rest(), full());
        assert_eq!(full().rest(), Draft::default());
        let mut none = Draft::default();
        none.take_up(refused(1));
        assert!(none.aside.is_empty(), "nothing was begun");
    }

    #[test]
    fn a_name_alone_is_no_beginning() {
        let id = Some(BookingId::new(1, &[1; 10]));
        assert!(
            !Draft {
                id,
                ..Draft::default()
            }
            .is_begun()
        );
        assert!(Draft { id, ..full() }.is_begun());
    }

    #[test]
    fn a_draft_survives_storage_and_a_newer_app() {
        let json = serde_json::to_string(&full()).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&json).unwrap(), full());
        let older = r#"{"service":"youdai-card","gone":1}"#;
        let draft: Draft = serde_json::from_str(older).unwrap();
        assert_eq!(draft.service, ServiceSlug::parse("youdai-card"));
    }

    #[test]
    fn what_was_ticked_under_an_older_notice_is_asked_again() {
        let now = serde_json::to_value(full()).unwrap();
        let mut without = now.clone();
        let older = without.as_object_mut().unwrap();
        older.remove("consent_to");
        older.remove("sensitive_to");
        for ticked in [true, false] {
            let mut older = without.clone();
            older["consent"] = ticked.into();
            older["sensitive"] = ticked.into();
            assert_is_asked_again(&serde_json::from_value(older).unwrap());
        }
        let mut older = now;
        older["consent_to"] = (BookingRequest::NOTICE - 1).into();
        older["sensitive_to"] = (BookingRequest::NOTICE - 1).into();
        assert_is_asked_again(&serde_json::from_value(older).unwrap());
    }

    fn assert_is_asked_again(draft: &Draft) {
        assert_eq!(draft.name, full().name, "what was typed is there");
        let problems = draft.person_problems();
        let fields: Vec<Field> = problems.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, [Field::Consent, Field::SensitiveConsent]);
        let fault = BookingRequest::try_from(draft).unwrap_err();
        assert_eq!(fault, (Field::Consent, Some(Problem::NoConsent)));
    }
}
