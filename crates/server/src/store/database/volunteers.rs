//! Volunteers' registrations.

use futures_util::future::BoxFuture;
use model::id::VolunteerId;
use model::volunteer::{
    CommunityRole, FreeTime, Skill, ValidVolunteer, VolunteerForm, VolunteerState, VolunteerView,
};

use super::sequence::{Followable, Writing};
use super::writer::Operation;
use super::{actions, erased, rows};
use crate::store::{Action, Answered, StoreError, sql};

/// What is kept of a form is sent back as it was understood.
fn as_told(form: &ValidVolunteer) -> VolunteerForm {
    VolunteerForm {
        division: form.division,
        skills: form.skills.clone(),
        roles: form.roles.clone(),
        free_times: form.free_times.clone(),
        name: form.name.as_str().to_owned(),
        mobile: form.mobile.digits(),
        note: form.note.as_str().to_owned(),
        consent: form.consent,
    }
}

async fn add_ticks(
    db: &mut Writing,
    id: VolunteerId,
    form: &ValidVolunteer,
) -> Result<(), StoreError> {
    let skills = form
        .skills
        .iter()
        .map(|skill| ("skill", Skill::as_str(*skill)));
    let roles = form
        .roles
        .iter()
        .map(|role| ("role", CommunityRole::as_str(*role)));
    let times = form
        .free_times
        .iter()
        .map(|time| ("free_time", FreeTime::as_str(*time)));
    for (kind, value) in skills.chain(roles).chain(times) {
        sqlx::query(sql::TICK_ADD)
            .bind(id.as_bytes().as_slice())
            .bind(kind)
            .bind(value)
            .execute(&mut **db)
            .await?;
    }
    Ok(())
}

/// Registers a volunteer.
pub(super) struct Register {
    pub(super) action: Action,
    pub(super) id: VolunteerId,
    pub(super) form: ValidVolunteer,
}

impl Operation for Register {
    type Answer = Answered<VolunteerView>;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(self.register(db))
    }
}

impl Register {
    async fn register(&self, db: &mut Writing) -> Result<Answered<VolunteerView>, StoreError> {
        let Self { action, id, form } = self;
        if actions::was_done(db, action).await? {
            let view = rows::volunteer_of_device(db, *id, action.secret).await?;
            return Ok(Answered::Again(view));
        }
        erased::refuse(db, id.as_bytes(), action.secret).await?;
        let view = self.insert(db).await?;
        add_ticks(db, *id, form).await?;
        sqlx::query(sql::VOLUNTEER_GRANT)
            .bind(id.as_bytes().as_slice())
            .bind(action.secret.0.as_slice())
            .bind(action.at.0)
            .bind(action.key.map(|key| key.0.to_vec()))
            .execute(&mut **db)
            .await?;
        actions::remember(db, action, "volunteer.register", id.as_bytes()).await?;
        Ok(Answered::First(view))
    }

    async fn insert(&self, db: &mut Writing) -> Result<VolunteerView, StoreError> {
        let at = self.action.at;
        let id = self.id.as_bytes();
        let mut draws = actions::Draws::new(id, sql::VOLUNTEER_EXISTS, "volunteer.reference");
        let mut view = VolunteerView {
            volunteer: self.id,
            reference: draws.next(db).await?,
            form: as_told(&self.form),
            state: VolunteerState::Registered,
            version: 1,
            received_at: at,
            updated_at: at,
        };
        while !insert(db, &view).await? {
            view.reference = draws.next(db).await?;
        }
        Ok(view)
    }
}

/// Answers whether it went in; not so if the id or the reference is known already.
async fn insert(db: &mut Writing, view: &VolunteerView) -> Result<bool, StoreError> {
    let seq = db.touch(Followable::Volunteer(view.volunteer));
    let done = sqlx::query(sql::VOLUNTEER_ADD)
        .bind(view.volunteer.as_bytes().as_slice())
        .bind(view.reference.digits())
        .bind(view.form.division.to_string())
        .bind(&view.form.name)
        .bind(&view.form.mobile)
        .bind(&view.form.note)
        .bind(i64::from(view.form.consent))
        .bind(view.state.as_str())
        .bind(i64::from(view.version))
        .bind(view.received_at.0)
        .bind(view.updated_at.0)
        .bind(seq)
        .execute(&mut **db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Replaces what a volunteer told.
pub(super) struct Change {
    pub(super) action: Action,
    pub(super) id: VolunteerId,
    pub(super) form: ValidVolunteer,
}

impl Operation for Change {
    type Answer = Answered<VolunteerView>;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(async move {
            let Self { action, id, form } = self;
            let mut view = rows::volunteer_of_device(db, *id, action.secret).await?;
            if actions::was_done(db, action).await? {
                return Ok(Answered::Again(view));
            }
            if view.state != VolunteerState::Registered {
                return Err(StoreError::NotChangeable);
            }
            view.form = as_told(form);
            view.version = view.version.saturating_add(1);
            view.updated_at = action.at;
            let seq = db.touch(Followable::Volunteer(*id));
            sqlx::query(sql::VOLUNTEER_CHANGE)
                .bind(id.as_bytes().as_slice())
                .bind(view.form.division.to_string())
                .bind(&view.form.name)
                .bind(&view.form.mobile)
                .bind(&view.form.note)
                .bind(i64::from(view.form.consent))
                .bind(i64::from(view.version))
                .bind(view.updated_at.0)
                .bind(seq)
                .execute(&mut **db)
                .await?;
            sqlx::query(sql::TICKS_CLEAR)
                .bind(id.as_bytes().as_slice())
                .execute(&mut **db)
                .await?;
            add_ticks(db, *id, form).await?;
            actions::remember(db, action, "volunteer.change", id.as_bytes()).await?;
            Ok(Answered::First(view))
        })
    }
}

/// Ends a registration and wipes what it says about a person.
pub(super) struct Withdraw {
    pub(super) action: Action,
    pub(super) id: VolunteerId,
}

impl Operation for Withdraw {
    /// `None`: there is none of this device's; remembered, in case it comes later.
    type Answer = Option<Answered<VolunteerView>>;

    fn run<'a>(&'a self, db: &'a mut Writing) -> BoxFuture<'a, Result<Self::Answer, StoreError>> {
        Box::pin(async move {
            let Self { action, id } = self;
            let found = rows::volunteer_of_device(db, *id, action.secret).await;
            let found = erased::found_or_noted(db, id.as_bytes(), action, found).await?;
            let Some(mut view) = found else {
                return Ok(None);
            };
            if actions::was_done(db, action).await? {
                return Ok(Some(Answered::Again(view)));
            }
            if view.state == VolunteerState::Registered {
                view.state = VolunteerState::Withdrawn;
                view.version = view.version.saturating_add(1);
                view.updated_at = action.at;
                let seq = db.touch(Followable::Volunteer(*id));
                sqlx::query(sql::VOLUNTEER_WITHDRAW)
                    .bind(id.as_bytes().as_slice())
                    .bind(i64::from(view.version))
                    .bind(view.updated_at.0)
                    .bind(seq)
                    .execute(&mut **db)
                    .await?;
                for part in [
                    &mut view.form.name,
                    &mut view.form.mobile,
                    &mut view.form.note,
                ] {
                    part.clear();
                }
            }
            actions::remember(db, action, "volunteer.withdraw", id.as_bytes()).await?;
            Ok(Some(Answered::First(view)))
        })
    }
}
