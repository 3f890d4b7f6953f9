//! The built app: the page for every address of it, caching, compression, the content policy.

use axum::body::Body;
use model::error::ErrorCode;
use server::http::assets::{AssetError, Assets, ServiceWorker};
use tempfile::TempDir;

use crate::support::*;

const STYLE: &str = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

fn built() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, body: &str| {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, body).unwrap();
    };
    write("index.html", "<!doctype html>page");
    write("index.html.br", "packed page");
    write("sw.js", "worker");
    write("sw-off.js", "worker that leaves");
    write("assets/app-1a2b.wasm", "module");
    write("secret.txt", "not in the manifest");
    let listed = |path: &str, media: &str, brotli: Option<u64>| {
        serde_json::json!({
            "path": path, "type": media, "bytes": 1, "brotli": brotli, "kind": "other",
            "immutable": path.starts_with("/assets/"), "sha256": "",
        })
    };
    let manifest = serde_json::json!({
        "build": "1a2b",
        "csp_style": [STYLE],
        "link": ["</assets/boot-1.js>; rel=preload; as=script", "</assets/app-1a2b.js>; rel=modulepreload"],
        "assets": [
            listed("/index.html", "text/html; charset=utf-8", Some(11)),
            listed("/sw.js", "text/javascript; charset=utf-8", None),
            listed("/sw-off.js", "text/javascript; charset=utf-8", None),
            listed("/assets/app-1a2b.wasm", "application/wasm", None),
        ],
    });
    write("manifest.json", &manifest.to_string());
    folder
}

async fn app(worker: ServiceWorker) -> TestApp {
    let folder = built();
    let assets = Assets::from_folder(folder.path(), worker).unwrap();
    TestApp::with(Setup {
        assets,
        ..Setup::default()
    })
    .await
}

async fn fetch(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut builder = request("GET", path, None);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    app.send(builder.body(Body::empty()).unwrap()).await
}

const BROWSER: [(&str, &str); 1] = [(
    "accept",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
)];

#[tokio::test]
async fn every_address_of_the_app_is_the_page() {
    let app = app(ServiceWorker::On).await;
    for path in [
        "/",
        "/index.html",
        "/stations/500112",
        "/my/bookings/1",
        "/services?q=%E8%AF%81",
    ] {
        let page = fetch(&app, path, &BROWSER).await;
        assert_eq!(
            (page.status.as_u16(), page.text()),
            (200, "<!doctype html>page"),
            "{path}"
        );
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.header("cache-control"), "no-cache");
    }
}

