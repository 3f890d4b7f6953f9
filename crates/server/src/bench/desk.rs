//! What the station's side waits for: a full day's list, and searches among all bookings of a district.

use std::net::SocketAddr;
use std::time::Instant;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use model::api::staff as api;
use model::booking::ServiceSlug;
use model::civil::{Date, Timestamp};
use model::credentials::UserName;
use model::division::DivisionCode;
use model::id::{ActionId, BookingId, StaffId};
use model::permissions::permission::AddBooking;
use model::permissions::{Actor, Granted, Role, Scope};
use model::person::{Mobile, OnBehalf, PersonName};
use model::slot::{SlotStart, Way};
use model::staff::ValidStaff;
use model::tier::Tier;
use model::workbench::entry::{PAPER_DAYS, ValidEntry};
use model::workbench::{Channel, DayList, FindBookings, FoundBookings};

use super::client::{Client, request};
use super::{BenchError, quantile};
use crate::public::Dataset;
use crate::staff::tokens::{SessionToken, draw_session_id};
use crate::store::database::SqlStore;
use crate::store::desk::DeskStore as _;
use crate::store::staff::{NewSession, NewStaff, Proven, StaffStore as _, TryKey};
use crate::store::{Action, SecretHash};

/// How many bookings the district has.
const BOOKINGS: usize = 100_000;
/// How many of them are at one station on one day.
const BUSY_DAY: usize = 500;
/// How many are being written at a time.
const AT_ONCE: usize = 512;
/// How often each is asked.
const TIMES: usize = 100;
/// Common names, so that the beginning of one finds many.
const FAMILIES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗";
const GIVEN: &str = "建国志强秀英桂兰玉珍福贵德明永红";

/// What was measured, in milliseconds: 95 of a hundred were answered as fast.
pub(super) struct Desk {
    pub(super) day_ms: f64,
    pub(super) search_ms: f64,
}

/// A district with its staff.
struct District {
    by: Actor,
    villages: Vec<DivisionCode>,
    service: ServiceSlug,
    today: Date,
}

/// Fills a district and asks as its staff do.
pub(super) async fn measure(
    (address, store): (SocketAddr, &SqlStore),
    dataset: &Dataset,
    service: &ServiceSlug,
    now: Timestamp,
) -> Result<Desk, BenchError> {
    let district = District::new(dataset, service.clone(), now).ok_or(BenchError::NothingToBook)?;
    let token = district.sign_in(store, now).await?;
    district.fill(store, now).await?;
    let clerk = Clerk {
        address,
        cookie: token.to_hex(),
    };
    let mut client = Client::connect(address).await?;
    let day_ms = district.days(&clerk, &mut client).await?;
    let search_ms = district.searches(&clerk, &mut client).await?;
    Ok(Desk { day_ms, search_ms })
}

impl District {
    /// The one with most villages.
    fn new(dataset: &Dataset, service: ServiceSlug, now: Timestamp) -> Option<Self> {
        let mut villages = std::collections::BTreeMap::<_, Vec<_>>::new();
        for code in dataset.stations.keys().copied() {
            let village = Some(code).filter(|code| code.tier() == Tier::Village);
            let township = village.and_then(DivisionCode::parent);
            if let Some(district) = township.and_then(DivisionCode::parent) {
                villages.entry(district).or_default().push(code);
            }
        }
        let (district, villages) = villages.into_iter().max_by_key(|(_, all)| all.len())?;
        let by = Actor {
            staff: StaffId::new(1, &[9; 10]),
            role: Role::StationHead,
            scope: Scope(district),
        };
        Some(Self {
            by,
            villages,
            service,
            today: now.in_chongqing().0,
        })
    }

    async fn sign_in(&self, store: &SqlStore, now: Timestamp) -> Result<SessionToken, BenchError> {
        let account = NewStaff {
            valid: ValidStaff {
                staff: self.by.staff,
                user_name: UserName::parse("bench").map_err(|_| BenchError::Task)?,
                name: PersonName::parse("测速").map_err(|_| BenchError::Task)?,
                role: self.by.role,
                scope: self.by.scope,
            },
            // Nobody types it: the session is begun here.
            password_hash: "none".to_owned(),
            password_until: None,
            at: now,
        };
        store.create_first(account).await?;
        let token = SessionToken::draw().map_err(|_| BenchError::Task)?;
        let session = NewSession {
            id: draw_session_id(now).map_err(|_| BenchError::Task)?,
            token: token.hash(),
            agent: "bench".to_owned(),
            at: now,
        };
        let proven = Proven {
            actor: self.by,
            password_hash: "none".to_owned(),
            tried: TryKey([0; 32]),
            at: now,
        };
        if store.sign_in(proven, 0, session).await? {
            Ok(token)
        } else {
            Err(BenchError::Task)
        }
    }

