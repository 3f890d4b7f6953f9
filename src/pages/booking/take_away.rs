//! What a person takes along: the calendar file, the print, the message to the family.

use client::mine::BookingItem;
use client::state::LocalState;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::booking::BookingView;
use model::slot::Way;

use super::desk;
use super::facts::Facts;
use super::ics::{Appointment, calendar};
use crate::browser::files::{self, Shared};
use crate::components::{Button, IconName, LinkButton};
use crate::routes::percent_encode;
use crate::state::App;
use crate::text::{booking as text, dates, my};

/// A booking in words.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// What for.
    pub service: String,
    /// Where.
    pub station: String,
    /// How.
    pub way: Option<Way>,
    /// What to bring, each with a remark which may be empty.
    pub materials: Vec<(String, String)>,
}

impl Subject {
    /// The words for a booking; general ones where a list is not there yet. Follows both lists.
    pub fn of(app: App, item: &BookingItem) -> Self {
        app.services.track();
        let (view, asked) = (item.record.view.as_ref(), item.record.asked.as_ref());
        let slug = view
            .map(|view| &view.service)
            .or(asked.map(|asked| &asked.service));
        let code = view
            .map(|view| view.station)
            .or(asked.map(|asked| asked.station));
        let service = slug.and_then(|slug| Facts::of(app).service(slug));
        let stations = app.stations.read();
        let station = code.and_then(|code| {
            let index = stations.ready()?;
            Some(index.display_name(index.find(code)?))
        });
        let (title, materials) = service
            .map(|service| (service.title, service.materials))
            .unzip();
        Self {
            service: title.unwrap_or_else(|| my::A_SERVICE.to_owned()),
            station: station.unwrap_or_else(|| my::A_STATION.to_owned()),
            way: view.map(|view| view.way).or(asked.map(|asked| asked.way)),
            materials: materials.unwrap_or_default(),
        }
    }
}

/// What the server has granted and has not taken back: all that may leave this device in words.
fn granted(item: &BookingItem) -> Option<&BookingView> {
    let is_granted = matches!(item.state, LocalState::Confirmed | LocalState::Adjusted);
    let view = item.record.view.as_ref()?;
    (is_granted && !item.record.missing && !item.pending.is_ending()).then_some(view)
}

/// What may be sent to others about a booking; nothing before it is granted.
fn message(item: &BookingItem, subject: &Subject) -> Option<String> {
    let view = granted(item)?;
    let when = dates::slot(view.slot);
    Some(text::shared(
        &subject.service,
        &when,
        &subject.station,
        view.reference,
    ))
}

/// The buttons: calendar, print, share, text message. None of them before the booking is granted:
/// whoever reads such a message takes it for an appointment.
pub fn tools(item: &BookingItem, subject: &Subject) -> AnyView {
    let Some(message) = message(item, subject) else {
        return ().into_any();
    };
    let sms = ["sms:?&body=", &percent_encode(&message)].concat();
    let said = RwSignal::new("");
    let share = move |()| {
        let message = message.clone();
        spawn_local(async move {
            let outcome = match files::share(text::TITLE, &message).await {
                Shared::Handed => "",
                Shared::Copied => text::COPIED,
                Shared::No => text::SHARE_FAILED,
            };
            said.try_set(outcome);
        });
    };
    let (item, subject) = (item.clone(), subject.clone());
    let save = move |()| save_calendar(&item, &subject);
    view! {
        <div class="btns sec">
            <Button label=text::CALENDAR icon=IconName::CALENDAR on_press=Callback::new(save) />
            <Button label=text::PRINT icon=IconName::PRINT on_press=|()| files::print() />
            <Button label=text::SHARE icon=IconName::SHARE on_press=Callback::new(share) />
            <LinkButton href=sms label=text::SMS icon=IconName::CHAT />
        </div>
        <p class="small" role="status">{move || said.get()}</p>
    }
    .into_any()
}

fn save_calendar(item: &BookingItem, subject: &Subject) {
    let Some(view) = granted(item) else { return };
    let mut notes = [text::REFERENCE, " ", &view.reference.grouped()].concat();
    if !subject.materials.is_empty() {
        let names: Vec<&str> = subject
            .materials
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        notes.push_str(&["\n", text::BRING, "：", &names.join("、")].concat());
    }
    let file = calendar(&Appointment {
        uid: &[&item.record.id.to_string(), "@veterans-station"].concat(),
        sequence: view.version,
        written: desk::now(),
        from: view.slot.timestamp(),
        minutes: view.duration,
        title: &subject.service,
        place: &subject.station,
        notes: &notes,
    });
    files::save(my::CALENDAR_FILE, files::CALENDAR, &file);
}

#[cfg(test)]
mod tests {
    use model::booking::BookingState;

    use super::*;
    use crate::pages::my::fixtures::{kept, settled};

    #[test]
    fn only_what_is_granted_leaves_the_device() {
        let subject = Subject {
            service: "优待证申领".into(),
            station: "凤鸣路社区退役军人服务站".into(),
            ..Subject::default()
        };
        let states = [
            (LocalState::Kept, false),
            (LocalState::Received, false),
            (LocalState::Confirmed, true),
            (LocalState::Adjusted, true),
            (LocalState::Failed, false),
            (LocalState::Served, false),
            (LocalState::Cancelled, false),
            (LocalState::NoShow, false),
            (LocalState::Registered, false),
            (LocalState::Withdrawn, false),
        ];
        for (state, goes_out) in states {
            // A view lies there each time: the state alone decides.
            let mut item = settled(BookingState::Confirmed, 1);
            item.state = state;
            assert_eq!(message(&item, &subject).is_some(), goes_out, "{state:?}");
        }
        assert_eq!(message(&kept(), &subject), None);
        let mut gone = settled(BookingState::Confirmed, 1);
        gone.record.missing = true;
        assert_eq!(
            message(&gone, &subject),
            None,
            "the server knows it no more"
        );
        let adjusted = message(&settled(BookingState::Adjusted, 2), &subject).unwrap();
        assert!(
            adjusted.contains("时间：11月25日（周三）上午9:30"),
            "{adjusted}"
        );
    }
}
