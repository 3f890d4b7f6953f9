//! Passwords, hashed by argon2id with OWASP's usual cost (19 MiB, two passes, one lane), away from the
//! threads that answer, and few at a time: each takes memory and a core.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use model::credentials::Password;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many are hashed at once.
const AT_ONCE: usize = 2;
/// How many may wait; at a fortieth of a second each the last waits a second or two.
const WAITING: usize = 64;
/// Bytes of salt.
const SALT: usize = 16;

/// Why a password was not hashed or compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    /// Too many wait already: try again.
    Busy,
    /// The random source or a stored hash is broken.
    Broken,
}

/// Hashes and compares, few at a time.
pub struct Passwords {
    running: Arc<Semaphore>,
    waiting: Semaphore,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            running: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Semaphore::new(AT_ONCE + WAITING),
        }
    }
}

impl Passwords {
    /// The hash in PHC form, under a salt of its own. Errors: busy; no randomness.
    pub async fn hash(&self, password: Password) -> Result<String, PasswordFault> {
        self.apart(move || hash(&password)).await
    }

    /// Whether `password` is that of `hash`. Without a hash, which is when nobody has the user name,
    /// the same work is done and the answer is no. Errors: busy; the hash cannot be read.
    pub async fn is(
        &self,
        password: Password,
        hash: Option<String>,
    ) -> Result<bool, PasswordFault> {
        self.apart(move || verify(&password, hash.as_deref())).await
    }

    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordFault> + Send + 'static,
    ) -> Result<T, PasswordFault> {
        let _place: SemaphorePermit<'_> = self
            .waiting
            .try_acquire()
            .map_err(|_| PasswordFault::Busy)?;
        let running = Arc::clone(&self.running).acquire_owned().await;
        let running = running.map_err(|_| PasswordFault::Broken)?;
        tokio::task::spawn_blocking(move || {
            // It goes along: whoever hangs up does not make room for a further one at once.
            let _running = running;
            work()
        })
        .await
        .map_err(|_| PasswordFault::Broken)?
    }
}

/// Hashes on this thread; for the command line, which has nothing else to do.
/// Errors: no randomness.
pub fn hash(password: &Password) -> Result<String, PasswordFault> {
    let mut salt = [0; SALT];
    getrandom::fill(&mut salt).map_err(|_| PasswordFault::Broken)?;
    let hash = Argon2::default().hash_password_with_salt(password.as_str().as_bytes(), &salt);
    hash.map(|hash| hash.to_string())
        .map_err(|_| PasswordFault::Broken)
}

fn verify(password: &Password, hash: Option<&str>) -> Result<bool, PasswordFault> {
    let password = password.as_str().as_bytes();
    let Some(hash) = hash else {
        let nobody = Argon2::default().hash_password_with_salt(password, &[0; SALT]);
        std::hint::black_box(nobody.is_ok());
        return Ok(false);
    };
    let hash = PasswordHash::new(hash).map_err(|_| PasswordFault::Broken)?;
    Ok(Argon2::default().verify_password(password, &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Password {
        Password::typed(text).unwrap()
    }

    #[tokio::test]
    async fn right_wrong_and_unknown() {
        let passwords = Passwords::default();
        let hash = passwords.hash(typed("corn-lamp-river")).await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let is =
            |text: &str, hash: Option<&str>| passwords.is(typed(text), hash.map(str::to_owned));
        assert_eq!(is("corn-lamp-river", Some(&hash)).await, Ok(true));
        assert_eq!(is("corn-lamp-rivers", Some(&hash)).await, Ok(false));
        assert_eq!(is("corn-lamp-river", None).await, Ok(false));
        assert_eq!(
            is("corn-lamp-river", Some("x")).await,
            Err(PasswordFault::Broken)
        );
        let again = passwords.hash(typed("corn-lamp-river")).await.unwrap();
        assert_ne!(hash, again);
    }

    #[tokio::test]
    async fn few_at_a_time_and_not_too_many_wait() {
        let passwords = Arc::new(Passwords::default());
        let (release, wait) = std::sync::mpsc::channel::<()>();
        let wait = Arc::new(std::sync::Mutex::new(wait));
        let job = || {
            let (passwords, wait) = (Arc::clone(&passwords), Arc::clone(&wait));
            tokio::spawn(async move {
                let work = move || {
                    let _ = wait.lock().unwrap().recv();
                    Ok(())
                };
                passwords.apart(work).await
            })
        };
        let jobs: Vec<_> = (0..AT_ONCE + WAITING).map(|_| job()).collect();
        while passwords.waiting.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(passwords.running.available_permits(), 0);
        assert_eq!(job().await.unwrap(), Err(PasswordFault::Busy));
        // One that hangs up while it is hashed still holds its core.
        jobs[0].abort();
        tokio::task::yield_now().await;
        assert_eq!(passwords.running.available_permits(), 0);
        drop(release);
        for job in jobs.into_iter().skip(1) {
            assert_eq!(job.await.unwrap(), Ok(()));
        }
        assert_eq!(passwords.apart(|| Ok(())).await, Ok(()));
    }
}
