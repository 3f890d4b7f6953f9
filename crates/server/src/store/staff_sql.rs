//! The statements about staff, in the dialect that SQLite and PostgreSQL share.

/// Columns of an account, in the order in which `staff_view` reads them.
macro_rules! staff_columns {
    () => {
        "staff.id, staff.user_name, staff.name, staff.role, staff.scope, staff.must_change, \
         CASE WHEN staff.totp IS NULL THEN 0 ELSE 1 END, staff.created_at, staff.signed_in_at, staff.disabled_at"
    };
}

/// Columns of an entry, in the order in which `audit_entry` reads them.
macro_rules! audit_from {
    () => {
        "SELECT audit.number, audit.at, audit.staff, staff.user_name, audit.scope, audit.act, \
         audit.kind, audit.target, audit.division, audit.why \
         FROM audit LEFT JOIN staff ON staff.id = audit.staff WHERE "
    };
}

/// The rest of a page of the audit: $2 the number that it comes before, $3 the begin of the division's
/// code, $4 how many rows.
macro_rules! audit_page {
    () => {
        " AND audit.number < $2 AND substr(audit.division, 1, length($3)) = $3 \
         ORDER BY audit.number DESC LIMIT $4"
    };
}

/// id, user_name, name, role, scope, password_hash, must_change, password_until, created_at: changes
/// no row if the id or the user name is known already.
pub const STAFF_ADD: &str = "INSERT INTO staff (id, user_name, name, role, scope, password_hash, \
     must_change, password_until, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
     ON CONFLICT DO NOTHING";
/// id -> the account.
pub const STAFF_BY_ID: &str = concat!("SELECT ", staff_columns!(), " FROM staff WHERE id = $1");
/// user_name -> the account, password_hash, password_until, totp, totp_pending, totp_step.
pub const CREDENTIALS_BY_NAME: &str = concat!(
    "SELECT ",
    staff_columns!(),
    ", password_hash, password_until, totp, totp_pending, totp_step FROM staff WHERE user_name = $1"
);
/// id -> the same.
pub const CREDENTIALS_BY_ID: &str = concat!(
    "SELECT ",
    staff_columns!(),
    ", password_hash, password_until, totp, totp_pending, totp_step FROM staff WHERE id = $1"
);
/// first scope, last scope (excluded), scope and id before the page, limit -> the accounts.
pub const STAFF_PAGE: &str = concat!(
    "SELECT ",
    staff_columns!(),
    " FROM staff WHERE scope >= $1 AND scope < $2 AND (scope, id) > ($3, $4) \
     ORDER BY scope, id LIMIT $5"
);
/// id, role, scope -> 1 if the account stands as who acts believes.
pub const STAFF_STANDS: &str = "SELECT 1 FROM staff WHERE id = $1 AND role = $2 AND scope = $3 \
     AND disabled_at IS NULL";
/// id, scope, at: shuts it, if it is not shut.
pub const STAFF_DISABLE: &str = "UPDATE staff SET disabled_at = $3 \
     WHERE id = $1 AND scope = $2 AND disabled_at IS NULL";
/// id, scope, password_hash, password_until: a one-time password, and no second factor.
pub const STAFF_RESET: &str = "UPDATE staff SET password_hash = $3, must_change = 1, \
     password_until = $4, totp = NULL, totp_pending = NULL \
     WHERE id = $1 AND scope = $2 AND disabled_at IS NULL";
/// id, present password_hash, at, totp_step: changes no row if the account has changed meanwhile or a
/// code of that step was taken before.
pub const STAFF_SIGNED_IN: &str = "UPDATE staff SET signed_in_at = $3, totp_step = $4 \
     WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL \
     AND (totp IS NULL AND $4 = totp_step OR totp IS NOT NULL AND $4 > totp_step)";
/// id, present password_hash, new one.
pub const STAFF_PASSWORD: &str = "UPDATE staff SET password_hash = $3, must_change = 0, \
     password_until = NULL WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL";
