//! Volunteers (志愿者): what they offer, where, and when.

use serde::{Deserialize, Deserializer, Serialize};

use crate::booking::check_consent;
use crate::civil::Timestamp;
use crate::division::DivisionCode;
use crate::error::Field;
use crate::id::{ActionId, VolunteerId};
use crate::lenient;
use crate::person::{Mobile, Note, PersonName};
use crate::reference::Reference;
use crate::words::Problem;

macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $key:literal $label:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs, reason = "`label` says each in words")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name { $($variant),* }

        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word shown to people.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),* }
            }

            /// The name stored and sent.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $key),* }
            }
        }
    };
}

choices! {
    /// What a volunteer takes on in the community (社区岗位).
    CommunityRole {
        Informant = "informant" "信息员",
        Publicist = "publicist" "宣传员",
        Mediator = "mediator" "调解员",
        Patroller = "patroller" "巡逻员",
        HazardClearer = "hazard_clearer" "排危员",
        Counsellor = "counsellor" "辅导员",
        Cleaner = "cleaner" "保洁员",
        GridWorker = "grid_worker" "网格员",
        SoldierTeacher = "soldier_teacher" "兵教员",
    }
}

choices! {
    /// What a volunteer is good at (特长).
    Skill {
        FirstAid = "first_aid" "医疗急救",
        Rescue = "rescue" "抢险救灾",
        Driving = "driving" "驾驶",
        Repairs = "repairs" "水电维修",
        Law = "law" "法律知识",
        Listening = "listening" "心理疏导",
        Computers = "computers" "电脑手机",
        Teaching = "teaching" "讲课辅导",
        Drill = "drill" "军事训练",
        Arts = "arts" "文艺体育",
        Farming = "farming" "农业技术",
        OtherSkill = "other_skill" "其他",
    }
}

choices! {
    /// When a volunteer has time.
    FreeTime {
        WeekdayDay = "weekday_day" "工作日白天",
        WeekdayEvening = "weekday_evening" "工作日晚上",
        Weekend = "weekend" "周末",
        Holidays = "holidays" "节假日",
        Emergency = "emergency" "应急时随叫随到",
    }
}

/// Removes repeats and sorts; the order in which somebody ticks says nothing.
fn tidy<T: Ord + Clone>(list: &[T], most: usize, field: Field) -> Result<Vec<T>, (Field, Problem)> {
    if list.len() > most {
        return Err((field, Problem::TooManyEntries));
    }
    let mut sorted = list.to_vec();
    sorted.sort();
    sorted.dedup();
    Ok(sorted)
}

/// What a volunteer tells, in registering and in changing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VolunteerForm {
    /// Where he or she wants to serve: a district, township or village.
    pub division: DivisionCode,
    /// What he or she is good at; may be empty.
    #[serde(default)]
    pub skills: Vec<Skill>,
    /// At least one.
    pub roles: Vec<CommunityRole>,
    /// At least one.
    pub free_times: Vec<FreeTime>,
    /// Name, as typed.
    pub name: String,
    /// Mobile number, as typed.
    pub mobile: String,
    /// Note, as typed; may be empty.
    #[serde(default)]
    pub note: String,
    /// Version of the privacy notice agreed to.
    pub consent: u16,
}

/// A [`VolunteerForm`] whose every part keeps the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidVolunteer {
    /// Where.
    pub division: DivisionCode,
    /// Sorted, without repeats.
    pub skills: Vec<Skill>,
    /// Sorted, without repeats, at least one.
    pub roles: Vec<CommunityRole>,
    /// Sorted, without repeats, at least one.
    pub free_times: Vec<FreeTime>,
    /// Name.
    pub name: PersonName,
    /// Mobile number.
    pub mobile: Mobile,
    /// Note to the station.
    pub note: Note,
    /// Version of the privacy notice agreed to.
    pub consent: u16,
}

impl TryFrom<VolunteerForm> for ValidVolunteer {
    /// The first field at fault and what is wrong with it.
    type Error = (Field, Problem);

    fn try_from(wire: VolunteerForm) -> Result<Self, Self::Error> {
        let roles = tidy(&wire.roles, CommunityRole::ALL.len(), Field::Roles)?;
        if roles.is_empty() {
            return Err((Field::Roles, Problem::NoRole));
        }
        let free_times = tidy(&wire.free_times, FreeTime::ALL.len(), Field::Availability)?;
        if free_times.is_empty() {
            return Err((Field::Availability, Problem::NoAvailability));
        }
        Ok(Self {
            division: wire.division,
            skills: tidy(&wire.skills, Skill::ALL.len(), Field::Skills)?,
            roles,
            free_times,
            name: PersonName::parse(&wire.name).map_err(|e| (Field::Name, e.into()))?,
            mobile: Mobile::parse(&wire.mobile).map_err(|e| (Field::Mobile, e.into()))?,
            note: Note::parse(&wire.note).map_err(|e| (Field::Note, e.into()))?,
            consent: check_consent(wire.consent)?,
        })
    }
}

/// `POST /api/v1/volunteers`: the device secret travels in the `Authorization` header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterVolunteer {
    /// Names this action; the same again is answered the same.
    pub action: ActionId,
    /// Names the registration.
    pub volunteer: VolunteerId,
    /// What is told.
    pub form: VolunteerForm,
}

