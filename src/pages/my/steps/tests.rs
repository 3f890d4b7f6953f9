use super::*;
use client::record::{BookingRequest, Step};
use model::booking::{BookingState, BookingView, ServiceSlug, Wish};
use model::division::DivisionCode;
use model::error::{ApiError, ErrorCode, PassedOver};
use model::history::{BookingEvent, By, EventKind};
use model::id::{ActionId, BookingId, DeviceSecret};
use model::person::OnBehalf;
use model::reference::Reference;
use model::slot::{Refusal, SlotStart};

pub fn at(text: &str) -> Timestamp {
    SlotStart::parse(text).unwrap().timestamp()
}

fn request() -> BookingRequest {
    BookingRequest {
        station: DivisionCode::parse("500112001001").unwrap(),
        service: ServiceSlug::parse("card").unwrap(),
        way: Way::AtStation,
        choices: vec![SlotStart::parse("2026-11-25T09:30").unwrap()],
        window: None,
        on_behalf: OnBehalf::Myself,
        name: "王建国".into(),
        mobile: "13812345678".into(),
        note: String::new(),
        consent: BookingRequest::NOTICE,
    }
}

fn id() -> BookingId {
    BookingId::new(1, &[1; 10])
}

pub fn kept() -> BookingItem {
    let secret = DeviceSecret::new([1; 32]);
    let kept_at = at("2026-11-23T09:12");
    let create = Entry::new(
        ActionId::new(1, &[2; 10]),
        secret,
        What::CreateBooking(id(), request()),
        kept_at,
    );
    BookingItem {
        record: MyBooking {
            id: id(),
            secret,
            kept_at,
            asked: Some(request()),
            view: None,
            as_of: None,
            form: 0,
            missing: false,
            followed: 0,
            told_by: None,
            history: vec![Step {
                state: LocalState::Kept,
                at: kept_at,
            }],
        },
        state: LocalState::Kept,
        pending: Pending {
            waiting: vec![create],
            parked: vec![],
        },
    }
}

fn view(state: BookingState, rank: u8) -> BookingView {
    let asked = request();
    BookingView {
        booking: id(),
        reference: Reference::from_number(1),
        station: asked.station,
        service: asked.service,
        way: asked.way,
        slot: asked.choices[0],
        duration: 30,
        rank,
        passed_over: vec![PassedOver {
            rank: 1,
            reason: Refusal::Full,
        }],
        state,
        on_behalf: asked.on_behalf,
        name: asked.name,
        mobile: asked.mobile,
        note: asked.note,
        version: 1,
        received_at: at("2026-11-23T09:40"),
        updated_at: at("2026-11-23T09:40"),
        opened_at: None,
        message: String::new(),
        ended_by: None,
        reason: String::new(),
        handled_at: None,
        handled_by: None,
        outcome: None,
        history: vec![],
    }
}

pub fn settled(state: BookingState, rank: u8) -> BookingItem {
    let mut item = kept();
    item.pending = Pending::default();
    item.state = LocalState::of_booking(state);
    client::state::take_booking(&mut item.record, view(state, rank), at("2026-11-23T09:41"));
    item
}

fn action(number: u8, what: What, at: Timestamp) -> Entry {
    Entry::new(
        ActionId::new(number.into(), &[number; 10]),
        kept().record.secret,
        what,
        at,
    )
}

fn no_wish() -> Wish {
    Wish {
        choices: vec![],
        window: None,
    }
}

/// Booked, changed and cancelled, nothing of it sent.
pub fn given_up() -> BookingItem {
    let mut item = kept();
    let change = What::ChangeBooking(id(), no_wish());
    let change = action(3, change, at("2026-11-23T09:13"));
    let cancel = action(4, What::CancelBooking(id()), at("2026-11-23T09:14"));
    item.pending.waiting.extend([change, cancel]);
    item
}

fn lines(item: &BookingItem, now: &str) -> Vec<(StepState, String)> {
    lines_where(item, now, Keeping::OnDevice)
}

fn lines_where(item: &BookingItem, now: &str, keeping: Keeping) -> Vec<(StepState, String)> {
    let line = |step: PathStep| (step.state, [step.label, step.detail].join("|"));
    let name = |code: DivisionCode| match code.to_string().len() {
        12 => "凤鸣路社区".to_owned(),
        _ => "凤鸣路街道".to_owned(),
    };
    steps(item, &name, at(now), keeping)
        .into_iter()
        .map(line)
        .collect()
}

#[test]
fn kept_on_the_device_only() {
    assert_eq!(
        lines(&kept(), "2026-11-23T09:20"),
        [
            (StepState::Waiting, "已存本机|9:12".to_owned()),
            (StepState::ToCome, "联网后自动送达|".to_owned()),
            (StepState::ToCome, "服务站确认|".to_owned()),
        ]
    );
}

