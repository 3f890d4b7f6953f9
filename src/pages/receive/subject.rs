//! What is offered, in words: whose it is, what for, where and when.

use handover::Deed;
use model::booking::{ServiceSlug, Wish};
use model::division::DivisionCode;
use model::person::OnBehalf;
use model::slot::Way;
use model::volunteer::VolunteerForm;

use crate::components::SummaryRow;
use crate::pages::booking::draft::Draft;
use crate::pages::my::{names, wishes};
use crate::state::App;
use crate::text::{handover as text, my as words, services};

fn row(label: &str, lines: Vec<String>) -> SummaryRow {
    SummaryRow {
        label: label.to_owned(),
        lines,
        ..SummaryRow::default()
    }
}

/// Whose it is.
fn person(name: Option<&str>, mobile: Option<&str>) -> Vec<SummaryRow> {
    let name = name
        .filter(|name| !name.is_empty())
        .unwrap_or(text::NO_NAME);
    let mobile = mobile.filter(|mobile| !mobile.is_empty());
    let mut rows = vec![row(text::WHO, vec![name.to_owned()])];
    rows.extend(mobile.map(|mobile| row(text::MOBILE, vec![mobile.to_owned()])));
    rows
}

/// What is booked, where and how.
fn booking(
    app: App,
    service: Option<&ServiceSlug>,
    station: Option<DivisionCode>,
    way: Option<Way>,
    wish: &Wish,
) -> Vec<SummaryRow> {
    let title = service.map_or_else(
        || words::A_SERVICE.to_owned(),
        |slug| names::service(app, slug),
    );
    let mut rows = vec![row(text::MATTER, vec![matter(words::DO_BOOK, &title)])];
    rows.extend(station.map(|code| row(text::WHERE, vec![names::station(app, code)])));
    rows.extend(way.map(|way| row(text::WAY, vec![services::way(way).to_owned()])));
    rows.extend(times(wish));
    rows
}

fn times(wish: &Wish) -> Option<SummaryRow> {
    let lines = wishes::lines(wish);
    (!lines.is_empty()).then(|| row(text::TIMES, lines))
}

fn note(words: &str) -> Option<SummaryRow> {
    (!words.is_empty()).then(|| row(text::NOTE, vec![words.to_owned()]))
}

fn whom(who: OnBehalf) -> Option<SummaryRow> {
    (who == OnBehalf::OtherWithConsent)
        .then(|| row(words::FOR_WHOM, vec![words::FOR_OTHER.to_owned()]))
}

/// 预约：优待证申领.
fn matter(kind: &str, about: &str) -> String {
    [kind, "：", about].concat()
}

fn volunteer(app: App, kind: &str, form: &VolunteerForm) -> Vec<SummaryRow> {
    let mut rows = person(Some(&form.name), Some(&form.mobile));
    rows.push(row(text::MATTER, vec![kind.to_owned()]));
    rows.push(row(text::WHERE, vec![names::station(app, form.division)]));
    rows.extend(note(&form.note));
    rows
}

/// What a scanned action says. Follows the lists of services and stations.
pub(super) fn of_deed(app: App, deed: &Deed) -> Vec<SummaryRow> {
    let nameless = |kind: &str, wish: Option<Wish>| {
        let mut rows = person(None, None);
        rows.push(row(text::MATTER, vec![kind.to_owned()]));
        rows.extend(wish.and_then(|wish| times(&wish)));
        rows
    };
    match deed {
        Deed::CreateBooking(asked) => {
            let wish = Wish {
                choices: asked.choices.clone(),
                window: asked.window,
            };
            let mut rows = person(Some(&asked.name), Some(&asked.mobile));
            rows.extend(booking(
                app,
                Some(&asked.service),
                Some(asked.station),
                Some(asked.way),
                &wish,
            ));
            rows.extend(whom(asked.on_behalf));
            rows.extend(note(&asked.note));
            rows
        }
        Deed::ChangeBooking(_, asked) => {
            let wish = Wish {
                choices: asked.choices.clone(),
                window: asked.window,
            };
            nameless(words::DO_CHANGE, Some(wish))
        }
        Deed::CancelBooking(..) => nameless(words::DO_CANCEL, None),
        Deed::EraseBooking(..) => nameless(words::DO_ERASE, None),
        Deed::RegisterVolunteer(asked) => volunteer(app, words::DO_REGISTER, &asked.form),
        Deed::ChangeVolunteer(_, asked) => volunteer(app, words::DO_CHANGE_FORM, &asked.form),
        Deed::WithdrawVolunteer(..) => nameless(words::DO_WITHDRAW, None),
    }
}

/// What the digits alone say.
pub(super) fn of_digits(app: App, form: &Draft) -> Vec<SummaryRow> {
    let wish = Wish {
        choices: form.choices.clone(),
        window: None,
    };
    let mut rows = booking(app, form.service.as_ref(), form.station, form.way, &wish);
    rows.extend(form.who.and_then(whom));
    rows
}

/// What the digits say, with what was asked for.
pub(super) fn of_form(app: App, form: &Draft) -> Vec<SummaryRow> {
    let mut rows = person(Some(&form.name), Some(&form.mobile));
    rows.extend(booking(
        app,
        form.service.as_ref(),
        form.station,
        form.way,
        &form.wish(),
    ));
    rows.extend(form.who.and_then(whom));
    rows.extend(note(&form.note));
    rows
}
