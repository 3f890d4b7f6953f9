//! The log: one JSON object a line on the standard error output, without personal data.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// A subscriber that writes JSON lines. `filter` is as in `VS_LOG`; nonsense in it is ignored.
pub fn subscriber<W>(filter: &str, writer: W) -> impl tracing::Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(true)
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(writer)
        .finish()
}

/// Starts the log of the whole program, and logs a panic by its place only: its words may hold
/// whatever was being handled.
pub fn start(filter: &str) {
    let log = subscriber(filter, std::io::stderr);
    // Set already in tests that start the server twice; the first one stays.
    let _ = tracing::subscriber::set_global_default(log);
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(place, "panic");
    }));
}
