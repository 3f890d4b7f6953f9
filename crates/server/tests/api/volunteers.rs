//! Volunteers' registrations.

use model::api;
use model::error::{ErrorCode, Field};
use model::volunteer::{
    ChangeVolunteer, CommunityRole, FreeTime, RegisterVolunteer, Skill, VolunteerForm,
    VolunteerState, VolunteerView, WithdrawVolunteer,
};

use crate::support::*;

fn form() -> VolunteerForm {
    VolunteerForm {
        division: code(VILLAGE),
        skills: vec![Skill::Driving, Skill::FirstAid, Skill::Driving],
        roles: vec![CommunityRole::Mediator, CommunityRole::SoldierTeacher],
        free_times: vec![FreeTime::Weekend],
        name: " 王建国 ".to_owned(),
        mobile: "138 1234 5678".to_owned(),
        note: String::new(),
        consent: 1,
    }
}

fn register() -> RegisterVolunteer {
    RegisterVolunteer {
        action: action_id(),
        volunteer: volunteer_id(),
        form: form(),
    }
}

#[track_caller]
fn view(answer: &Answer, status: u16) -> VolunteerView {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn register_read_change_withdraw() {
    let app = TestApp::new().await;
    let (device, asked) = (secret(), register());
    let made = view(&app.post(api::VOLUNTEERS, Some(&device), &asked).await, 201);
    assert_eq!(made.form.skills, [Skill::FirstAid, Skill::Driving]);
    assert_eq!(
        (made.form.name.as_str(), made.form.mobile.as_str()),
        ("王建国", "13812345678")
    );
    let again = view(&app.post(api::VOLUNTEERS, Some(&device), &asked).await, 200);
    assert_eq!(again, made);
    let path = api::volunteer(asked.volunteer);
    assert_eq!(view(&app.get(&path, Some(&device)).await, 200), made);
    app.get(&path, Some(&secret()))
        .await
        .refused(ErrorCode::NotFound);

    let change = ChangeVolunteer {
        action: action_id(),
        form: VolunteerForm {
            skills: vec![],
            division: code(TOWNSHIP),
            ..form()
        },
    };
    let path = api::volunteer_change(asked.volunteer);
    let changed = view(&app.post(&path, Some(&device), &change).await, 200);
    assert_eq!((changed.version, changed.reference), (2, made.reference));
    assert_eq!(
        (changed.form.skills.len(), changed.form.division),
        (0, code(TOWNSHIP))
    );
    assert_eq!(
        view(&app.post(&path, Some(&device), &change).await, 200),
        changed
    );
    app.post(&path, Some(&secret()), &change)
        .await
        .refused(ErrorCode::NotFound);

    let withdraw = WithdrawVolunteer {
        action: action_id(),
    };
    let path = api::volunteer_withdraw(asked.volunteer);
    let gone = view(&app.post(&path, Some(&device), &withdraw).await, 200);
    assert_eq!(gone.state, VolunteerState::Withdrawn);
    assert_eq!(
        (gone.form.name.as_str(), gone.form.mobile.as_str()),
        ("", "")
    );
    assert_eq!(
        view(&app.post(&path, Some(&device), &withdraw).await, 200),
        gone
    );
    let twice = WithdrawVolunteer {
        action: action_id(),
    };
    assert_eq!(
        view(&app.post(&path, Some(&device), &twice).await, 200),
        gone
    );
    let late = ChangeVolunteer {
        action: action_id(),
        ..change
    };
    let path = api::volunteer_change(asked.volunteer);
    app.post(&path, Some(&device), &late)
        .await
        .refused(ErrorCode::NotChangeable);
    assert_eq!(
        app.count("SELECT count(*) FROM volunteer WHERE mobile <> ''")
            .await,
        0
    );
}

#[tokio::test]
async fn ids_are_used_once() {
    let app = TestApp::new().await;
    let (device, asked) = (secret(), register());
    app.post(api::VOLUNTEERS, Some(&device), &asked).await;
    let mut other = asked.clone();
    other.form.name = "李雷".to_owned();
    app.post(api::VOLUNTEERS, Some(&device), &other)
        .await
        .refused(ErrorCode::ActionReused);
    let other = RegisterVolunteer {
        action: action_id(),
        ..asked.clone()
    };
    app.post(api::VOLUNTEERS, Some(&device), &other)
        .await
        .refused(ErrorCode::ActionReused);
    assert_eq!(app.count("SELECT count(*) FROM volunteer").await, 1);
}

#[tokio::test]
async fn rules_of_the_form() {
    let app = TestApp::new().await;
    for (spoil, field) in [
        (
            (|form| form.roles.clear()) as fn(&mut VolunteerForm),
            Field::Roles,
        ),
        (|form| form.free_times.clear(), Field::Availability),
        (|form| form.skills = vec![Skill::Arts; 20], Field::Skills),
        (|form| form.name.clear(), Field::Name),
        (|form| form.mobile = "1381234567".to_owned(), Field::Mobile),
        (|form| form.note = "长".repeat(201), Field::Note),
        (|form| form.consent = 0, Field::Consent),
        (|form| form.division = code("500999"), Field::Division),
    ] {
        let mut asked = register();
        spoil(&mut asked.form);
        let error = app
            .post(api::VOLUNTEERS, Some(&secret()), &asked)
            .await
            .error();
        assert_eq!(
            (error.code, error.field),
            (ErrorCode::InvalidField, Some(field))
        );
    }
    assert_eq!(app.count("SELECT count(*) FROM volunteer").await, 0);
}

#[tokio::test]
async fn an_answer_lost_long_ago_is_still_given() {
    let app = TestApp::new().await;
    let (device, asked) = (secret(), register());
    let made = view(&app.post(api::VOLUNTEERS, Some(&device), &asked).await, 201);
    server::store::Store::close(&*app.store).await;
    // The next release no longer has the village.
    let mut data = dataset();
    data.stations.remove(&code(VILLAGE));
    let setup = Setup {
        dataset: data,
        place: Some(app.place),
        ..Setup::default()
    };
    let app = TestApp::with(setup).await;
    let again = view(&app.post(api::VOLUNTEERS, Some(&device), &asked).await, 200);
    assert_eq!(again, made);
    let refused = app
        .post(api::VOLUNTEERS, Some(&device), &register())
        .await
        .error();
    assert_eq!(refused.field, Some(Field::Division));
}
