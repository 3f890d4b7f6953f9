//! Who may do what: the one place that knows. A member of staff has a role and a scope; a deed is
//! allowed if the role does such deeds and the division that it touches lies in the scope.
//!
//! On the server a deed is also a type ([`Permission`]), and whatever does it takes a
//! [`Granted`] of that type, which only [`Actor::granted`] makes: code that forgot to ask does not
//! compile.

use core::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::division::DivisionCode;
use crate::id::StaffId;

/// What somebody is at a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// 协助员, often a village's Party secretary who is a veteran (兵支书): receives hand-overs.
    Helper,
    /// 工作人员: serves people.
    Clerk,
    /// 站长: also answers for the station: its hours, notices, volunteers and accounts.
    StationHead,
    /// 管理人员 of a tier: sees how those below do, and helps out where nobody answers.
    Manager,
    /// 系统管理员: everything, and all accounts.
    Administrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [
        Self::Helper,
        Self::Clerk,
        Self::StationHead,
        Self::Manager,
        Self::Administrator,
    ];

    /// Its stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Helper => "helper",
            Self::Clerk => "clerk",
            Self::StationHead => "station_head",
            Self::Manager => "manager",
            Self::Administrator => "administrator",
        }
    }

    /// Reads the stored name; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Helper => "协助员",
            Self::Clerk => "工作人员",
            Self::StationHead => "站长",
            Self::Manager => "管理人员",
            Self::Administrator => "系统管理员",
        }
    }

    /// Whether the role does such deeds at all, wherever.
    pub fn does(self, deed: Deed) -> bool {
        deed.doers().contains(&self)
    }

    /// Whether somebody of this role may make, shut or reset an account of role `other`. Nobody
    /// gives more than he has: whatever `other` does, this role does too.
    pub fn may_give(self, other: Self) -> bool {
        match self {
            Self::Administrator => true,
            Self::StationHead => matches!(other, Self::Helper | Self::Clerk),
            Self::Manager | Self::Clerk | Self::Helper => false,
        }
    }
}

/// A division and everything that lies in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Scope(pub DivisionCode);

impl Scope {
    /// Whether `division` is the scope's own or lies in it.
    pub fn contains(self, division: DivisionCode) -> bool {
        self.0.contains(division)
    }

    /// Whether `division` lies in it and is not its own.
    pub fn is_above(self, division: DivisionCode) -> bool {
        self.contains(division) && self.0 != division
    }

    /// Whether a deed on `division` stays inside. What staff did is read by the tier above them, not
    /// by themselves; above the city there is nobody.
    fn covers(self, deed: Deed, division: DivisionCode) -> bool {
        match deed {
            Deed::ReadAudit => {
                self.is_above(division) || self.0.parent().is_none() && self.0 == division
            }
            _ => self.contains(division),
        }
    }
}

/// Whether somebody of `role` and `scope` may do `deed` where `target` is the division touched: a
/// record's station, a new account's scope, or, reading the audit, the scope of who acted.
pub fn may(role: Role, scope: Scope, deed: Deed, target: DivisionCode) -> bool {
    role.does(deed) && scope.covers(deed, target)
}

/// A deed as a type.
pub trait Permission: Send + Sync + 'static {
    /// The deed.
    const DEED: Deed;
}

