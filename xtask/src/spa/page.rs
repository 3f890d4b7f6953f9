//! The page: from what Trunk wrote to what is served, without a single inline script.

use anyhow::{Context as _, Result, bail};

/// Where the page's parts are, as URL paths.
pub struct Parts<'a> {
    /// Runs before the first paint.
    pub boot: &'a str,
    /// The bundled app.
    pub app: &'a str,
    /// The main module.
    pub wasm: &'a str,
    /// The style sheet that is not inline.
    pub css: &'a str,
}

/// Stands for the build's id until everything else is known.
pub const BUILD_MARK: &str = "__BUILD__";

/// The inline style's text; empty when the page has none. More than one is an error: each would need its own hash.
pub fn inline_style(html: &str) -> Result<String> {
    match between_all(html, "<style", "</style>").as_slice() {
        [] => Ok(String::new()),
        [element] => {
            let (_, text) = element.split_once('>').context("<style without an end")?;
            Ok(text.to_owned())
        }
        several => bail!(
            "index.html has {} inline styles; one is allowed",
            several.len()
        ),
    }
}

/// Puts the smaller style in place of the page's own.
pub fn with_style(html: &str, old: &str, new: &str) -> String {
    if old.is_empty() {
        return html.to_owned();
    }
    html.replacen(old, new, 1)
}

/// Points the page at its hashed parts.
pub fn with_parts(html: &str, css_written_by_trunk: &str, parts: &Parts<'_>) -> Result<String> {
    if !between_all(html, "<script", "</script>").is_empty() {
        bail!("index.html must hold no script: the content security policy refuses it");
    }
    let head = format!(
        "<meta name=\"build\" content=\"{BUILD_MARK}\">\n\
         <script src=\"{}\"></script>\n\
         <link rel=\"modulepreload\" href=\"{}\">\n\
         <script type=\"module\" src=\"{}\"></script>\n",
        parts.boot, parts.app, parts.app
    );
    // The largest part is asked for at the page's end: the connection that brought the page is free then, while one asked
    // for at its beginning waits for a new connection, on a slow line a round trip longer.
    let module = format!(
        "<link rel=\"preload\" href=\"{}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n",
        parts.wasm
    );
    let (before, after) = html
        .split_once("</head>")
        .context("index.html has no </head>")?;
    let html = format!("{before}{head}</head>{after}");
    let written = format!("href=\"{css_written_by_trunk}\"");
    if html.matches(&written).count() != 1 {
        bail!("expected exactly one {written} in the page that Trunk wrote");
    }
    let html = html.replace(&written, &format!("href=\"{}\"", parts.css));
    let sheet = html
        .find("<link rel=\"stylesheet\"")
        .context("index.html has no style sheet of its own")?;
    let (before, after) = html.split_at(sheet);
    Ok(format!("{before}{module}{after}"))
}

/// What is fetched first, as values of the page's `Link` header: asked for before the page itself has come.
pub fn link(parts: &Parts<'_>) -> Vec<String> {
    vec![
        format!("<{}>; rel=preload; as=script", parts.boot),
        format!("<{}>; rel=modulepreload", parts.app),
    ]
}

/// Refuses what the content security policy would: inline handlers and style attributes.
pub fn check(html: &str) -> Result<()> {
    for bad in [
        " style=\"",
        " onclick=",
        " onload=",
        " onerror=",
        "javascript:",
    ] {
        if html.contains(bad) {
            bail!("index.html contains {bad:?}, which the content security policy refuses");
        }
    }
    Ok(())
}

fn between_all<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(open) {
        let Some((inside, next)) = after.split_once(close) else {
            break;
        };
        found.push(inside);
        rest = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTS: Parts<'_> = Parts {
        boot: "/assets/boot-1.js",
        app: "/assets/app-2.js",
        wasm: "/assets/app-2.wasm",
        css: "/assets/app-3.css",
    };

    #[test]
    fn the_page_points_at_its_parts() {
        let html = "<head><style>a{}</style></head><body><link rel=\"stylesheet\" href=\"/app.css\"></body>";
        let page = with_parts(html, "/app.css", &PARTS).unwrap();
        for part in [PARTS.boot, PARTS.app, PARTS.wasm, PARTS.css] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains("\"/app.css\""));
        assert!(
            page.find(PARTS.boot) < page.find(PARTS.app),
            "boot comes first"
        );
        assert!(
            page.find("</head>") < page.find(PARTS.wasm)
                && page.find(PARTS.wasm) < page.find(PARTS.css),
            "the module is asked for at the end, before the style sheet"
        );
    }

    #[test]
    fn scripts_and_second_styles_are_refused() {
        let script = "<head></head><script>1</script><link href=\"/app.css\">";
        assert!(with_parts(script, "/app.css", &PARTS).is_err());
        assert!(inline_style("<style>a</style><style>b</style>").is_err());
        assert_eq!(
            inline_style("<style type=\"text/css\">a{}</style>").unwrap(),
            "a{}"
        );
        assert!(check("<p style=\"color:red\">").is_err());
    }
}
