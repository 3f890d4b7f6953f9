//! With what a session was begun, as coarse as its owner needs to know it again.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;

/// Browsers, the more particular first: many call themselves by others' names too.
const BROWSERS: [(&str, &str); 9] = [
    ("MicroMessenger/", "微信"),
    ("DingTalk", "钉钉"),
    ("UCBrowser/", "UC"),
    ("QQBrowser/", "QQ"),
    ("HuaweiBrowser/", "Huawei"),
    ("Edg", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems.
const SYSTEMS: [(&str, &str); 7] = [
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
];

/// The browser's family and the system, such as `Chrome Windows`; no version and nothing else of what
/// the browser says of itself.
pub fn family(headers: &HeaderMap) -> String {
    let told = headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let known = |list: &[(&str, &'static str)]| {
        let found = list.iter().find(|(mark, _)| told.contains(mark));
        found.map_or("?", |(_, name)| name)
    };
    format!("{} {}", known(&BROWSERS), known(&SYSTEMS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families() {
        let of = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(USER_AGENT, text.parse().unwrap());
            family(&headers)
        };
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let windows =
            format!("Mozilla/5.0 (Windows NT 10.0; Win64) {webkit} Chrome/131.0 Safari/537.36");
        assert_eq!(of(&windows), "Chrome Windows");
        assert_eq!(of(&format!("{windows} Edg/131.0")), "Edge Windows");
        let phone =
            format!("Mozilla/5.0 (Linux; Android 10; X) {webkit} Chrome/86.0 MicroMessenger/8.0");
        assert_eq!(of(&phone), "微信 Android");
        assert_eq!(of("curl/8"), "? ?");
        assert_eq!(family(&HeaderMap::new()), "? ?");
    }
}
