//! Public data on this device by place: the own district, the others, the catalogue. What a download
//! takes is said before it is begun.

use client::districts;
use client::packs;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::civil::Timestamp;
use model::division::DivisionCode;
use model::station::{Contents, StationIndex};

use crate::browser::store::PublicStore;
use crate::components::{Button, IconName, Look, Row, Rows, Section};
use crate::live::live;
use crate::routes::paths;
use crate::state::App;
use crate::text::{dates, my as text};
use crate::{background, freshen};

/// One kind of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The person's own district.
    Own(DivisionCode),
    /// The other districts; all where none is the own.
    Others,
    /// The service catalogue.
    Catalogue,
}

/// What is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    place: Place,
    title: String,
    /// How much it holds: 382 个服务站. Empty for the catalogue.
    holds: String,
    /// Bytes of a download; `None` as long as the server has never said.
    bytes: Option<u32>,
    /// Since when it is known to be the newest; `None`: it is not here.
    since: Option<Timestamp>,
    /// The server has something newer.
    behind: bool,
}

/// What is being done, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Said {
    place: Place,
    words: &'static str,
}

/// The state of the section.
#[derive(Clone, Copy)]
struct Places {
    app: App,
    lines: RwSignal<Vec<Line>>,
    said: RwSignal<Option<Said>>,
    offline: RwSignal<bool>,
}

/// The part of the page of my data.
pub(super) fn section(app: App) -> AnyView {
    let places = Places {
        app,
        lines: RwSignal::new(Vec::new()),
        said: RwSignal::new(None),
        offline: RwSignal::new(false),
    };
    spawn_local(async move {
        places.read().await;
        let asked = freshen::ask(app).await;
        places.offline.try_set(asked.is_none());
        places.read().await;
    });
    let choose = move || match app.my_station.get() {
        Some(_) => ().into_any(),
        None => view! {
            <Rows><Row href=paths::STATIONS title=text::PLACE_CHOOSE icon=IconName::PIN /></Rows>
        }
        .into_any(),
    };
    view! {
        <Section title=text::PLACES>
            <p>{text::PLACES_LEAD}</p>
            {live(move || places.offline.get().then(|| view! { <p role="status">{text::PLACES_OFFLINE}</p> }).into_any())}
            {live(move || places.lines.get().into_iter().map(|line| places.draw(line)).collect_view().into_any())}
            {live(choose)}
            <p class="muted small">{text::PLACES_HINT}</p>
        </Section>
    }
    .into_any()
}

impl Places {
    /// Reads what is here; nothing is asked of the network.
    async fn read(self) {
        let Ok(store) = background::store(self.app).await else {
            return;
        };
        let lines = lines(self.app, &store).await;
        self.lines.try_set(lines);
    }

    fn draw(self, line: Line) -> AnyView {
        let Line {
            place,
            title,
            holds,
            bytes,
            since,
            behind,
        } = line;
        let state = match since {
            Some(since) => text::since(&dates::moment(since, super::now())),
            None => text::NOT_HERE.to_owned(),
        };
        let facts = [
            Some(holds).filter(|holds| !holds.is_empty()),
            Some(state),
            behind.then(|| text::BEHIND.to_owned()),
            bytes.map(text::download_size),
        ];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        let label = match since {
            Some(_) => text::PLACE_REFRESH,
            None => text::DOWNLOAD,
        };
        let clears = since.is_some() && !matches!(place, Place::Own(_));
        let clear = clears.then(|| {
            view! { <Button label=text::CLEAR look=Look::Quiet on_press=move |()| self.clear(place) /> }
        });
        let said = move || {
            let said = self.said.get().filter(|said| said.place == place);
            said.map_or("", |said| said.words)
        };
        view! {
            <div class="card sec">
                <h3>{title}</h3>
                <p>{facts.join(" · ")}</p>
                <div class="btns">
                    <Button label=label icon=IconName::DOWN on_press=move |()| self.fetch(place) />
                    {clear}
                </div>
                <p class="small" role="status">{said}</p>
            </div>
        }
        .into_any()
    }

    fn fetch(self, place: Place) {
        self.act(place, text::NOT_FETCHED, async move {
            let came = match place {
                Place::Own(district) => freshen::district(self.app, district).await,
                Place::Others => freshen::all(self.app).await,
                Place::Catalogue => freshen::catalogue(self.app).await,
            };
            came.then_some(text::FETCHED)
        });
    }