    async fn fill(&self, store: &SqlStore, now: Timestamp) -> Result<(), BenchError> {
        let enter = |number| async move {
            let (granted, action, entry) = self.line(number, now).ok_or(BenchError::Task)?;
            store.enter(granted, action, entry).await?;
            Ok::<_, BenchError>(())
        };
        let all = stream::iter((0..BOOKINGS).map(enter));
        all.buffer_unordered(AT_ONCE).try_collect().await
    }

    /// Line `number` of the district's paper lists.
    fn line(
        &self,
        number: usize,
        at: Timestamp,
    ) -> Option<(Granted<AddBooking>, Action, ValidEntry)> {
        let mut random = [1; 10];
        random[2..].copy_from_slice(&(number as u64).to_be_bytes());
        let action = Action {
            id: ActionId::new(1, &random),
            body_mac: [0; 32],
            secret: SecretHash([0; 32]),
            key: None,
            at,
        };
        let (station, days) = match number {
            ..BUSY_DAY => (*self.villages.first()?, 1),
            _ => {
                let others = self.villages.get(1..)?;
                (
                    *others.get(number % others.len())?,
                    1 + number / others.len() % 60,
                )
            }
        };
        let days = i32::try_from(days).ok()?;
        debug_assert!(days <= PAPER_DAYS, "paper lists go back so far");
        let entry = ValidEntry {
            action: action.id,
            booking: BookingId::new(1, &random),
            channel: Channel::Paper,
            service: self.service.clone(),
            way: Way::AtStation,
            slot: SlotStart {
                date: self.today.plus_days(-days),
                minute: 540 + u16::try_from(number % 16).ok()? * 30,
            },
            on_behalf: OnBehalf::Myself,
            name: PersonName::parse(&name(number)?).ok()?,
            mobile: Mobile::parse(&mobile(number)).ok(),
            note: Default::default(),
            became: None,
            although_double: true,
        };
        Some((self.by.granted(station)?, action, entry))
    }

    async fn days(&self, clerk: &Clerk, client: &mut Client) -> Result<f64, BenchError> {
        let busy = self.villages.first().ok_or(BenchError::Task)?;
        let day = api::day(*busy, self.today.plus_days(-1));
        let request = clerk.get(&format!("{day}&limit={}", api::MAX_DAY_PAGE));
        let mut micros = Vec::new();
        for _ in 0..TIMES {
            let list: DayList = timed(client, &request, &mut micros).await?;
            if list.rows.len() != BUSY_DAY {
                return Err(BenchError::Task);
            }
        }
        Ok(quantile(&mut micros, 0.95))
    }

    async fn searches(&self, clerk: &Clerk, client: &mut Client) -> Result<f64, BenchError> {
        let mut micros = Vec::new();
        for number in 0..TIMES {
            let full = name(number * 7).ok_or(BenchError::Task)?;
            let begun: String = full.chars().take(2).collect();
            for text in [begun, full, mobile(number * 997)] {
                let request = clerk.find(text)?;
                let found: FoundBookings = timed(client, &request, &mut micros).await?;
                if found.rows.is_empty() {
                    return Err(BenchError::Task);
                }
            }
        }
        Ok(quantile(&mut micros, 0.95))
    }
}

/// Of three characters.
fn name(number: usize) -> Option<String> {
    let pick = |from: &str, at: usize| from.chars().nth(at % from.chars().count());
    let name = [
        pick(FAMILIES, number)?,
        pick(GIVEN, number / 20)?,
        pick(GIVEN, number / 320)?,
    ];
    Some(name.into_iter().collect())
}

fn mobile(number: usize) -> String {
    format!("138{:08}", number * 13)
}

/// Asks and takes the time until the whole answer is there.
async fn timed<T: serde::de::DeserializeOwned>(
    client: &mut Client,
    request: &[u8],
    micros: &mut Vec<u32>,
) -> Result<T, BenchError> {
    let asked = Instant::now();
    let status = client.ask(request).await?;
    micros.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
    match status {
        200 => Ok(client.read()?),
        status => Err(BenchError::Refused(status)),
    }
}

/// A member of staff who is signed in.
struct Clerk {
    address: SocketAddr,
    cookie: String,
}

impl Clerk {
    fn ask(&self, line: &str, body: &[u8]) -> Vec<u8> {
        let (header, value, cookie) = (api::HEADER, api::HEADER_VALUE, &self.cookie);
        let headers = format!("cookie: station-staff={cookie}\r\n{header}: {value}\r\n");
        request(self.address, line, &headers, body)
    }

    fn get(&self, path: &str) -> Vec<u8> {
        self.ask(&format!("GET {path}"), &[])
    }

    fn find(&self, text: String) -> Result<Vec<u8>, BenchError> {
        let asked = FindBookings { text, within: None };
        let body = serde_json::to_vec(&asked).map_err(|_| BenchError::Task)?;
        Ok(self.ask(&format!("POST {}", api::FIND_BOOKINGS), &body))
    }
}
