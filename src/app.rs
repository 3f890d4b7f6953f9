//! The shell: which page stands in the frame.
//!
//! The frame (top bar, tabs) is the static HTML of `index.html` and is never drawn again; the app
//! mounts into `<main>`, and `frame` keeps the frame's moving parts up to date.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::SplitLoaderError;

use crate::browser::{dom, history};
use crate::chunks::{self, ChunkError, Loaded};
use crate::live::live;
use crate::pages;
use crate::routes::{Area, Route};
use crate::state::App;
use crate::{background, frame};

/// Starts the app in the page.
pub fn start() {
    let elder = dom::root_attribute("data-elder").is_some();
    let Some(main) = dom::element("main") else {
        return;
    };
    let mut route = Route::parse(&history::current_path_and_query());
    pages::home::keep_static(&main, &mut route);
    let app = App::new(route, elder);
    main.set_text_content(None);
    history::on_pop(move |path| app.show(Route::parse(&path)));
    history::on_link_click(move |path| app.follow(path));
    history::keep_forms();
    mount_to(main, move || {
        provide_context(app);
        frame::keep(app);
        outlet(app)
    })
    .forget();
    background::start(app);
}

impl App {
    /// Goes to another page of the app and adds it to the history.
    pub fn go(self, path: &str) {
        history::push(path);
        self.show(Route::parse(path));
    }

    /// Puts another page in the place of this one: back then leads to the one before.
    pub fn replace(self, path: &str) {
        history::replace(path);
        self.show(Route::parse(path));
    }

    /// One page back; home if this one was the first.
    pub fn back(self) {
        if !history::back() {
            self.go(crate::routes::paths::HOME);
        }
    }

    fn show(self, route: Route) {
        self.moved.set(true);
        self.route.set(route);
    }

    fn follow(self, path: &str) -> bool {
        if path.starts_with("/api/") {
            return false;
        }
        self.go(path);
        true
    }
}

fn outlet(app: App) -> AnyView {
    let area = Memo::new(move |_| app.route.with(Route::area));
    live(move || match area.get() {
        Area::Home => pages::home::area(),
        Area::Stations => pages::stations::search_area(),
        Area::Station => lazy(
            || ready(chunks::station()),
            || came(chunks::preload_station()),
        ),
        Area::Services => lazy(
            || ready(chunks::services()),
            || came(chunks::preload_services()),
        ),
        Area::Book => lazy(
            || ready(chunks::booking()),
            || came(chunks::preload_booking()),
        ),
        Area::My => lazy(|| ready(chunks::my()), || came(chunks::preload_my())),
        Area::Volunteer => lazy(
            || ready(chunks::volunteer()),
            || came(chunks::preload_volunteer()),
        ),
        Area::More | Area::NotFound => {
            lazy(|| ready(chunks::more()), || came(chunks::preload_more()))
        }
    })
}

/// Fetches a chunk; says whether it came.
pub(crate) type Fetch = fn() -> Pin<Box<dyn Future<Output = bool>>>;

pub(crate) fn came(
    chunk: impl Future<Output = Result<(), SplitLoaderError>> + 'static,
) -> Pin<Box<dyn Future<Output = bool>>> {
    Box::pin(async move { chunk.await.is_ok() })
}

/// How far a chunk has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Loading,
    Ready,
    /// That often in vain.
    Failed(u8),
}

/// Draws a lazy page: at once if its chunk is there, else a calm wait, and another try on failure.
pub(crate) fn lazy(draw: fn() -> Option<Loaded>, fetch: Fetch) -> AnyView {
    if let Some(Ok(view)) = draw() {
        return view;
    }
    let progress = RwSignal::new(Progress::Loading);
    let failures = StoredValue::new(0_u8);
    let load = Callback::new(move |()| {
        progress.set(Progress::Loading);
        spawn_local(async move {
            let came = fetch().await;
            let before = failures.try_get_value().unwrap_or_default();
            progress.try_set(if came {
                Progress::Ready
            } else {
                failures.try_set_value(before.saturating_add(1));
                Progress::Failed(before.saturating_add(1))
            });
        });
    });
    load.run(());
    live(move || match progress.get() {
        Progress::Loading => pages::loading(),
        Progress::Failed(times) => pages::chunk_failed(load, times),
        Progress::Ready => match draw() {
            Some(Ok(view)) => view,
            // It came and is of no use: the same again cannot help.
            Some(Err(ChunkError)) | None => pages::chunk_failed(load, u8::MAX),
        },
    })
}

/// The output of a future that has nothing to wait for.
pub(crate) fn ready<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
