//! How often somebody may try: token buckets in memory.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use model::civil::Timestamp;
use model::reference::Reference;

use super::errors::Failure;

/// The most buckets kept of one kind.
const MOST_BUCKETS: usize = 100_000;

/// `burst` attempts at once, and one more every `millis_each`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Attempts at once.
    pub burst: u32,
    /// Milliseconds until one more; 0: no limit.
    pub millis_each: u32,
}

impl Rate {
    /// `count` in an hour, `burst` of them at once.
    pub const fn hourly(count: u32, burst: u32) -> Self {
        Self {
            burst,
            millis_each: 3_600_000 / if count == 0 { 1 } else { count },
        }
    }
}

/// The limits of one server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Bookings and registrations of one address. Kiosks and whole villages share one.
    pub create: Rate,
    /// Changes, cancellations and erasures of one address.
    pub change: Rate,
    /// Round trips that bring a device and the server level, of one address. Each is cheap, and a
    /// whole village may share an address.
    pub sync: Rate,
    /// Look-ups by reference of one address.
    pub look_up: Rate,
    /// Look-ups of one reference, whoever asks.
    pub reference: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            create: Rate::hourly(30 * 60, 60),
            change: Rate::hourly(30 * 60, 60),
            sync: Rate::hourly(600 * 60, 600),
            look_up: Rate::hourly(5 * 60, 5),
            reference: Rate::hourly(10, 10),
        }
    }
}

/// Buckets of one kind. A bucket is kept as the moment at which it will be full again.
struct Buckets<K> {
    rate: Rate,
    most: usize,
    kept: Mutex<Kept<K>>,
}

/// The same buckets twice: by key, and by the moment at which they will be full, so that those
/// that matter least are found without looking at all.
struct Kept<K> {
    full_at: HashMap<K, i64>,
    by_moment: BTreeSet<(i64, K)>,
}

impl<K: Hash + Ord + Copy> Kept<K> {
    fn set(&mut self, key: K, full_at: i64) {
        if let Some(before) = self.full_at.insert(key, full_at) {
            self.by_moment.remove(&(before, key));
        }
        self.by_moment.insert((full_at, key));
    }

    /// Drops two buckets that are full again, so that they go quicker than they come; and, to keep
    /// to `most`, the one that will be full first, which limits nobody much. Never all: whoever
    /// comes from a hundred thousand addresses would free everybody of their limits.
    fn make_room(&mut self, most: usize, now: Timestamp) {
        for _ in 0..2 {
            let Some((full_at, key)) = self.by_moment.first().copied() else {
                return;
            };
            if full_at > now.0 && self.full_at.len() < most {
                return;
            }
            self.by_moment.pop_first();
            self.full_at.remove(&key);
        }
    }
}

impl<K: Hash + Ord + Copy> Buckets<K> {
    fn new(rate: Rate) -> Self {
        Self {
            rate,
            most: MOST_BUCKETS,
            kept: Mutex::new(Kept {
                full_at: HashMap::new(),
                by_moment: BTreeSet::new(),
            }),
        }
    }

    /// When the bucket is full again if one more token is taken. Errors: milliseconds until there is
    /// one.
    fn after_one(&self, known: Option<i64>, now: Timestamp) -> Result<i64, i64> {
        let each = i64::from(self.rate.millis_each);
        let room = each * i64::from(self.rate.burst.max(1));
        // A clock set back must not lock anybody out until it has caught up.
        let after = known.unwrap_or(now.0).clamp(now.0, now.0 + room) + each;
        let over = after - (now.0 + room);
        if over > 0 { Err(over) } else { Ok(after) }
    }

    /// Whether there is a token. Errors: milliseconds until there is one.
    fn look(&self, key: K, now: Timestamp) -> Result<(), i64> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.full_at.get(&key).copied();
        self.after_one(known, now).map(drop)
    }

    /// Takes one token. Errors: milliseconds until there is one.
    fn take(&self, key: K, now: Timestamp) -> Result<(), i64> {
        if self.rate.millis_each == 0 {
            return Ok(());
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.full_at.get(&key).copied();
        let after = self.after_one(known, now)?;
        if known.is_none() {
            kept.make_room(self.most, now);
        }
        kept.set(key, after);
        Ok(())
    }
}

/// All buckets of one server.
pub struct Limits {
    create: Buckets<IpAddr>,
    change: Buckets<IpAddr>,
    sync: Buckets<IpAddr>,
    look_up: Buckets<IpAddr>,
    reference: Buckets<Reference>,
}

impl Limits {
    /// Full buckets.
    pub fn new(rates: Rates) -> Self {
        Self {
            create: Buckets::new(rates.create),
            change: Buckets::new(rates.change),
            sync: Buckets::new(rates.sync),
            look_up: Buckets::new(rates.look_up),
            reference: Buckets::new(rates.reference),
        }
    }

    /// One more booking or registration. Errors: rate limited.
    pub fn create(&self, client: IpAddr, now: Timestamp) -> Result<(), Failure> {
        self.create.take(household(client), now).map_err(wait)
    }

