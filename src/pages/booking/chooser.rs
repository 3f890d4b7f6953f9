//! Choosing a station or division: what is chosen, by name over all, or level by level. Used by the
//! booking wizard and by the volunteer's form.

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use model::division::DivisionCode;
use model::station::StationIndex;
use model::tier::Tier;

use super::place::{Place, place};
use crate::browser::dom;
use crate::components::{Notice, StationName, Tone};
use crate::pages::stations::{search_field, whereabouts, with_stations};
use crate::state::App;
use crate::text::{booking as text, stations as words};

/// The most found for one search.
const SHOWN: usize = 12;

/// The id of the answer.
const ANSWER: &str = "answer";

/// A chooser's state.
#[derive(Clone, Copy)]
pub struct Chooser {
    app: App,
    /// The tiers among which one chooses; empty: all.
    tiers: StoredValue<Vec<Tier>>,
    /// Whether stations are chosen (凤鸣路社区退役军人服务站) or places (凤鸣路社区).
    stations: bool,
    chosen: Signal<Option<DivisionCode>>,
    on_choose: Callback<DivisionCode>,
    typed: RwSignal<String>,
    /// The division whose parts are listed.
    level: RwSignal<DivisionCode>,
    /// What was tapped last, or stood there before, if it does not do the service itself.
    other: RwSignal<Option<DivisionCode>>,
}

impl Chooser {
    /// A chooser over `tiers` (all, if empty). `proposed`: what the answer stands in the place of, if
    /// nobody has said yes to it. If nothing is chosen, that is, else my station, or whichever does
    /// it for them.
    pub fn new(
        app: App,
        tiers: Vec<Tier>,
        stations: bool,
        chosen: Signal<Option<DivisionCode>>,
        proposed: Option<DivisionCode>,
        on_choose: Callback<DivisionCode>,
    ) -> Self {
        let chooser = Self {
            app,
            tiers: StoredValue::new(tiers),
            stations,
            chosen,
            on_choose,
            typed: RwSignal::new(String::new()),
            level: RwSignal::new(DivisionCode::CHONGQING),
            other: RwSignal::new(proposed),
        };
        let first = proposed.or(app.my_station.get_untracked());
        if let (None, Some(first)) = (chosen.get_untracked(), first) {
            chooser.choose(first);
        }
        chooser
    }

    /// What is chosen, what goes on (a form of its own: Enter in the search submits nothing), and how
    /// to find another one. As long as nothing is chosen the finding comes first.
    pub fn view(self, go_on: impl Fn() -> AnyView + Copy + Send + Sync + 'static) -> AnyView {
        let some = Memo::new(move |_| self.chosen.get().is_some());
        view! {
            <div id=ANSWER tabindex="-1">{with_stations(self.app, move |index| self.chosen(index))}</div>
            {move || some.get().then(go_on)}
            <section class="sec">
                <h2>{move || if some.get() { text::OTHER_STATION } else { text::FIND_STATION }}</h2>
                {search_field(self.typed, None)}
                {with_stations(self.app, move |index| self.found(index))}
            </section>
            {move || (!some.get()).then(go_on)}
        }
        .into_any()
    }

    fn name(self, index: &StationIndex, at: usize) -> String {
        if self.stations {
            index.display_name(at)
        } else {
            index.short_name(at)
        }
    }

    /// Takes what was tapped, or whichever station does the service for it.
    fn choose(self, code: DivisionCode) {
        self.other.set(Some(code));
        match self.place(code) {
            Place::Here(code) | Place::Above(code) => {
                self.on_choose.run(code);
            }
            Place::Below(_) => self.level.set(code),
        }
    }

    fn place(self, code: DivisionCode) -> Place {
        self.tiers.with_value(|tiers| place(code, tiers))
    }

    /// Why another one stands there than was tapped.
    fn why(self, index: &StationIndex) -> Option<String> {
        let code = self.other.get()?;
        let name = |code| Some(self.name(index, index.find(code)?));
        match self.place(code) {
            Place::Here(_) => None,
            Place::Above(above) => Some(text::done_above(&name(code)?, &name(above)?)),
            Place::Below(tier) => Some(text::done_below(tier).to_owned()),
        }
    }