#[test]
fn never_sent_and_cancelled() {
    let waits = |words: &str| (StepState::Waiting, words.to_owned());
    assert_eq!(
        lines(&given_up(), "2026-11-23T09:20"),
        [
            waits("已存本机|9:12"),
            waits("改时间的请求已存本机|9:13 · 跟着预约，联网后一起送出"),
            waits("取消的请求已存本机|9:14 · 跟着预约，联网后一起送出"),
            (StepState::ToCome, "联网后自动送达|".to_owned()),
        ],
        "nothing holds, nothing is to be confirmed"
    );
    // Once granted, it holds until the cancellation arrives.
    let mut item = settled(BookingState::Confirmed, 1);
    item.pending.waiting = given_up().pending.waiting[2..].to_vec();
    let granted = lines(&item, "2026-11-23T09:50");
    assert_eq!(
        granted[3],
        waits("取消的请求已存本机|9:14 · 送达之前，原来的预约仍然有效")
    );
    // What is over does not hold either.
    let mut item = settled(BookingState::Cancelled, 1);
    let erase = action(5, What::EraseBooking(id()), at("2026-11-23T09:50"));
    item.pending.waiting.push(erase);
    let over = lines(&item, "2026-11-23T09:55");
    assert_eq!(over.last(), Some(&waits("删除的请求已存本机|9:50")));
}

#[test]
fn in_memory_only_nothing_is_said_to_be_kept() {
    let memory = |item: &BookingItem| lines_where(item, "2026-11-23T12:30", Keeping::MemoryOnly);
    let waiting = memory(&given_up());
    assert_eq!(waiting[0].1, "等着送达|9:12");
    assert!(waiting[1].1.starts_with("改时间的请求等着送达|9:13"));
    assert!(waiting[2].1.starts_with("取消的请求等着送达|9:14"));
    let granted = memory(&settled(BookingState::Confirmed, 1));
    assert_eq!(granted[0], (StepState::Done, "已提交|9:12".to_owned()));
    for (_, words) in waiting.iter().chain(&granted) {
        assert!(!words.contains("存"), "{words}");
    }
}

#[test]
fn confirmed_and_seen_by_staff() {
    let mut item = settled(BookingState::Adjusted, 2);
    assert_eq!(
        lines(&item, "2026-11-23T10:00"),
        [
            (StepState::Done, "已存本机|9:12".to_owned()),
            (StepState::Done, "已送达|9:40 · 凤鸣路社区".to_owned()),
            (
                StepState::Now,
                "已调整|9:40 · 您的第②个时间约上了".to_owned()
            ),
            (
                StepState::ToCome,
                "按时到站|11月25日（周三）上午9:30".to_owned()
            ),
        ]
    );
    if let Some(view) = &mut item.record.view {
        view.opened_at = Some(at("2026-11-23T10:05"));
    }
    let seen = lines(&item, "2026-11-23T11:00");
    assert_eq!(seen[3], (StepState::Now, "工作人员已查看|10:05".to_owned()));
    // The visit is no longer to come once its time has passed.
    assert_eq!(lines(&item, "2026-11-25T09:31").len(), 4);
}

#[test]
fn a_change_is_told_from_the_first_confirmation() {
    let mut item = settled(BookingState::Confirmed, 1);
    let changed = BookingView {
        version: 2,
        rank: 0,
        slot: SlotStart::parse("2026-11-26T10:00").unwrap(),
        updated_at: at("2026-11-23T10:00"),
        ..view(BookingState::Confirmed, 1)
    };
    client::state::take_booking(&mut item.record, changed, at("2026-11-23T10:00"));
    let lines = lines(&item, "2026-11-23T10:01");
    assert_eq!(lines[2].1, "已确认|9:40");
    assert_eq!(
        lines[3].1,
        "已改时间|10:00 · 按「这几天任意时间都可以」排上的"
    );
    let granted = lines.iter().filter(|line| line.1.contains("已确认"));
    assert_eq!(granted.count(), 1, "said once");
}

#[test]
fn a_refused_one_says_so_and_promises_nothing() {
    let mut item = kept();
    item.state = LocalState::Failed;
    item.pending = Pending::default();
    item.record.history.push(Step {
        state: LocalState::Failed,
        at: at("2026-11-23T09:40"),
    });
    assert_eq!(
        lines(&item, "2026-11-24T08:00"),
        [
            (StepState::Done, "已存本机|11月23日9:12".to_owned()),
            (StepState::Failed, "未成功|11月23日9:40".to_owned()),
        ]
    );
    // Mended and sent again.
    item.state = LocalState::Kept;
    item.pending = kept().pending;
    let again = lines(&item, "2026-11-24T08:00");
    assert_eq!(again[1].0, StepState::Done);
    assert_eq!(
        again[2],
        (StepState::Waiting, "已改好，重新提交|已存本机".to_owned())
    );
}