    /// One more change of what is there. Errors: rate limited.
    pub fn change(&self, client: IpAddr, now: Timestamp) -> Result<(), Failure> {
        self.change.take(household(client), now).map_err(wait)
    }

    /// One more round trip. Errors: rate limited.
    pub fn sync(&self, client: IpAddr, now: Timestamp) -> Result<(), Failure> {
        self.sync.take(household(client), now).map_err(wait)
    }

    /// One more look-up from an address. Errors: rate limited.
    pub fn look_up(&self, client: IpAddr, now: Timestamp) -> Result<(), Failure> {
        self.look_up.take(household(client), now).map_err(wait)
    }

    /// One more look-up of a reference. Errors: rate limited.
    pub fn reference(&self, reference: Reference, now: Timestamp) -> Result<(), Failure> {
        self.reference.take(reference, now).map_err(wait)
    }
}

/// How often one address may try to sign in or to prove a password. Every try costs a fortieth of a
/// second of a core.
const ATTEMPTS: Rate = Rate::hourly(30 * 60, 120);
/// How often one address may fail. A district's office may share one.
const FAILURES: Rate = Rate::hourly(60, 30);

/// Tries to sign in, by address. What is counted by account is in the store.
pub struct SignInLimits {
    attempts: Buckets<IpAddr>,
    failures: Buckets<IpAddr>,
}

impl Default for SignInLimits {
    fn default() -> Self {
        Self {
            attempts: Buckets::new(ATTEMPTS),
            failures: Buckets::new(FAILURES),
        }
    }
}

impl SignInLimits {
    /// One more try. Errors: rate limited.
    pub fn attempt(&self, client: IpAddr, now: Timestamp) -> Result<(), Failure> {
        self.attempts.take(household(client), now).map_err(wait)
    }

    /// Whether the address has failures left. Errors: rate limited.
    pub fn may_fail(&self, client: IpAddr, now: Timestamp) -> Result<(), Failure> {
        self.failures.look(household(client), now).map_err(wait)
    }

    /// It failed.
    pub fn failed(&self, client: IpAddr, now: Timestamp) {
        // Tries under way at once may fail more often than is left; then none is left.
        let _ = self.failures.take(household(client), now);
    }
}

fn wait(millis: i64) -> Failure {
    Failure::rate_limited(u32::try_from(millis.saturating_add(999) / 1_000).unwrap_or(u32::MAX))
}

/// A household has one IPv4 address, but 2^64 of IPv6.
fn household(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V4(_) => client,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_one_by_one() {
        let buckets = Buckets::new(Rate {
            burst: 3,
            millis_each: 1_000,
        });
        let take = |now| buckets.take("a", Timestamp(now));
        assert_eq!(
            [take(0), take(0), take(0), take(0)],
            [Ok(()), Ok(()), Ok(()), Err(1_000)]
        );
        assert_eq!(take(400), Err(600));
        assert_eq!(take(1_000), Ok(()));
        assert_eq!(take(1_000), Err(1_000));
        assert_eq!(buckets.take("b", Timestamp(1_000)), Ok(()));
        assert_eq!([take(9_000), take(9_000), take(9_000)], [Ok(()); 3]);
        assert_eq!(take(9_000), Err(1_000));
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let buckets = Buckets::new(Rate {
            burst: 1,
            millis_each: 1_000,
        });
        assert_eq!(buckets.take("a", Timestamp(50_000)), Ok(()));
        assert_eq!(buckets.take("a", Timestamp(0)), Err(1_000));
    }

    #[test]
    fn many_addresses_free_nobody() {
        let rate = Rate {
            burst: 2,
            millis_each: 60_000,
        };
        let buckets = Buckets {
            most: 10,
            ..Buckets::new(rate)
        };
        for _ in 0..2 {
            assert_eq!(buckets.take(0, Timestamp(0)), Ok(()));
        }
        for other in 1..1_000 {
            assert_eq!(buckets.take(other, Timestamp(other)), Ok(()));
        }
        assert!(buckets.take(0, Timestamp(1_000)).is_err());
        let kept = buckets.kept.lock().unwrap();
        assert_eq!((kept.full_at.len(), kept.by_moment.len()), (10, 10));
    }

    #[test]
    fn what_is_full_again_is_dropped() {
        let buckets = Buckets::new(Rate {
            burst: 1,
            millis_each: 1_000,
        });
        for key in 0..100 {
            assert_eq!(buckets.take(key, Timestamp(0)), Ok(()));
        }
        for key in 100..200 {
            assert_eq!(buckets.take(key, Timestamp(1_000)), Ok(()));
        }
        let kept = buckets.kept.lock().unwrap();
        assert_eq!((kept.full_at.len(), kept.by_moment.len()), (100, 100));
    }

    #[test]
    fn one_household_of_ipv6_is_one() {
        let limits = Limits::new(Rates {
            create: Rate {
                burst: 1,
                millis_each: 60_000,
            },
            ..Rates::default()
        });
        let from = |text: &str| limits.create(text.parse().unwrap(), Timestamp(0)).is_ok();
        assert!(from("2001:db8::1"));
        assert!(!from("2001:db8::ffff:2"));
        assert!(from("2001:db8:0:1::1"));
    }
}
