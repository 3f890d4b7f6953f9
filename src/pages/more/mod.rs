//! Pages that explain: the privacy notice, about the app and the network, and that there is no such
//! page. The station's side is opened from here too, so that nothing of it lies in the main module.

use leptos::prelude::*;

use crate::app::{came, lazy, ready};
use crate::chunks;
use crate::live::live;
use crate::pages::not_found;
use crate::routes::{MorePage, Route};
use crate::state::App;

mod about;
mod privacy;

/// The area's view, following the route.
pub fn area() -> AnyView {
    let app = App::get();
    let page = Memo::new(move |_| match *app.route.read() {
        Route::More(page) => Some(page),
        _ => None,
    });
    let view = move || match page.get() {
        Some(MorePage::Privacy) => privacy::page(),
        Some(MorePage::About) => about::page(),
        Some(MorePage::Staff) => lazy(|| ready(chunks::staff()), || came(chunks::preload_staff())),
        None => not_found(),
    };
    live(view)
}