macro_rules! deeds {
    ($($(#[$doc:meta])* $name:ident by $doers:ident;)*) => {
        /// Everything that staff can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Deed {
            $($(#[$doc])* $name,)*
        }

        impl Deed {
            /// All deeds.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The roles that do it.
            pub fn doers(self) -> &'static [Role] {
                match self {
                    $(Self::$name => $doers,)*
                }
            }
        }

        /// The deeds as types.
        pub mod permission {
            $(
                $(#[$doc])*
                #[derive(Clone, Copy, Debug)]
                pub struct $name;

                impl super::Permission for $name {
                    const DEED: super::Deed = super::Deed::$name;
                }
            )*
        }
    };
}

const EVERYBODY: &[Role] = &Role::ALL;
const RECEIVING: &[Role] = &[
    Role::Helper,
    Role::Clerk,
    Role::StationHead,
    Role::Administrator,
];
const SERVING: &[Role] = &[Role::Clerk, Role::StationHead, Role::Administrator];
const LOOKING: &[Role] = &[
    Role::Clerk,
    Role::StationHead,
    Role::Manager,
    Role::Administrator,
];
const LEADING: &[Role] = &[Role::StationHead, Role::Manager, Role::Administrator];
const HEADING: &[Role] = &[Role::StationHead, Role::Administrator];
const ABOVE: &[Role] = &[Role::Manager, Role::Administrator];

deeds! {
    /// Keep one's own account: password, second factor, sessions.
    KeepOwnAccount by EVERYBODY;
    /// Take an action off somebody's phone: QR code or short code.
    ReceiveHandOver by RECEIVING;
    /// See a station's bookings, numbers masked.
    SeeBookings by LOOKING;
    /// Open one person's record; the person is shown that it was opened.
    OpenRecord by LOOKING;
    /// See a whole mobile number.
    UnmaskNumber by LOOKING;
    /// Say what became of a booking: arrived, served, not come, moved, declined.
    SettleBooking by SERVING;
    /// Enter a walk-in, a telephone booking or a day kept on paper.
    AddBooking by SERVING;
    /// Print the day's sheet.
    PrintDay by SERVING;
    /// See questions asked.
    SeeQuestions by LOOKING;
    /// Answer a question.
    AnswerQuestion by LOOKING;
    /// Pass a question to another tier.
    PassQuestion by LOOKING;
    /// See cases and their clocks.
    SeeCases by LOOKING;
    /// Work on a case.
    WorkOnCase by SERVING;
    /// Plan home visits and condolences.
    PlanVisits by SERVING;
    /// Record what became of a visit.
    RecordVisit by SERVING;
    /// See volunteers.
    SeeVolunteers by LOOKING;
    /// Approve or decline a volunteer, put one into a team.
    DecideVolunteer by LEADING;
    /// Change a station's hours, closures, capacity, address and services.
    ChangeStation by LEADING;
    /// Publish a notice.
    PublishNotice by LEADING;
    /// Settle what the system could not settle by itself.
    SettleException by SERVING;
    /// See what waits, how long, and how a tier does.
    SeeOverview by LEADING;
    /// Export tables.
    Export by LEADING;
    /// Make, list, shut and reset accounts.
    ManageAccounts by HEADING;
    /// Read what the staff of the tiers below did.
    ReadAudit by ABOVE;
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Whose account.
    pub staff: StaffId,
    /// Role.
    pub role: Role,
    /// Scope.
    pub scope: Scope,
}

impl Actor {
    /// The right to do `P` where `division` is touched; `None` if there is no such right.
    pub fn granted<P: Permission>(self, division: DivisionCode) -> Option<Granted<P>> {
        may(self.role, self.scope, P::DEED, division).then_some(Granted {
            actor: self,
            division,
            permission: PhantomData,
        })
    }

    /// The right to do `P` in all of the scope; `None` if the role does no such deeds. Reading the
    /// audit then means whatever the scope is above of.
    pub fn granted_in_scope<P: Permission>(self) -> Option<Granted<P>> {
        self.role.does(P::DEED).then_some(Granted {
            actor: self,
            division: self.scope.0,
            permission: PhantomData,
        })
    }
}

/// A right that was looked at and found: to do `P` in a division.
#[derive(Debug)]
pub struct Granted<P> {
    actor: Actor,
    division: DivisionCode,
    permission: PhantomData<fn() -> P>,
}

impl<P> Clone for Granted<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Granted<P> {}

impl<P> Granted<P> {
    /// Who acts.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// The division touched.
    pub fn division(&self) -> DivisionCode {
        self.division
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> DivisionCode {
        DivisionCode::parse(text).unwrap()
    }

    /// One letter a role in the order of [`Role::ALL`], `.` where it may not.
    fn row(allowed: impl Fn(Role) -> bool) -> String {
        let letters = Role::ALL.into_iter().zip("HCSMA".chars());
        letters
            .map(|(role, letter)| if allowed(role) { letter } else { '.' })
            .collect()
    }

    /// By whom each deed is done inside of the scope.
    const TABLE: &str = "\
        KeepOwnAccount HCSMA
        ReceiveHandOver HCS.A
        SeeBookings .CSMA
        OpenRecord .CSMA
        UnmaskNumber .CSMA
        SettleBooking .CS.A
        AddBooking .CS.A
        PrintDay .CS.A
        SeeQuestions .CSMA
        AnswerQuestion .CSMA
        PassQuestion .CSMA
        SeeCases .CSMA
        WorkOnCase .CS.A
        PlanVisits .CS.A
        RecordVisit .CS.A
        SeeVolunteers .CSMA
        DecideVolunteer ..SMA
        ChangeStation ..SMA
        PublishNotice ..SMA
        SettleException .CS.A
        SeeOverview ..SMA
        Export ..SMA
        ManageAccounts ..S.A
        ReadAudit ...MA";

    #[test]
    fn every_role_deed_and_place() {
        let mut rows = TABLE.lines().map(str::trim);
        let scopes = ["50", "500112", "500112017", "500112017005"];
        let outside = ["51", "500113", "500112018", "500112017006"];
        for deed in Deed::ALL.iter().copied() {
            let inside = row(|role| role.does(deed));
            assert_eq!(Some(format!("{deed:?} {inside}").as_str()), rows.next());
            for (scope, foreign) in scopes.into_iter().zip(outside) {
                let allowed =
                    |target: &str| row(|role| may(role, Scope(code(scope)), deed, code(target)));
                let below: Vec<_> = scopes
                    .iter()
                    .filter(|other| other.len() > scope.len())
                    .collect();
                for target in below {
                    assert_eq!(allowed(target), inside, "{deed:?} {scope} {target}");
                }
                let own_too = deed != Deed::ReadAudit || scope == "50";
                let own = if own_too { inside.as_str() } else { "....." };
                assert_eq!(allowed(scope), own, "{deed:?} {scope} itself");
                assert_eq!(allowed(foreign), ".....", "{deed:?} {scope} {foreign}");
                for above in scopes.iter().filter(|other| other.len() < scope.len()) {
                    assert_eq!(allowed(above), ".....", "{deed:?} {scope} {above}");
                }
            }
        }
        assert_eq!(rows.next(), None);
    }

    #[test]
    fn nobody_gives_more_than_he_has() {
        let given: Vec<_> = Role::ALL
            .map(|giver| row(|role| giver.may_give(role)))
            .into();
        assert_eq!(given, [".....", ".....", "HC...", ".....", "HCSMA"]);
        for giver in Role::ALL {
            for role in Role::ALL.into_iter().filter(|role| giver.may_give(*role)) {
                let more = Deed::ALL
                    .iter()
                    .find(|deed| role.does(**deed) && !giver.does(**deed));
                assert_eq!(more, None, "{giver:?} gives {role:?}");
            }
        }
    }

    #[test]
    fn a_right_is_had_or_not() {
        let random = [1; 10];
        let head = Actor {
            staff: StaffId::new(1, &random),
            role: Role::StationHead,
            scope: Scope(code("500112017")),
        };
        let right = head.granted::<permission::ChangeStation>(code("500112017005"));
        let right = right.unwrap();
        assert_eq!(
            (right.actor(), right.division()),
            (head, code("500112017005"))
        );
        assert!(
            head.granted::<permission::ChangeStation>(code("500112"))
                .is_none()
        );
        assert!(
            head.granted::<permission::ReadAudit>(code("500112017005"))
                .is_none()
        );
        assert!(head.granted_in_scope::<permission::ReadAudit>().is_none());
        assert!(head.granted_in_scope::<permission::SeeBookings>().is_some());
    }

    #[test]
    fn names_round_trip() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
            assert_eq!(
                serde_json::to_string(&role).unwrap(),
                format!("\"{}\"", role.as_str())
            );
        }
        assert_eq!(Role::parse("root"), None);
    }
}