#[test]
fn a_change_on_its_way_leaves_the_booking_as_it_is() {
    let mut item = settled(BookingState::Confirmed, 1);
    let what = What::ChangeBooking(
        id(),
        Wish {
            choices: vec![],
            window: None,
        },
    );
    let secret = item.record.secret;
    let mut entry = Entry::new(
        ActionId::new(2, &[3; 10]),
        secret,
        what,
        at("2026-11-23T12:00"),
    );
    item.pending.waiting.push(entry.clone());
    let waiting = lines(&item, "2026-11-23T12:30");
    assert_eq!(waiting[2].1, "已确认|9:40 · 您的第①个时间约上了");
    assert_eq!(
        waiting[3],
        (
            StepState::Waiting,
            "改时间的请求已存本机|12:00 · 送达之前，原来的预约仍然有效".to_owned()
        )
    );
    entry.parked = Some(client::outbox::Parked {
        error: ApiError::new(ErrorCode::NoPlace),
        at: at("2026-11-23T12:31"),
    });
    item.pending = Pending {
        waiting: vec![],
        parked: vec![entry],
    };
    let parked = lines(&item, "2026-11-23T12:40");
    assert_eq!(parked[3].0, StepState::Failed);
    assert!(parked[3].1.starts_with("改时间没有成功|12:31"));
    assert_eq!(parked[4].0, StepState::ToCome);
}

fn slot(text: &str) -> Option<SlotStart> {
    SlotStart::parse(text)
}

fn event(version: u32, by: By, kind: EventKind, time: &str) -> BookingEvent {
    BookingEvent {
        version,
        at: at(time),
        by,
        station: (by == By::Station).then(|| DivisionCode::parse("500112001001").unwrap()),
        kind,
        state: BookingState::Confirmed,
        from: None,
        to: None,
        rank: None,
        crossed: false,
    }
}

fn made() -> BookingEvent {
    BookingEvent {
        to: slot("2026-11-25T09:30"),
        rank: Some(1),
        ..event(1, By::Person, EventKind::Made, "2026-11-23T09:40")
    }
}

fn moved(version: u32, by: By, from: &str, to: &str, time: &str) -> BookingEvent {
    BookingEvent {
        from: slot(from),
        to: slot(to),
        ..event(version, by, EventKind::Changed, time)
    }
}

/// A booking of which the server tells this.
pub fn told(history: Vec<BookingEvent>) -> BookingItem {
    let mut item = kept();
    item.pending = Pending::default();
    let last = history.last().unwrap().clone();
    let to = history.iter().rev().find_map(|event| event.to);
    let view = BookingView {
        state: last.state,
        slot: to.unwrap(),
        version: last.version,
        updated_at: last.at,
        history,
        ..view(BookingState::Confirmed, 1)
    };
    item.state = LocalState::of_view(&view);
    client::state::take_booking(&mut item.record, view, last.at);
    item
}

#[test]
fn each_step_says_who_did_what_from_when_to_when() {
    let first = "2026-11-25T09:30";
    let item = told(vec![
        made(),
        event(2, By::Station, EventKind::Opened, "2026-11-23T10:05"),
        event(3, By::Station, EventKind::Message, "2026-11-23T10:06"),
        moved(
            4,
            By::Station,
            first,
            "2026-11-26T10:00",
            "2026-11-23T10:07",
        ),
        BookingEvent {
            crossed: true,
            ..moved(
                5,
                By::Person,
                "2026-11-26T10:00",
                "2026-11-27T14:00",
                "2026-11-23T11:00",
            )
        },
        BookingEvent {
            station: DivisionCode::parse("500112001").ok(),
            ..moved(
                6,
                By::Station,
                "2026-11-27T14:00",
                "2026-11-27T14:00",
                "2026-11-23T11:30",
            )
        },
    ]);
    let done = |words: &str| (StepState::Done, words.to_owned());
    assert_eq!(
        lines(&item, "2026-11-23T12:00"),
        [
            done("已存本机|9:12"),
            done("已送达|9:40 · 凤鸣路社区"),
            done(
                "已确认|9:40 · 11月25日（周三）上午9:30 · 系统按余位自动确认 · 您的第①个时间约上了"
            ),
            done("工作人员已查看|10:05 · 凤鸣路社区"),
            done("服务站留了话|10:06 · 凤鸣路社区"),
            done(
                "服务站改了时间|10:07 · 从11月25日（周三）上午9:30改到11月26日（周四）上午10:00 · \
                 凤鸣路社区处理"
            ),
            done(
                "您改了时间|11:00 · 从11月26日（周四）上午10:00改到11月27日（周五）下午2:00 · \
                 系统按余位自动确认 · \
                 服务站先改到了11月26日（周四）上午10:00，您当时还没看到，以您选的时间为准"
            ),
            (
                StepState::Now,
                "服务站改了时间|11:30 · 时间没有变：11月27日（周五）下午2:00 · 凤鸣路街道处理"
                    .to_owned()
            ),
            (
                StepState::ToCome,
                "按时到站|11月27日（周五）下午2:00".to_owned()
            ),
        ]
    );
}

