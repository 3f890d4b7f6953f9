//! Volunteers' registrations.

use model::volunteer::{
    CommunityRole, Skill, ValidVolunteer, VolunteerForm, VolunteerState, VolunteerView,
};

use super::*;

fn form() -> ValidVolunteer {
    let form = VolunteerForm {
        skills: vec![Skill::FirstAid],
        note: "有车".to_owned(),
        ..a_volunteer()
    };
    ValidVolunteer::try_from(form).unwrap()
}

fn other_form() -> ValidVolunteer {
    let form = form();
    ValidVolunteer {
        division: code(TOWNSHIP),
        skills: vec![Skill::Driving, Skill::Arts],
        roles: vec![CommunityRole::Informant, CommunityRole::Patroller],
        note: model::person::Note::parse("只在晚上").unwrap(),
        ..form
    }
}

impl Tested {
    async fn register(&self, number: u8) -> VolunteerView {
        let made = self
            .store
            .register_volunteer(action(number), volunteer_id(), form())
            .await;
        match made.unwrap() {
            Answered::First(view) => view,
            Answered::Again(view) => panic!("done before: {view:?}"),
        }
    }
}

#[tokio::test]
async fn registering() {
    for Tested {
        store,
        place: _place,
    } in imported().await
    {
        let (first, id) = (action(1), volunteer_id());
        assert_eq!(refusal(store.volunteer(id, device(1)).await), "not found");
        let made = store.register_volunteer(first, id, form()).await.unwrap();
        let Answered::First(view) = made else {
            panic!("done before")
        };
        assert_eq!((view.volunteer, view.version), (id, 1));
        assert_eq!(view.form.roles, [CommunityRole::Mediator]);
        assert_eq!(store.volunteer(id, device(1)).await.unwrap(), view);
        assert_eq!(refusal(store.volunteer(id, device(2)).await), "not found");

        let again = store.register_volunteer(first, id, form()).await.unwrap();
        assert_eq!(again, Answered::Again(view));
        let reused = store
            .register_volunteer(other_content(first), id, form())
            .await;
        assert_eq!(refusal(reused), "action reused");
        let known_id = store.register_volunteer(action(1), id, form()).await;
        assert_eq!(refusal(known_id), "action reused");
    }
}

#[tokio::test]
async fn changing() {
    for tested in imported().await {
        let store = &tested.store;
        let before = tested.register(1).await;
        let (change, id) = (action(1), before.volunteer);
        let changed = store.change_volunteer(change, id, other_form()).await;
        let Answered::First(view) = changed.unwrap() else {
            panic!("done before")
        };
        assert_eq!((view.reference, view.version), (before.reference, 2));
        assert_eq!(view.form.division, code(TOWNSHIP));
        assert_eq!(view.form.note, "只在晚上");
        let stored = store.volunteer(id, device(1)).await.unwrap();
        assert_eq!(stored, view);
        let again = store.change_volunteer(change, id, other_form()).await;
        assert_eq!(again.unwrap(), Answered::Again(stored));
        let reused = store
            .change_volunteer(other_content(change), id, form())
            .await;
        assert_eq!(refusal(reused), "action reused");
        let foreign = store.change_volunteer(action(2), id, form()).await;
        assert_eq!(refusal(foreign), "not found");
    }
}

#[tokio::test]
async fn withdrawing() {
    for tested in imported().await {
        let store = &tested.store;
        let (withdraw, id) = (action(1), tested.register(1).await.volunteer);
        let foreign = store.withdraw_volunteer(action(2), id).await;
        assert_eq!(refusal(foreign), "not found");
        let gone = store.withdraw_volunteer(withdraw, id).await.unwrap();
        let Answered::First(view) = gone else {
            panic!("done before")
        };
        assert_eq!((view.state, view.version), (VolunteerState::Withdrawn, 2));
        let form = &view.form;
        assert_eq!([&form.name, &form.mobile, &form.note], ["", "", ""]);
        assert_eq!(store.volunteer(id, device(1)).await.unwrap(), view);
        let again = store.withdraw_volunteer(withdraw, id).await.unwrap();
        assert_eq!(again, Answered::Again(view.clone()));
        let other = store.withdraw_volunteer(action(1), id).await.unwrap();
        assert_eq!(other, Answered::First(view));
        let reused = store.withdraw_volunteer(other_content(withdraw), id).await;
        assert_eq!(refusal(reused), "action reused");
        let late = store.change_volunteer(action(1), id, other_form()).await;
        assert_eq!(refusal(late), "not changeable");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_read_is_of_one_moment() {
    for tested in imported().await {
        let store = Arc::clone(&tested.store);
        let id = tested.register(1).await.volunteer;
        let changing = tokio::spawn(async move {
            for round in 0..60 {
                let form = if round % 2 == 0 { other_form() } else { form() };
                store.change_volunteer(action(1), id, form).await.unwrap();
            }
        });
        while !changing.is_finished() {
            let form = tested.store.volunteer(id, device(1)).await.unwrap().form;
            let skills = if form.note == "有车" { 1 } else { 2 };
            assert_eq!(form.skills.len(), skills, "{form:?}");
        }
        changing.await.unwrap();
    }
}
