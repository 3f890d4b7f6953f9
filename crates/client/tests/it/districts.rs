//! The stations by district: only what has changed is fetched, and what has come stays.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use client::districts::{
    Wanted, as_of, ask_contents, clear_others, confirm, fetch, known_contents, only_these, plan,
    want_all,
};
use client::packs::{Dated, Refreshed, keep, refresh_stations, stations_local};
use client::ports::{Answer, LocalStore as _, MemoryStore, NetError, RemoteApi, Request, Table};
use client::settings::set_my_station;
use model::api;
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::pinyin::{Readings, Syllable};
use model::station::contents::DistrictLine;
use model::station::encode::{Entry, encode};
use model::station::{Contents, StationIndex};

use crate::world::block_on;

const DISTRICTS: [&str; 3] = ["500101", "500112", "500233"];

fn code(text: &str) -> DivisionCode {
    DivisionCode::parse(text).unwrap()
}

/// The data of one day: a village in each district, named as told.
fn edition(villages: [&str; 3]) -> Vec<Entry> {
    let entry = |code: &str, name: &str| Entry {
        code: DivisionCode::parse(code).unwrap(),
        name: name.to_owned(),
        aliases: vec![],
        marks: 0,
    };
    let mut entries = vec![entry("50", "重庆市")];
    for (district, village) in DISTRICTS.into_iter().zip(villages) {
        let name = format!("{}区", &village[..3]);
        entries.push(entry(district, &name));
        entries.push(entry(&format!("{district}001"), "石桥街道"));
        entries.push(entry(
            &format!("{district}001001"),
            &format!("{village}村村民委员会"),
        ));
    }
    entries
}

fn pack(entries: &[Entry]) -> Vec<u8> {
    let reading = Readings {
        first: Syllable::parse("yu"),
        second: None,
    };
    let mut readings = BTreeMap::new();
    for entry in entries {
        readings.extend(entry.name.chars().map(|character| (character, reading)));
    }
    encode(entries, &readings, 7).unwrap()
}

/// A server with the data of one day. Counts what it sends; after `cut` requests nothing comes.
struct Server {
    entries: Vec<Entry>,
    cut: Cell<usize>,
    asked: RefCell<Vec<String>>,
}

impl Server {
    fn with(villages: [&str; 3]) -> Self {
        Self {
            entries: edition(villages),
            cut: Cell::new(usize::MAX),
            asked: RefCell::default(),
        }
    }

    fn index(&self) -> StationIndex {
        StationIndex::decode(&pack(&self.entries)).unwrap()
    }

    fn contents(&self) -> Contents {
        let mut tags = self.index().tags().into_iter();
        let city = tags.next().unwrap().1;
        let line = |(district, tag)| DistrictLine {
            district,
            tag,
            bytes: 20,
        };
        Contents {
            edition: [4; 16],
            city,
            stations: 50,
            catalogue: 9,
            districts: tags.map(line).collect(),
        }
    }

    fn body(&self, path: &str) -> Vec<u8> {
        match path {
            api::PACKS => self.contents().encode(),
            api::STATIONS_PACK => pack(&self.entries),
            district => {
                let district = code(district.rsplit('/').next().unwrap());
                let wanted = |entry: &&Entry| {
                    entry.code == DivisionCode::CHONGQING || district.contains(entry.code)
                };
                let entries: Vec<Entry> = self.entries.iter().filter(wanted).cloned().collect();
                pack(&entries)
            }
        }
    }

    fn asked(&self) -> Vec<String> {
        let short = |path: String| path.trim_start_matches(api::PACKS).to_owned();
        self.asked.take().into_iter().map(short).collect()
    }
}