/// `POST /api/v1/volunteers/{id}/change`: replaces what was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeVolunteer {
    /// Names this action.
    pub action: ActionId,
    /// What is told now.
    pub form: VolunteerForm,
}

/// `POST /api/v1/volunteers/{id}/withdraw`: ends the registration and erases name, number and note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WithdrawVolunteer {
    /// Names this action.
    pub action: ActionId,
}

/// What has become of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum VolunteerState {
    /// 已登记: received; the station will get in touch.
    Registered,
    /// 已退出.
    Withdrawn,
    /// A state of a newer server, which this app has no word for. Never stored by the server.
    #[serde(other)]
    Unknown,
}

impl VolunteerState {
    /// The name stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Withdrawn => "withdrawn",
            Self::Unknown => "unknown",
        }
    }

    /// Reads [`VolunteerState::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Registered, Self::Withdrawn]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// The form in an answer. Unlike the one in a request it may have more in it than this app knows.
#[derive(Deserialize)]
struct Told {
    division: DivisionCode,
    #[serde(default, deserialize_with = "lenient::known_of")]
    skills: Vec<Skill>,
    #[serde(deserialize_with = "lenient::known_of")]
    roles: Vec<CommunityRole>,
    #[serde(deserialize_with = "lenient::known_of")]
    free_times: Vec<FreeTime>,
    name: String,
    mobile: String,
    #[serde(default)]
    note: String,
    consent: u16,
}

fn told<'de, D: Deserializer<'de>>(form: D) -> Result<VolunteerForm, D::Error> {
    let Told {
        division,
        skills,
        roles,
        free_times,
        name,
        mobile,
        note,
        consent,
    } = Told::deserialize(form)?;
    Ok(VolunteerForm {
        division,
        skills,
        roles,
        free_times,
        name,
        mobile,
        note,
        consent,
    })
}

/// A registration as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VolunteerView {
    /// Names the registration.
    pub volunteer: VolunteerId,
    /// The nine digits to say over the telephone.
    pub reference: Reference,
    /// What was told; name, number and note are empty once withdrawn.
    #[serde(deserialize_with = "told")]
    pub form: VolunteerForm,
    /// What has become of it.
    pub state: VolunteerState,
    /// Grows by one with every change.
    pub version: u32,
    /// When the server first received it.
    pub received_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_what_serde_writes() {
        for role in CommunityRole::ALL {
            assert_eq!(
                serde_json::to_string(role).unwrap(),
                format!("\"{}\"", role.as_str())
            );
        }
        for skill in Skill::ALL {
            assert_eq!(
                serde_json::to_string(skill).unwrap(),
                format!("\"{}\"", skill.as_str())
            );
        }
        for time in FreeTime::ALL {
            assert_eq!(
                serde_json::to_string(time).unwrap(),
                format!("\"{}\"", time.as_str())
            );
        }
    }

    #[test]
    fn an_older_app_reads_a_newer_answer_but_the_server_no_newer_request() {
        let view = VolunteerView {
            volunteer: VolunteerId::new(1, &[1; 10]),
            reference: Reference::parse("000005724").unwrap(),
            form: VolunteerForm {
                roles: vec![CommunityRole::Mediator],
                ..form()
            },
            state: VolunteerState::Registered,
            version: 1,
            received_at: Timestamp(1),
            updated_at: Timestamp(1),
        };
        let mut json = serde_json::to_value(&view).unwrap();
        json["badge"] = 7.into();
        json["form"]["languages"] = "手语".into();
        json["form"]["roles"] = serde_json::json!(["astronaut", "mediator"]);
        json["form"]["skills"] = serde_json::json!(["telepathy"]);
        json["form"]["free_times"] = serde_json::json!(["weekend", "leap_days"]);
        assert_eq!(
            serde_json::from_value::<VolunteerView>(json.clone()).unwrap(),
            view
        );

        json["state"] = "on_leave".into();
        let newer: VolunteerView = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(newer.state, VolunteerState::Unknown);
        assert!(serde_json::from_value::<VolunteerForm>(json["form"].clone()).is_err());
    }

    fn form() -> VolunteerForm {
        VolunteerForm {
            division: DivisionCode::parse("500112").unwrap(),
            skills: vec![],
            roles: vec![
                CommunityRole::Mediator,
                CommunityRole::Informant,
                CommunityRole::Mediator,
            ],
            free_times: vec![FreeTime::Weekend],
            name: "王建国".into(),
            mobile: "13812345678".into(),
            note: String::new(),
            consent: 1,
        }
    }

    #[test]
    fn repeats_go_and_rules_hold() {
        let valid = ValidVolunteer::try_from(form()).unwrap();
        assert_eq!(
            valid.roles,
            [CommunityRole::Informant, CommunityRole::Mediator]
        );
        let none = VolunteerForm {
            roles: vec![],
            ..form()
        };
        assert_eq!(
            ValidVolunteer::try_from(none).unwrap_err(),
            (Field::Roles, Problem::NoRole)
        );
        let never = VolunteerForm {
            free_times: vec![],
            ..form()
        };
        assert_eq!(
            ValidVolunteer::try_from(never).unwrap_err(),
            (Field::Availability, Problem::NoAvailability)
        );
        let no = VolunteerForm {
            consent: 0,
            ..form()
        };
        assert_eq!(
            ValidVolunteer::try_from(no).unwrap_err(),
            (Field::Consent, Problem::NoConsent)
        );
    }
}
