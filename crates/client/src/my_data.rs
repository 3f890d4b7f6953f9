//! The person's right to have the data and to be rid of them.

use model::civil::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::act::{ActionError, new_action, put_entry};
use crate::follow::Heard;
use crate::mine::Rows;
use crate::near::Near;
use crate::outbox::{Entry, What};
use crate::ports::{Batch, LocalStore, Ports, StoreError, Table, Write};
use crate::record::{EntityId, Record};
use crate::settings::{my_station, write_my_station};
use crate::state::{LocalState, local_state};
use crate::workbench::DESK;

/// What is exported; the keys are Chinese because a person reads them.
#[derive(Serialize)]
struct Export {
    #[serde(rename = "说明")]
    note: &'static str,
    #[serde(rename = "导出时间")]
    at: String,
    #[serde(rename = "我的服务站")]
    station: Option<String>,
    #[serde(rename = "我的预约")]
    bookings: Vec<Value>,
    #[serde(rename = "志愿者登记")]
    volunteers: Vec<Value>,
    #[serde(rename = "替他人提交的事项")]
    deliveries: Vec<Value>,
    #[serde(rename = "待发送和被退回的操作")]
    outbox: Vec<Value>,
    #[serde(rename = "草稿")]
    drafts: Vec<(String, Value)>,
    #[serde(rename = "打不开的记录数")]
    unreadable: usize,
}

/// Everything of the person on this device as readable JSON. Without the device's secrets: whoever
/// got hold of the file could otherwise change the bookings. Errors: [`StoreError`].
pub async fn export<P: Ports>(ports: &P) -> Result<String, StoreError> {
    let rows = Rows::load(ports.store()).await?;
    let drafts = ports
        .store()
        .list(&[Table::Draft])
        .await?
        .pop()
        .unwrap_or_default();
    let mut export = Export {
        note: "本文件由老兵驿站导出，内含您在这台设备上的个人信息，请妥善保管。",
        at: local_time(ports.now()),
        station: my_station(ports.store())
            .await?
            .map(|code| code.to_string()),
        bookings: Vec::new(),
        volunteers: Vec::new(),
        deliveries: Vec::new(),
        outbox: Vec::new(),
        drafts: Vec::new(),
        unreadable: rows.unreadable.len() + drafts.unreadable.len(),
    };
    for held in &rows.records {
        match held.value {
            Record::Booking(_) => export.bookings.push(readable(&held.row.value)),
            Record::Volunteer(_) => export.volunteers.push(readable(&held.row.value)),
            Record::Delivery(_) => export.deliveries.push(readable(&held.row.value)),
        }
    }
    export
        .outbox
        .extend(rows.outbox.iter().map(|held| readable(&held.row.value)));
    let is_form = |key: &str| !key.starts_with("availability/") && !key.starts_with(DESK);
    for row in drafts.rows.into_iter().filter(|row| is_form(&row.key)) {
        export.drafts.push((row.key, readable(&row.value)));
    }
    serde_json::to_string_pretty(&export).map_err(|_| StoreError::Failed)
}

/// The JSON of a row without its secret; text that is no JSON as it is.
fn readable(bytes: &[u8]) -> Value {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(mut fields)) => {
            fields.remove("secret");
            Value::Object(fields)
        }
        Ok(other) => other,
        Err(_) => Value::String(String::from_utf8_lossy(bytes).into_owned()),
    }
}

fn local_time(now: Timestamp) -> String {
    let (date, minute) = now.in_chongqing();
    let mut text = date.to_iso();
    text.push(' ');
    model::slot::push_clock(&mut text, minute);
    text
}

/// Deletes everything of the person from this device. With `on_server` it also asks the server to
/// erase name, number and note of every booking and registration of this device; those requests,
/// which hold nothing personal, stay in the outbox until they have arrived. Whatever was waiting
/// is not sent any more. Errors: [`ActionError::Store`].
///
/// To be run under the same lock as the sending.
pub async fn delete<P: Ports>(ports: &P, on_server: bool) -> Result<(), ActionError> {
    let rows = Rows::load(ports.store()).await?;
    let mut writes = vec![
        Write::Clear(Table::Record),
        Write::Clear(Table::Outbox),
        Write::Clear(Table::Draft),
    ];
    if on_server {
        let entries = rows.entries();
        for held in rows
            .records
            .iter()
            .filter(|held| may_be_there(&held.value, &entries))
        {
            let what = match held.value.entity() {
                EntityId::Booking(id) => What::EraseBooking(id),
                EntityId::Volunteer(id) => What::WithdrawVolunteer(id),
                // Whose it is can have it erased; it is not this device's.
                EntityId::Delivery(_) => continue,
            };
            let secret = held.value.secret();
            writes.push(put_entry(&Entry::new(
                new_action(ports),
                secret,
                what,
                ports.now(),
            ))?);
        }
        let erasing = rows.outbox.iter().map(|held| &held.value).filter(|entry| {
            matches!(
                entry.what,
                What::EraseBooking(_) | What::WithdrawVolunteer(_)
            ) && rows.record(entry.what.entity()).is_none()
        });
        for entry in erasing {
            writes.push(put_entry(entry)?);
        }
    }
    ports.store().commit(Batch::strict(writes)).await?;
    ports
        .store()
        .commit(Batch::strict(vec![
            write_my_station(None),
            Near::removal(),
            Heard::removal(),
        ]))
        .await?;
    Ok(())
}

/// Whether the server may hold something personal about the record. An action on its way may have
/// arrived although no answer came.
fn may_be_there(record: &Record, outbox: &[Entry]) -> bool {
    match local_state(record, outbox) {
        // What the station did not take is with the server all the same.
        LocalState::Failed => record.has_view(),
        state => state != LocalState::Withdrawn,
    }
}