#[test]
fn a_booking_that_the_station_did_not_take() {
    let mut item = told(vec![
        made(),
        BookingEvent {
            state: BookingState::Cancelled,
            ..event(2, By::Station, EventKind::Declined, "2026-11-23T10:00")
        },
    ]);
    let view = item.record.view.as_mut().unwrap();
    view.ended_by = Some(By::Station);
    view.reason = "当天停电".to_owned();
    item.state = LocalState::of_view(view);
    assert_eq!(item.state, LocalState::Failed);
    let lines = lines(&item, "2026-11-23T12:00");
    let last = lines.last().unwrap();
    assert_eq!(
        *last,
        (
            StepState::Failed,
            "未成功|10:00 · 凤鸣路社区处理 · 原因：当天停电".to_owned()
        )
    );
}

#[test]
fn who_ended_it() {
    let ended = |by, kind, state, crossed| {
        let before = moved(
            2,
            By::Station,
            "2026-11-25T09:30",
            "2026-11-26T10:00",
            "2026-11-23T10:00",
        );
        let end = BookingEvent {
            state,
            crossed,
            ..event(3, by, kind, "2026-11-23T10:05")
        };
        let item = told(vec![made(), before, end]);
        let lines = lines(&item, "2026-11-23T12:00");
        assert_eq!(lines.len(), 5, "nothing is to come: {lines:?}");
        lines[4].1.clone()
    };
    let (person, station) = (By::Person, By::Station);
    let cancelled = BookingState::Cancelled;
    assert_eq!(
        ended(person, EventKind::Cancelled, cancelled, false),
        "已取消|10:05 · 您取消的"
    );
    assert_eq!(
        ended(person, EventKind::Cancelled, cancelled, true),
        "已取消|10:05 · 您取消的 · 服务站先改到了11月26日（周四）上午10:00，您当时还没看到，\
         已按您的意思取消"
    );
    assert_eq!(
        ended(station, EventKind::Served, BookingState::Served, false),
        "已完成|10:05 · 凤鸣路社区处理"
    );
    assert_eq!(
        ended(station, EventKind::NoShow, BookingState::NoShow, false),
        "未到|10:05 · 凤鸣路社区处理"
    );
    assert_eq!(
        ended(person, EventKind::Erased, cancelled, false),
        "已删除个人信息|10:05 · 已取消"
    );
}

#[test]
fn steps_that_are_not_told_are_said_to_be_missing() {
    let late = moved(
        9,
        By::Person,
        "2026-11-25T09:30",
        "2026-11-26T10:00",
        "2026-11-23T10:00",
    );
    let lines = lines(&told(vec![late]), "2026-11-23T12:00");
    assert_eq!(
        lines[2],
        (StepState::Done, "中间有几步不再列出|".to_owned())
    );
    assert!(lines[3].1.starts_with("您改了时间|10:00 · 从"));
}

#[test]
fn refused_and_mended_before_it_was_received() {
    let mut item = told(vec![made()]);
    let failed = Step {
        state: LocalState::Failed,
        at: at("2026-11-23T09:20"),
    };
    let again = Step {
        state: LocalState::Kept,
        at: at("2026-11-23T09:30"),
    };
    item.record.history.splice(1..1, [failed, again]);
    let lines = lines(&item, "2026-11-23T12:00");
    let words: Vec<&str> = lines.iter().map(|line| &line.1[..]).collect();
    assert_eq!(words[1], "未成功|9:20");
    assert_eq!(words[2], "已改好，重新提交|9:30");
    assert_eq!(words[3], "已送达|9:40 · 凤鸣路社区");
}

/// A record as an app of an older version has stored it.
#[test]
fn a_record_of_an_older_version_is_read_and_shown() {
    let item = settled(BookingState::Confirmed, 1);
    let mut stored = serde_json::to_value(&item.record).unwrap();
    let view = stored["view"].as_object_mut().unwrap();
    for name in [
        "message",
        "ended_by",
        "reason",
        "handled_at",
        "handled_by",
        "history",
    ] {
        view.remove(name);
    }
    let record: MyBooking = serde_json::from_value(stored).unwrap();
    assert_eq!(record, item.record);
    let words = lines(&BookingItem { record, ..item }, "2026-11-23T12:00");
    assert_eq!(words[2].1, "已确认|9:40 · 您的第①个时间约上了");
}
