//! Ticks of checklists, kept on this device among the drafts.

use client::drafts::{self, Draft};
use client::ports::Ports;

/// What is ticked, as it was kept; `None` if nothing is or it cannot be read.
pub(super) async fn load_ticks(slug: &str) -> Option<String> {
    let ports = crate::engine::ports().await?;
    drafts::load(ports.store(), Draft::Ticks(slug)).await.ok()?
}

/// Keeps what is ticked; nothing ticked is forgotten. A tick that cannot be kept still shows for as
/// long as the page does.
pub(super) async fn keep_ticks(slug: &str, text: &str) {
    let Some(ports) = crate::engine::ports().await else {
        return;
    };
    let draft = Draft::Ticks(slug);
    let _ = match text.is_empty() {
        true => drafts::clear(ports.store(), draft).await,
        false => drafts::save(ports.store(), draft, text).await,
    };
}
