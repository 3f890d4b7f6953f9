//! Public data: local first, then by tag.

use std::collections::BTreeMap;

use client::packs::{Refreshed, keep, refresh_stations, stations_local};
use client::ports::{Answer, MemoryStore, NetError, RemoteApi, Request, Table};
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::pinyin::{Readings, Syllable};
use model::station::encode::{Entry, encode};

use crate::world::block_on;

struct Static(Result<Answer, NetError>, Option<&'static str>);

impl RemoteApi for Static {
    async fn send(&self, request: Request) -> Result<Answer, NetError> {
        assert_eq!(request.path, "/api/v1/packs/stations");
        assert_eq!(request.etag.as_deref(), self.1);
        self.0.clone()
    }
}

fn pack() -> Vec<u8> {
    let names = [("50", "重庆市"), ("500101", "万州区"), ("500112", "渝北区")];
    let entry = |(code, name): (&str, &str)| Entry {
        code: DivisionCode::parse(code).unwrap(),
        name: name.to_owned(),
        aliases: vec![],
        marks: 0,
    };
    let entries: Vec<Entry> = names.map(entry).into_iter().collect();
    let reading = Readings {
        first: Syllable::parse("yu"),
        second: None,
    };
    let readings: BTreeMap<char, Readings> =
        "重庆市万州区渝北".chars().map(|c| (c, reading)).collect();
    encode(&entries, &readings, 7).unwrap()
}

fn ok(body: Vec<u8>, etag: &str) -> Result<Answer, NetError> {
    Ok(Answer {
        status: 200,
        etag: Some(etag.to_owned()),
        body,
        ..Answer::default()
    })
}

/// Fetches the stations for the first time, and stores them.
fn fetch(store: &MemoryStore, remote: &Static) {
    let fetched = block_on(refresh_stations(store, remote, Timestamp(5), None));
    let Refreshed::Newer { data, unstored } = fetched else {
        panic!("not fetched: {fetched:?}");
    };
    assert_eq!(data.value.len(), 3);
    assert!(
        block_on(stations_local(store)).unwrap().is_none(),
        "shown before it is stored"
    );
    assert!(block_on(keep(store, unstored)));
}

#[test]
fn fetched_once_then_local_then_unchanged() {
    let store = MemoryStore::new();
    assert!(block_on(stations_local(&store)).unwrap().is_none());
    fetch(&store, &Static(ok(pack(), "\"a\""), None));
    assert_eq!(
        store.list_now(Table::Shard).rows.len(),
        3,
        "a head and two districts"
    );

    let local = block_on(stations_local(&store)).unwrap().unwrap();
    assert_eq!((local.value.len(), local.value.version()), (3, 7));
    assert_eq!(
        (local.stamp.etag.as_str(), local.stamp.as_of),
        ("\"a\"", Timestamp(5))
    );

    let same = Static(
        Ok(Answer {
            status: 304,
            ..Answer::default()
        }),
        Some("\"a\""),
    );
    let refreshed = block_on(refresh_stations(
        &store,
        &same,
        Timestamp(9),
        Some(&local.stamp),
    ));
    assert!(matches!(refreshed, Refreshed::Same(stamp) if stamp.as_of == Timestamp(9)));
    let local = block_on(stations_local(&store)).unwrap().unwrap();
    assert_eq!(local.stamp.as_of, Timestamp(9), "数据截至 moves on");
}

#[test]
fn what_is_not_sound_changes_nothing() {
    let store = MemoryStore::new();
    fetch(&store, &Static(ok(pack(), "\"a\""), None));
    let mut damaged = pack();
    *damaged.last_mut().unwrap() ^= 1;
    let answers = [
        ok(damaged, "\"b\""),
        ok(b"<html>".to_vec(), "\"b\""),
        ok(vec![], "\"b\""),
        Ok(Answer {
            status: 503,
            ..Answer::default()
        }),
        Ok(Answer {
            status: 304,
            ..Answer::default()
        }),
        Err(NetError::Unreachable),
    ];
    for answer in answers {
        let remote = Static(answer, None);
        let refreshed = refresh_stations(&store, &remote, Timestamp(6), None);
        assert!(matches!(block_on(refreshed), Refreshed::NoNews));
        let local = block_on(stations_local(&store)).unwrap().unwrap();
        assert_eq!(local.stamp.as_of, Timestamp(5));
    }
}
