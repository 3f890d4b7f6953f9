//! The ticks on a checklist, kept on this device by the names of the things: when the list changes
//! with a newer catalogue, a tick stays with its thing.

use leptos::prelude::*;

/// The ticks of one service.
#[derive(Clone, Copy)]
pub(super) struct Ticks {
    bits: RwSignal<u32>,
    slug: StoredValue<String>,
    names: StoredValue<Vec<String>>,
}

impl Ticks {
    /// Reads what is kept.
    pub(super) fn of(slug: &str, names: Vec<String>) -> Self {
        let ticks = Self {
            bits: RwSignal::new(0),
            slug: StoredValue::new(slug.to_owned()),
            names: StoredValue::new(names),
        };
        let slug = slug.to_owned();
        leptos::task::spawn_local(async move {
            if let Some(kept) = super::kept::load_ticks(&slug).await {
                let bits = ticks.names.try_with_value(|names| decode(names, &kept));
                ticks.bits.try_set(bits.unwrap_or_default());
            }
        });
        ticks
    }

    /// Bit n stands for thing n.
    pub(super) fn bits(self) -> Signal<u32> {
        self.bits.into()
    }

    /// Ticks or unticks thing `at`, and keeps it.
    pub(super) fn toggle(self, at: usize) {
        self.bits.update(|bits| *bits ^= 1 << at);
        let kept = self
            .names
            .with_value(|names| encode(names, self.bits.get_untracked()));
        let slug = self.slug.get_value();
        leptos::task::spawn_local(async move { super::kept::keep_ticks(&slug, &kept).await });
    }
}

/// The names of what is ticked, a line each.
fn encode(names: &[String], bits: u32) -> String {
    let ticked = names
        .iter()
        .enumerate()
        .filter(|(at, _)| bits >> at & 1 == 1);
    ticked
        .map(|(_, name)| name.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

fn decode(names: &[String], kept: &str) -> u32 {
    let ticked = |name: &&String| kept.lines().any(|line| line == name.as_str());
    let bits = names
        .iter()
        .take(32)
        .enumerate()
        .filter(|(_, name)| ticked(name));
    bits.fold(0, |bits, (at, _)| bits | 1 << at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_stay_with_their_things() {
        let names = |list: &[&str]| {
            list.iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let old = names(&["身份证", "户口簿", "照片"]);
        let kept = encode(&old, 0b101);
        assert_eq!(decode(&old, &kept), 0b101);
        let newer = names(&["照片", "申请表", "身份证"]);
        assert_eq!(decode(&newer, &kept), 0b101);
        assert_eq!(decode(&names(&["申请表"]), &kept), 0);
        assert_eq!(decode(&old, ""), 0);
    }
}
