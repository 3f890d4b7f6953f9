//! The static frame of `index.html`: the few places of it that change.

use std::cell::Cell;

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

use super::dom;

fn query(selector: &str) -> Option<Element> {
    web_sys::window()?
        .document()?
        .query_selector(selector)
        .ok()?
}

/// Sets the status chip's words, colour and target; no words hide it.
pub fn set_chip(words: &str, state: &str, href: &str) {
    let Some(chip) = query(".chip") else { return };
    let icon = match state {
        "ok" => "#i-net",
        "fail" => "#i-fail",
        "info" => "#i-send",
        _ if words.is_empty() => "#i-net",
        _ => "#i-wait",
    };
    if let Ok(Some(symbol)) = chip.query_selector("use") {
        let _ = symbol.set_attribute("href", icon);
    }
    if let Some(label) = chip.last_child() {
        label.set_text_content(Some(words));
    }
    let _ = chip.set_attribute("data-s", state);
    let _ = chip.set_attribute("href", href);
    let _ = chip.class_list().toggle_with_force("off", words.is_empty());
}

/// Marks the tab whose link is `href` as the current one; none if there is no such tab.
pub fn mark_tab(href: &str) {
    let Some(tabs) = query(".tabs") else { return };
    if let Ok(Some(current)) = tabs.query_selector("[aria-current]") {
        let _ = current.remove_attribute("aria-current");
    }
    let selector = ["a[href=\"", href, "\"]"].concat();
    if let Ok(Some(tab)) = tabs.query_selector(&selector) {
        let _ = tab.set_attribute("aria-current", "page");
    }
}

/// Sets the small line under the brand: my station's short name.
pub fn set_brand_line(words: &str) {
    if let Some(line) = query(".brand small") {
        line.set_text_content(Some(words));
    }
}

/// Calls back with the new state when the person switches elder mode. `boot.js` does the switching
/// and remembers it, so that the switch works before the app has arrived.
pub fn on_elder_click(callback: impl Fn(bool) + 'static) {
    let Some(button) = dom::element("elder") else {
        return;
    };
    let listener = Closure::<dyn Fn(Event)>::new(move |_| {
        callback(dom::root_attribute("data-elder").is_some());
    });
    let _ =
        button.add_event_listener_with_callback("click", listener.into_js_value().unchecked_ref());
}

/// Children of `.home` that never change: all but my station's card. Taken out of the page before
/// the app clears it, and put back wherever the first page is drawn, so that their words and
/// drawings are in the HTML alone.
pub struct StaticHome {
    hero: Option<Element>,
    sections: Vec<Element>,
    /// Somebody was typing into the search when it was taken out, which takes the focus away.
    typing: Cell<bool>,
}

impl StaticHome {
    /// Takes the first page's static parts out of `main`.
    pub fn take(main: &Element) -> Self {
        let hero = main.query_selector(".hero").ok().flatten();
        let mut sections = Vec::new();
        let mut next = main
            .query_selector(".home")
            .ok()
            .flatten()
            .and_then(|home| home.first_element_child());
        while let Some(section) = next {
            next = section.next_element_sibling();
            if !section.class_list().contains("mine") {
                sections.push(section);
            }
        }
        let typing = Cell::new(matches!(main.query_selector("#q:focus"), Ok(Some(_))));
        Self {
            hero,
            sections,
            typing,
        }
    }

    /// What was typed into the search before the app came.
    pub fn typed(&self) -> String {
        self.hero
            .as_ref()
            .and_then(|hero| hero.query_selector("#q").ok()?)
            .and_then(|field| field.dyn_into::<HtmlInputElement>().ok())
            .map(|field| field.value())
            .unwrap_or_default()
    }

    /// The place of the next appointment, wherever it is now.
    pub fn place_of_next(&self) -> Option<HtmlElement> {
        let next = self
            .sections
            .iter()
            .find(|section| section.id() == "next")?;
        next.clone().dyn_into().ok()
    }

    /// Puts the hero, with the search field, into `place`.
    pub fn put_hero(&self, place: &Element) {
        if let Some(hero) = &self.hero {
            let _ = place.append_child(hero);
            if self.typing.take() {
                dom::focus("q");
            }
        }
    }

    /// Puts the sections into `place`.
    pub fn put_sections(&self, place: &Element) {
        for section in &self.sections {
            let _ = place.append_child(section);
        }
    }
}