#[tokio::test]
async fn what_is_missing_is_missing() {
    let app = app(ServiceWorker::On).await;
    for path in [
        "/assets/app-0000.wasm",
        "/assets/old",
        "/favicon.ico",
        "/secret.txt",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/manifest.json",
    ] {
        fetch(&app, path, &BROWSER)
            .await
            .refused(ErrorCode::NotFound);
    }
    let image = fetch(&app, "/stations", &[("accept", "image/png")]).await;
    image.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn caching_and_compression() {
    let app = app(ServiceWorker::On).await;
    let module = fetch(&app, "/assets/app-1a2b.wasm", &[]).await;
    assert_eq!(module.header("content-type"), "application/wasm");
    assert_eq!(
        module.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    let page = fetch(&app, "/", &[("accept-encoding", "gzip, deflate, br, zstd")]).await;
    assert_eq!(
        (page.header("content-encoding"), page.text()),
        ("br", "packed page")
    );
    let tag = page.header("etag").to_owned();
    let known = fetch(
        &app,
        "/",
        &[("accept-encoding", "br"), ("if-none-match", &tag)],
    )
    .await;
    assert_eq!((known.status.as_u16(), known.body.len()), (304, 0));
    assert_eq!(
        fetch(&app, "/sw.js", &[]).await.header("cache-control"),
        "no-cache"
    );
    let head = request("HEAD", "/", None).body(Body::empty()).unwrap();
    let head = app.send(head).await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
}

#[tokio::test]
async fn the_service_worker_can_be_taken_away() {
    assert_eq!(
        fetch(&app(ServiceWorker::On).await, "/sw.js", &[])
            .await
            .text(),
        "worker"
    );
    let off = fetch(&app(ServiceWorker::Off).await, "/sw.js", &[]).await;
    assert_eq!(off.text(), "worker that leaves");
}

#[tokio::test]
async fn security_headers() {
    let app = app(ServiceWorker::On).await;
    let page = fetch(&app, "/", &BROWSER).await;
    insta::assert_snapshot!(page.header("content-security-policy").replace("; ", ";\n"), @r"
    default-src 'none';
    script-src 'self' 'wasm-unsafe-eval';
    style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
    img-src 'self' data: blob:;
    font-src 'self';
    connect-src 'self';
    manifest-src 'self';
    worker-src 'self';
    form-action 'self';
    base-uri 'none';
    frame-ancestors 'none'
    ");
    let api = fetch(&app, "/api/v1/catalogue", &[]).await;
    assert_eq!(
        api.header("content-security-policy"),
        "default-src 'none'; frame-ancestors 'none'"
    );
    let refused = fetch(&app, "/api/v1/nothing", &[]).await;
    for answer in [page, api, refused] {
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(
            answer
                .header("permissions-policy")
                .contains("geolocation=(self)")
        );
        assert_eq!(answer.header("x-request-id").len(), 16);
        assert_eq!(answer.header("strict-transport-security"), "");
    }
}

#[tokio::test]
async fn the_page_names_what_it_wants_first_and_its_parts_carry_little() {
    let app = app(ServiceWorker::On).await;
    for path in ["/", "/stations/500112"] {
        assert_eq!(
            fetch(&app, path, &BROWSER).await.header("link"),
            "</assets/boot-1.js>; rel=preload; as=script, </assets/app-1a2b.js>; rel=modulepreload",
        );
    }
    let part = fetch(&app, "/assets/app-1a2b.wasm", &[]).await;
    assert_eq!(part.header("x-content-type-options"), "nosniff");
    assert_eq!(part.header("cross-origin-resource-policy"), "same-origin");
    for only_pages in ["link", "content-security-policy", "permissions-policy"] {
        assert_eq!(part.header(only_pages), "", "{only_pages}");
    }
    // The worker lives under its own answer's policy, and what is missing may be opened as a page.
    for path in ["/sw.js", "/assets/gone.js"] {
        let answer = fetch(&app, path, &[]).await;
        assert_ne!(answer.header("content-security-policy"), "", "{path}");
    }
}

#[test]
fn a_half_built_app_is_not_served() {
    let folder = built();
    std::fs::remove_file(folder.path().join("sw-off.js")).unwrap();
    let read = Assets::from_folder(folder.path(), ServiceWorker::On);
    assert!(matches!(read, Err(AssetError::Unreadable(..))));
    let empty = tempfile::tempdir().unwrap();
    let read = Assets::from_folder(empty.path(), ServiceWorker::On);
    assert!(matches!(read, Err(AssetError::Unreadable(..))));
}

#[tokio::test]
async fn without_a_built_app_the_api_is_served() {
    let app = TestApp::new().await;
    fetch(&app, "/", &BROWSER)
        .await
        .refused(ErrorCode::NotFound);
    assert_eq!(fetch(&app, "/api/v1/catalogue", &[]).await.status, 200);
}

#[tokio::test]
async fn behind_tls_browsers_are_told_to_stay_there() {
    let app = TestApp::with(Setup {
        behind_tls: true,
        ..Setup::default()
    })
    .await;
    let answer = fetch(&app, "/healthz", &[]).await;
    assert_eq!(
        answer.header("strict-transport-security"),
        "max-age=31536000"
    );
}
