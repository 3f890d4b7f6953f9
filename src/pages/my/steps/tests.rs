use super::*;
use client::record::{BookingRequest, Step};
use model::booking::{BookingState, BookingView, ServiceSlug, Wish};
use model::division::DivisionCode;
use model::error::{ApiError, ErrorCode, PassedOver};
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
    steps(item, "凤鸣路社区", at(now), keeping)
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
