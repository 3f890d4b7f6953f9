//! What signing in is made of: passwords, codes, tokens. No HTTP and no tables here.

pub mod passwords;
pub mod tokens;
pub mod totp;

use passwords::Passwords;

/// What all handlers of the station's side share.
#[derive(Default)]
pub struct Desk {
    /// Hashes and compares passwords.
    pub passwords: Passwords,
    /// How often one address may try to sign in.
    pub limits: crate::http::limits::SignInLimits,
}