impl RemoteApi for Server {
    async fn send(&self, request: Request) -> Result<Answer, NetError> {
        let Some(left) = self.cut.get().checked_sub(1) else {
            return Err(NetError::Unreachable);
        };
        self.cut.set(left);
        let body = self.body(&request.path);
        let etag = Some(format!("\"{:x}\"", model::pack::hash(&body)));
        self.asked.borrow_mut().push(request.path);
        let known = request.etag.is_some() && request.etag == etag;
        Ok(Answer {
            status: if known { 304 } else { 200 },
            etag,
            body: if known { Vec::new() } else { body },
            ..Answer::default()
        })
    }
}

/// A phone that has fetched all stations of that day.
fn phone(server: &Server) -> MemoryStore {
    let store = MemoryStore::new();
    let fetched = block_on(refresh_stations(&store, server, Timestamp(1), None));
    let Refreshed::Newer { unstored, .. } = fetched else {
        panic!("not fetched");
    };
    assert!(block_on(keep(&store, unstored)));
    server.asked.take();
    store
}

fn here(store: &MemoryStore) -> Dated<StationIndex> {
    block_on(stations_local(store)).unwrap().unwrap()
}

/// Brings the phone up to date as the app does, until an answer is missing. Says whether it is.
fn freshen(store: &MemoryStore, server: &Server, own: Option<&str>, now: i64) -> bool {
    let own = own.map(code);
    let only = block_on(only_these(store)).unwrap();
    let Some(contents) = block_on(ask_contents(store, server, Timestamp(now))) else {
        return false;
    };
    loop {
        let held = here(store);
        match plan(&held.value, &contents, own, only).first() {
            None => break,
            Some(Wanted::Whole) => {
                let fetched = block_on(refresh_stations(store, server, Timestamp(now), None));
                let Refreshed::Newer { unstored, .. } = fetched else {
                    return false;
                };
                assert!(block_on(keep(store, unstored)));
            }
            Some(Wanted::District(district)) => {
                let fetched = fetch(store, server, Timestamp(now), &held, *district);
                let Some(fetched) = block_on(fetched) else {
                    return false;
                };
                assert!(fetched.kept);
                assert_eq!(fetched.list.value.tags(), here(store).value.tags());
            }
        }
    }
    block_on(confirm(store, Timestamp(now), &contents)).unwrap();
    true
}

#[test]
fn without_news_one_small_question_is_all() {
    let server = Server::with(["万里", "渝光", "忠心"]);
    let store = phone(&server);
    assert!(freshen(&store, &server, None, 5));
    assert!(freshen(&store, &server, None, 9));
    assert_eq!(server.asked(), ["", ""]);
    let stamp = here(&store).stamp;
    assert_eq!(stamp.as_of, Timestamp(9));
    assert_eq!(stamp.etag, "04".repeat(16), "known as the pack it is");
    assert_eq!(
        block_on(known_contents(&store)),
        Ok(Some(server.contents()))
    );
}

#[test]
fn only_what_has_changed_is_fetched_the_own_district_first() {
    let store = phone(&Server::with(["万里", "渝光", "忠心"]));
    // The characters differ, so every part of the new whole pack differs too.
    let server = Server::with(["万里", "渝明", "忠贞"]);
    assert!(freshen(&store, &server, Some("500233001001"), 5));
    assert_eq!(server.asked(), ["", "/stations/500233", "/stations/500112"]);
    assert_eq!(here(&store).value.tags(), server.index().tags());
    assert!(freshen(&store, &server, None, 6));
    assert_eq!(server.asked(), [""], "and no more after that");
}