    /// The station chosen, and what there is to say about it.
    fn chosen(self, index: &StationIndex) -> AnyView {
        let said = self
            .why(index)
            .map(|words| view! { <Notice tone=Tone::Info>{words}</Notice> });
        let at = self.chosen.get().and_then(|code| index.find(code));
        let card = at.map(|at| {
            let mine = self.app.my_station.get() == Some(index.code(at));
            let label = if mine {
                text::MINE
            } else {
                text::STATION_CHOSEN
            };
            view! {
                <div class="opt on" role="status">
                    <svg class="i" aria-hidden="true"><use href="#i-ok"></use></svg>
                    <span>
                        <small>{label}</small>
                        <b><StationName name=self.name(index, at) /></b>
                        <small>{whereabouts(index, at)}</small>
                    </span>
                </div>
            }
        });
        view! { <div class="stack">{said}{card}</div> }.into_any()
    }

    /// What the search finds; the levels while nothing is typed.
    fn found(self, index: &StationIndex) -> AnyView {
        let typed = self.typed.read();
        if model::search::Query::parse(&typed).is_none() {
            return self.levels(index);
        }
        let hits = index.search(&typed, self.app.my_station.get(), SHOWN + 1);
        if hits.is_empty() {
            return view! {
                <div class="empty" role="status"><h2>{words::NONE}</h2><p>{words::NONE_HINT}</p></div>
            }
            .into_any();
        }
        let more = (hits.len() > SHOWN).then(|| view! { <p class="muted">{words::MORE}</p> });
        let rows: Vec<AnyView> = hits
            .iter()
            .take(SHOWN)
            .map(|hit| self.row(index, hit.index, self.name(index, hit.index), false))
            .collect();
        view! { <ul class="card list">{rows}</ul>{more} }.into_any()
    }

    /// One level of the way down: the division's own station, then what lies in it.
    fn levels(self, index: &StationIndex) -> AnyView {
        let at = index.find(self.level.get()).unwrap_or(0);
        let mut path: Vec<usize> = index.ancestors(at);
        path.reverse();
        let crumbs: Vec<AnyView> = path.iter().map(|above| self.crumb(index, *above)).collect();
        let crumbs = (!crumbs.is_empty()).then(|| {
            view! { <nav class="crumbs" aria-label=text::DRILL><ol>{crumbs}<li><span>{index.short_name(at)}</span></li></ol></nav> }
        });
        let deepest = self
            .tiers
            .with_value(|tiers| tiers.iter().copied().max())
            .unwrap_or(Tier::Village);
        let own = self
            .does(index.tier(at))
            .then(|| self.row(index, at, self.name(index, at), false));
        let below = index.children(at).into_iter().map(|child| {
            let drill = index.tier(child) < deepest;
            let name = if drill {
                index.short_name(child)
            } else {
                self.name(index, child)
            };
            self.row(index, child, name, drill)
        });
        let rows: Vec<AnyView> = own.into_iter().chain(below).collect();
        view! {
            <h3>{text::DRILL}</h3>
            {crumbs}
            <ul class="card list">{rows}</ul>
        }
        .into_any()
    }

    fn does(self, tier: Tier) -> bool {
        self.tiers
            .with_value(|tiers| tiers.is_empty() || tiers.contains(&tier))
    }

    fn crumb(self, index: &StationIndex, at: usize) -> AnyView {
        let code = index.code(at);
        let name = if code == DivisionCode::CHONGQING {
            text::DRILL_TOP.to_owned()
        } else {
            index.short_name(at)
        };
        let go = move |_| self.level.set(code);
        view! { <li><button type="button" class="txt" on:click=go>{name}</button></li> }.into_any()
    }

    /// A row: goes one level down (`drill`) or chooses.
    fn row(self, index: &StationIndex, at: usize, name: String, drill: bool) -> AnyView {
        let code = index.code(at);
        let tap = move |_| {
            if drill {
                self.level.set(code);
            } else {
                self.choose(code);
                to_answer();
            }
        };
        let (sub, icon) = if drill {
            (String::new(), "#i-next")
        } else {
            (whereabouts(index, at), "#i-plus")
        };
        let sub = (!sub.is_empty()).then(|| view! { <small>{sub}</small> });
        let act = (!drill).then(|| view! { <span class="vh">{text::CHOOSE_THIS}</span> });
        view! {
            <li>
                <button type="button" class="row" on:click=tap>
                    <span class="row-t"><b><StationName name /></b>{sub}{act}</span>
                    <svg class="i go-i" aria-hidden="true"><use href=icon></use></svg>
                </button>
            </li>
        }
        .into_any()
    }
}

/// Brings the answer into view, and the focus with it: the row tapped may be gone.
fn to_answer() {
    spawn_local(async {
        tick().await;
        dom::scroll_to_top();
        dom::focus(ANSWER);
    });
}