/// id, present password_hash, totp_pending.
pub const TOTP_BEGIN: &str = "UPDATE staff SET totp_pending = $3 \
     WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL";
/// id, totp_pending, step.
pub const TOTP_CONFIRM: &str = "UPDATE staff SET totp = totp_pending, totp_pending = NULL, \
     totp_step = $3 WHERE id = $1 AND totp_pending = $2 AND disabled_at IS NULL";
/// id, present password_hash.
pub const TOTP_REMOVE: &str = "UPDATE staff SET totp = NULL, totp_pending = NULL \
     WHERE id = $1 AND password_hash = $2 AND totp IS NOT NULL AND disabled_at IS NULL";

/// id, staff, token_hash, created_at and seen_at, agent.
pub const SESSION_ADD: &str = "INSERT INTO staff_session (id, staff, token_hash, created_at, \
     seen_at, agent) VALUES ($1, $2, $3, $4, $4, $5)";
/// token_hash -> the account, id, created_at, seen_at.
pub const SESSION_BY_TOKEN: &str = concat!(
    "SELECT ",
    staff_columns!(),
    ", staff_session.id, staff_session.created_at, staff_session.seen_at \
     FROM staff_session JOIN staff ON staff.id = staff_session.staff \
     WHERE token_hash = $1 AND disabled_at IS NULL"
);
/// id, seen_at.
pub const SESSION_SEEN: &str =
    "UPDATE staff_session SET seen_at = $2 WHERE id = $1 AND seen_at < $2";
/// staff, earliest created_at, earliest seen_at, limit -> id, created_at, seen_at, agent.
pub const SESSIONS: &str = "SELECT id, created_at, seen_at, agent FROM staff_session \
     WHERE staff = $1 AND created_at > $2 AND seen_at > $3 ORDER BY created_at DESC, id DESC LIMIT $4";
/// id, staff.
pub const SESSION_END: &str = "DELETE FROM staff_session WHERE id = $1 AND staff = $2";
/// staff.
pub const SESSIONS_END: &str = "DELETE FROM staff_session WHERE staff = $1";
/// created_at.
pub const SESSIONS_PRUNE: &str = "DELETE FROM staff_session WHERE created_at < $1";

/// who -> failures, last_at, locked_until.
pub const TRY_FIND: &str = "SELECT failures, last_at, locked_until FROM sign_in_try WHERE who = $1";
/// who, failures, last_at, locked_until.
pub const TRY_SET: &str = "INSERT INTO sign_in_try (who, failures, last_at, locked_until) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (who) DO UPDATE SET failures = excluded.failures, \
     last_at = excluded.last_at, locked_until = excluded.locked_until";
/// who.
pub const TRY_FORGET: &str = "DELETE FROM sign_in_try WHERE who = $1";
/// last_at.
pub const TRIES_PRUNE: &str = "DELETE FROM sign_in_try WHERE last_at < $1";

/// at, staff, scope, act, kind, target, division, why.
pub const AUDIT_ADD: &str = "INSERT INTO audit (at, staff, scope, act, kind, target, division, why) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
/// city, and the page: nobody is above it, so it reads its own too.
pub const AUDIT_OF_CITY: &str = concat!(
    audit_from!(),
    "substr(audit.scope, 1, 2) = $1",
    audit_page!()
);
/// district, and the page.
pub const AUDIT_OF_DISTRICT: &str = concat!(
    audit_from!(),
    "substr(audit.scope, 1, 6) = $1 AND audit.scope <> $1",
    audit_page!()
);
/// township, and the page.
pub const AUDIT_OF_TOWNSHIP: &str = concat!(
    audit_from!(),
    "substr(audit.scope, 1, 9) = $1 AND audit.scope <> $1",
    audit_page!()
);
/// scope of who reads, and the page; $5 whose deeds, $6 the scope that is not read itself ('' for none).
pub const AUDIT_OF_STAFF: &str = concat!(
    audit_from!(),
    "audit.staff = $5 AND substr(audit.scope, 1, length($1)) = $1 AND audit.scope <> $6",
    audit_page!()
);