    fn clear(self, place: Place) {
        self.act(place, text::NOT_CLEARED, async move {
            let store = background::store(self.app).await.ok()?;
            match place {
                Place::Own(_) => None,
                Place::Others => {
                    districts::clear_others(&store).await.ok()?;
                    Some(text::CLEARED_OTHERS)
                }
                Place::Catalogue => {
                    districts::clear_catalogue(&store).await.ok()?;
                    Some(text::CLEARED_CATALOGUE)
                }
            }
        });
    }

    /// Does it, says what came of it, and reads anew what is here.
    fn act(
        self,
        place: Place,
        failed: &'static str,
        doing: impl Future<Output = Option<&'static str>> + 'static,
    ) {
        let say = move |words| {
            self.said.try_set(Some(Said { place, words }));
        };
        say(text::FETCHING);
        spawn_local(async move {
            let words = doing.await.unwrap_or(failed);
            self.read().await;
            say(words);
        });
    }
}

async fn lines(app: App, store: &PublicStore) -> Vec<Line> {
    let contents = districts::known_contents(store).await.ok().flatten();
    let here = packs::stations_local(store).await.ok().flatten();
    let own = app.my_station.get_untracked();
    let own = own.and_then(|station| station.district());
    let list = here.as_ref().map(|here| &here.value);
    let compared = Compared::new(list, contents.as_ref());
    let mut lines = Vec::new();
    if let (Some(own), Some(here)) = (own, &here) {
        let since = districts::as_of(store, own).await.ok().flatten();
        lines.push(own_line(&compared, &here.value, own, since));
    }
    let since = here.as_ref().map(|here| here.stamp.as_of);
    lines.push(others_line(&compared, own, since));
    let catalogue = packs::catalogue_local(store).await.ok().flatten();
    lines.push(Line {
        place: Place::Catalogue,
        title: text::PLACE_CATALOGUE.to_owned(),
        holds: String::new(),
        bytes: contents.as_ref().map(|contents| contents.catalogue),
        since: catalogue.map(|known| known.stamp.as_of),
        behind: false,
    });
    lines
}

fn own_line(
    compared: &Compared<'_>,
    here: &StationIndex,
    own: DivisionCode,
    since: Option<Timestamp>,
) -> Line {
    let at = here.find(own);
    let held = compared.held().contains(&own);
    let count = (0..here.len()).filter(|at| own.contains(here.code(*at)));
    Line {
        place: Place::Own(own),
        title: at.map(|at| here.short_name(at)).unwrap_or_default(),
        holds: match held {
            true => text::stations_count(count.count()),
            false => String::new(),
        },
        bytes: compared
            .contents
            .and_then(|contents| Some(contents.district(own)?.bytes)),
        since: since.filter(|_| held),
        behind: compared.is_behind(own),
    }
}

fn others_line(
    compared: &Compared<'_>,
    own: Option<DivisionCode>,
    since: Option<Timestamp>,
) -> Line {
    let held = compared.held().iter().filter(|held| Some(**held) != own);
    let held: Vec<DivisionCode> = held.copied().collect();
    Line {
        place: Place::Others,
        title: match own {
            Some(_) => text::PLACE_OTHERS.to_owned(),
            None => text::PLACE_ALL.to_owned(),
        },
        holds: match held.len() {
            0 => String::new(),
            count => text::districts_count(count),
        },
        bytes: compared.contents.map(|contents| contents.stations),
        since: since.filter(|_| !held.is_empty()),
        behind: held.iter().any(|district| compared.is_behind(*district)),
    }
}

/// What is here beside what the server has.
struct Compared<'a> {
    here: Option<&'a StationIndex>,
    tags: Vec<(DivisionCode, u64)>,
    contents: Option<&'a Contents>,
}

impl<'a> Compared<'a> {
    fn new(here: Option<&'a StationIndex>, contents: Option<&'a Contents>) -> Self {
        Self {
            here,
            tags: here.map(StationIndex::tags).unwrap_or_default(),
            contents,
        }
    }

    /// The districts that are here whole.
    fn held(&self) -> &[DivisionCode] {
        self.here.map_or(&[], StationIndex::loaded_districts)
    }

    /// Whether the server has something newer for a district that is here.
    fn is_behind(&self, district: DivisionCode) -> bool {
        let known = self.tags.iter().find(|known| known.0 == district);
        let newest = self
            .contents
            .and_then(|contents| contents.district(district));
        known
            .zip(newest)
            .is_some_and(|(known, newest)| known.1 != newest.tag)
    }
}
