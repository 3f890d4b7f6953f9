//! Icons and the emblem: symbols of the sprite in `index.html`, so that the WASM carries ids only.

use leptos::prelude::*;
use model::catalogue::Category;

/// The id of a symbol, as in `#i-home`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IconName(pub(crate) &'static str);

macro_rules! icons {
    ($($name:ident = $id:literal),* $(,)?) => {
        #[allow(missing_docs, reason = "the id says what it shows")]
        impl IconName {
            $(pub const $name: Self = Self(concat!("#i-", $id));)*
            /// Every icon, for the test against `index.html`.
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

icons! {
    HOME = "home", DOC = "doc", STATION = "station", ME = "me", SEARCH = "search", PHONE = "phone", PIN = "pin",
    CLOCK = "clock", CALENDAR = "cal", CHECK = "check", OK = "ok", CLOSE = "x", FAIL = "fail", WARN = "warn",
    INFO = "info", WAIT = "wait", NEXT = "next", BACK = "back", DOWN = "down", EDIT = "edit", PRINT = "print",
    SHARE = "share", SAVE = "save", TRASH = "trash", NET = "net", OFF = "off", SEND = "send", TRAY = "tray",
    HEART = "heart", FILE = "file", CARD = "card", JOB = "job", VISIT = "visit", HELP = "help", LAW = "law",
    FLAG = "flag", BOOK = "book", CHAT = "chat", MEDAL = "medal", SAFE = "safe", TEAM = "team", AGAIN = "again",
    PLUS = "plus", EYE = "eye", OUT = "out", COPY = "copy", FEE = "fee", QR = "qr",
}

/// The symbol of a category.
pub fn category_icon(category: Category) -> IconName {
    match category {
        Category::Registration => IconName::FILE,
        Category::Card => IconName::CARD,
        Category::Work => IconName::JOB,
        Category::Visits => IconName::VISIT,
        Category::Hardship => IconName::HELP,
        Category::Rights => IconName::LAW,
        Category::Guidance => IconName::FLAG,
        Category::Advice => IconName::CHAT,
        Category::Volunteering => IconName::HEART,
    }
}

/// An icon beside a word. It says nothing to a screen reader: the word does.
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
) -> impl IntoView {
    view! {
        <svg class="i" aria-hidden="true">
            <use href=name.0></use>
        </svg>
    }
}

/// The star over the station's roof.
#[component]
pub fn Emblem() -> impl IntoView {
    view! {
        <svg class="emblem" aria-hidden="true">
            <use href="#i-emblem"></use>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_in_the_page() {
        let page = include_str!("../../index.html");
        for icon in IconName::ALL {
            let symbol = ["<symbol id=\"", icon.0.trim_start_matches('#'), "\""].concat();
            assert!(page.contains(&symbol), "{symbol} is missing in index.html");
        }
        let symbols = page.matches("<symbol id=").count();
        assert_eq!(
            symbols,
            IconName::ALL.len() + 2,
            "icons, the emblem and the ridges"
        );
    }

    #[test]
    fn the_static_first_page_has_every_category() {
        let page = include_str!("../../index.html");
        let mut rest = page;
        for category in Category::TILES {
            let link = [
                "<a class=\"tile\" href=\"/services/c/",
                category.slug(),
                "\">",
            ]
            .concat();
            let (_, tile) = rest
                .split_once(&link)
                .expect("a tile, in the catalogue's order");
            let (tile, after) = tile.split_once("</a>").unwrap();
            assert!(
                tile.contains(category_icon(category).0),
                "{}",
                category.title()
            );
            assert!(tile.ends_with(category.title()), "{}", category.title());
            rest = after;
        }
        assert_eq!(
            page.matches("class=\"tile\"").count(),
            Category::TILES.len()
        );
    }
}
