//! The second factor.

use model::api::staff as paths;
use model::error::{ErrorCode, Field};
use model::permissions::Role;
use model::staff::TotpEnrolment;
use serde_json::json;
use server::clock::Clock as _;
use server::staff::totp::TotpSecret;

use super::browser::*;
use crate::support::*;

const STEP: i64 = 30_000;

struct Enrolled {
    app: TestApp,
    browser: Browser,
    secret: TotpSecret,
}

impl Enrolled {
    async fn new() -> Self {
        let app = TestApp::new().await;
        account(&app, "wang", Role::Clerk, VILLAGE).await;
        let mut browser = Browser::of(&app, "wang").await;
        let prove = json!({"password": PASSWORD});
        let enrolment: TotpEnrolment = browser.post(&app, paths::TOTP_ENROL, prove).await.json();
        assert!(enrolment.uri.contains(&enrolment.secret));
        let secret = TotpSecret::from_base32(&enrolment.secret).unwrap();
        Self {
            app,
            browser,
            secret,
        }
    }

    async fn confirmed() -> Self {
        let mut this = Self::new().await;
        let code = json!({"code": this.code()});
        assert_eq!(
            this.browser
                .post(&this.app, paths::TOTP_CONFIRM, code)
                .await
                .status,
            200
        );
        this
    }

    fn code(&self) -> String {
        self.secret.shown_at(self.app.clock.now())
    }

    async fn sign_in(&self, code: &str) -> Answer {
        let body = json!({"user_name": "wang", "password": PASSWORD, "code": code});
        Browser::default()
            .post(&self.app, paths::SIGN_IN, body)
            .await
    }
}

#[tokio::test]
async fn it_counts_once_confirmed() {
    let mut this = Enrolled::new().await;
    assert_eq!(this.sign_in("").await.status, 200);
    for (code, words) in [("12345", "6 位数字"), ("000000", "不对或已经用过")] {
        let answer = this
            .browser
            .post(&this.app, paths::TOTP_CONFIRM, json!({"code": code}))
            .await;
        let error = answer.error();
        assert!(
            error.field == Some(Field::Code) && error.message.contains(words),
            "{error:?}"
        );
    }
    let mut other = Browser::of(&this.app, "wang").await;
    let before = this.browser.cookies[SESSION].clone();
    let code = json!({"code": this.code()});
    let answer = this
        .browser
        .post(&this.app, paths::TOTP_CONFIRM, code)
        .await;
    assert_eq!(answer.status, 200);
    // All sessions end; this one goes on under a new token.
    assert_ne!(this.browser.cookies[SESSION], before);
    let me = this.browser.me(&this.app).await.unwrap();
    assert!(me.account.second_factor && other.me(&this.app).await.is_none());
    this.sign_in("").await.refused(ErrorCode::CodeNeeded);
    let answer = Browser::default()
        .sign_in(&this.app, "wang", "not the password")
        .await;
    answer.refused(ErrorCode::SignInFailed);
    // The secret is not in the database as it is.
    let stored: Vec<u8> = sqlx::query_scalar("SELECT totp FROM staff")
        .fetch_one(this.app.store.reader())
        .await
        .unwrap();
    assert!(stored.windows(20).all(|window| window != this.secret.0));
}

#[tokio::test]
async fn a_code_is_taken_once() {
    let this = Enrolled::confirmed().await;
    // The one that confirmed it, already used.
    this.sign_in(&this.code())
        .await
        .refused(ErrorCode::SignInFailed);
    this.app.clock.advance(STEP);
    let code = this.code();
    assert_eq!(this.sign_in(&code).await.status, 200);
    this.sign_in(&code).await.refused(ErrorCode::SignInFailed);
    this.app.clock.advance(STEP);
    // Still within the drift, and used.
    this.sign_in(&code).await.refused(ErrorCode::SignInFailed);
    assert_eq!(this.sign_in(&this.code()).await.status, 200);
}

#[tokio::test]
async fn one_code_for_two_at_once_opens_once() {
    let this = Enrolled::confirmed().await;
    this.app.clock.advance(STEP);
    let code = this.code();
    let answers = futures_util::future::join_all((0..4).map(|_| this.sign_in(&code))).await;
    let count = |status: u16| {
        answers
            .iter()
            .filter(|answer| answer.status == status)
            .count()
    };
    assert_eq!((count(200), count(401)), (1, 3));
}

#[tokio::test]
async fn codes_are_not_guessed() {
    let this = Enrolled::confirmed().await;
    this.app.clock.advance(STEP);
    let right = this.code();
    let wrong = ["000001", "000002", "000003", "000004", "000005"];
    for code in wrong {
        assert_ne!(code, right);
        this.sign_in(code).await.refused(ErrorCode::SignInFailed);
    }
    this.sign_in(&right).await.refused(ErrorCode::RateLimited);
    // Asking which factor is wanted gives no tries back.
    this.sign_in("").await.refused(ErrorCode::RateLimited);
}

#[tokio::test]
async fn given_up_or_taken_away() {
    let mut this = Enrolled::confirmed().await;
    let prove = json!({"password": PASSWORD});
    assert_eq!(
        this.browser
            .post(&this.app, paths::TOTP_REMOVE, prove.clone())
            .await
            .status,
        200
    );
    let again = this
        .browser
        .post(&this.app, paths::TOTP_REMOVE, prove)
        .await;
    again.refused(ErrorCode::NotChangeable);
    assert_eq!(this.sign_in("").await.status, 200);

    let mut this = Enrolled::confirmed().await;
    let id = this.browser.me(&this.app).await.unwrap().account.staff;
    account(&this.app, "chief", Role::Administrator, "50").await;
    let mut chief = Browser::of(&this.app, "chief").await;
    let lost = json!({"why": "手机丢失"});
    let reset: model::staff::NewAccount = chief
        .post(&this.app, &paths::account_reset(id), lost)
        .await
        .json();
    assert!(!reset.account.second_factor && this.browser.me(&this.app).await.is_none());
    let password = reset.one_time_password.unwrap();
    assert_eq!(
        Browser::default()
            .sign_in(&this.app, "wang", &password)
            .await
            .status,
        200
    );
}