#[test]
fn a_cut_costs_the_district_under_way() {
    for cut in 0..4 {
        let old = Server::with(["万里", "渝光", "忠心"]);
        let store = phone(&old);
        let server = Server::with(["万里", "渝明", "忠贞"]);
        server.cut.set(cut);
        assert_eq!(freshen(&store, &server, Some("500112"), 5), cut == 3);
        let held = here(&store);
        assert_eq!(held.value.len(), 10, "whole at every moment");
        for tag in held.value.tags() {
            assert!(
                old.index().tags().contains(&tag) || server.index().tags().contains(&tag),
                "each district is of one edition"
            );
        }
        if cut == 2 {
            let since = |district| block_on(as_of(&store, code(district))).unwrap();
            assert_eq!(since("500112"), Some(Timestamp(5)));
            assert_eq!(since("500233"), Some(Timestamp(1)), "not yet as new");
            assert_eq!(here(&store).stamp.etag, "merged", "no pack of the server");
        }
        let come = server.asked().len();
        server.cut.set(usize::MAX);
        assert!(freshen(&store, &server, Some("500112"), 7));
        let again = server.asked().into_iter().filter(|path| !path.is_empty());
        assert_eq!(
            again.count(),
            2 - come.saturating_sub(1),
            "nothing comes twice"
        );
        assert_eq!(here(&store).value.tags(), server.index().tags());
    }
}

#[test]
fn where_most_has_changed_the_whole_is_fetched_after_the_own_district() {
    let store = phone(&Server::with(["万里", "渝光", "忠心"]));
    let mut server = Server::with(["万水", "渝明", "忠贞"]);
    let contents = Contents {
        stations: 39,
        ..server.contents()
    };
    let wanted = plan(&here(&store).value, &contents, Some(code("500112")), false);
    assert_eq!(wanted, [Wanted::District(code("500112")), Wanted::Whole]);
    // A district more or less is another city.
    server.entries.truncate(7);
    assert!(freshen(&store, &server, Some("500112"), 5));
    assert_eq!(server.asked(), ["", "/stations"]);
    assert_eq!(here(&store).value.tags(), server.index().tags());
}

#[test]
fn an_answer_that_is_not_the_district_changes_nothing() {
    let old = Server::with(["万里", "渝光", "忠心"]);
    let store = phone(&old);
    let held = here(&store);
    let before = store.list_now(Table::Shard).rows;
    struct Wrong(Vec<u8>);
    impl RemoteApi for Wrong {
        async fn send(&self, _: Request) -> Result<Answer, NetError> {
            Ok(Answer {
                status: 200,
                body: self.0.clone(),
                ..Answer::default()
            })
        }
    }
    let right = old.body(&api::district_pack(code("500112")));
    let mut damaged = right.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let other = old.body(&api::district_pack(code("500101")));
    let half = right[..right.len() / 2].to_vec();
    for answer in [damaged, other, half, b"<html>".to_vec(), Vec::new()] {
        let wrong = Wrong(answer);
        let fetched = fetch(&store, &wrong, Timestamp(5), &held, code("500112"));
        assert!(block_on(fetched).is_none());
        assert_eq!(store.list_now(Table::Shard).rows, before);
    }
    let right = Wrong(right);
    let fetched = fetch(&store, &right, Timestamp(5), &held, code("500112"));
    assert!(block_on(fetched).is_some());
}

#[test]
fn what_was_cleared_stays_away_until_it_is_wanted_again() {
    let server = Server::with(["万里", "渝光", "忠心"]);
    let store = phone(&server);
    block_on(set_my_station(&store, Some(code("500112001001")))).unwrap();
    block_on(clear_others(&store)).unwrap();
    let held = here(&store).value;
    assert_eq!(held.loaded_districts(), [code("500112")]);
    assert!(!held.is_whole() && held.find(code("500101")).is_some());
    assert_eq!(block_on(only_these(&store)), Ok(true));

    // What is here is kept up to date all the same.
    let newer = Server::with(["万水", "渝明", "忠心"]);
    assert!(freshen(&store, &newer, Some("500112001001"), 5));
    assert_eq!(newer.asked(), ["", "/stations/500112"]);
    assert_eq!(here(&store).value.loaded_districts(), [code("500112")]);

    block_on(want_all(&store)).unwrap();
    assert!(freshen(&store, &newer, Some("500112001001"), 6));
    assert_eq!(here(&store).value.tags(), newer.index().tags());
    assert!(here(&store).value.is_whole());
    assert!(
        block_on(store.get(Table::Meta, "stations/only"))
            .unwrap()
            .is_none()
    );
}
