//! The list of what to bring, to be ticked.

use leptos::prelude::*;

use crate::text::ui;

/// What to bring: tick what is in the bag. Above it a line shows how far one is.
#[component]
pub fn Checklist(
    /// Each thing and a line about it, which may be empty. At most 32.
    items: Vec<(String, String)>,
    /// What is ticked: bit n stands for item n.
    #[prop(into)]
    ticked: Signal<u32>,
    /// Called with the number of the item tapped.
    #[prop(into)]
    on_toggle: Callback<usize>,
) -> impl IntoView {
    let count = items.len();
    let done = move || (ticked.get() & ((1_u64 << count) - 1) as u32).count_ones() as usize;
    let item = |(number, (name, more)): (usize, (String, String))| {
        let on = move || ticked.get() >> number & 1 == 1;
        let more = (!more.is_empty()).then(|| view! { <small>{more}</small> });
        view! {
            <li>
                <label class=move || if on() { "tick on" } else { "tick" }>
                    <input type="checkbox" prop:checked=on on:change=move |_| on_toggle.run(number) />
                    <span><b>{name}</b>{more}</span>
                </label>
            </li>
        }
    };
    view! {
        <p class="prog" role="status">{move || ui::ready(done(), count)}</p>
        <Meter part=Signal::derive(done) whole=count />
        <ul class="card list">{items.into_iter().enumerate().map(item).collect_view()}</ul>
    }
    .into_any()
}

/// A thin line that fills up. The words beside it say the same.
#[component]
pub fn Meter(
    /// How far.
    #[prop(into)]
    part: Signal<usize>,
    /// Of how much.
    whole: usize,
) -> impl IntoView {
    view! { <div class="meter" aria-hidden="true"><i class=move || fill(part.get(), whole)></i></div> }
}

/// The class that fills a tenth more each; the security policy allows no style attributes.
fn fill(part: usize, whole: usize) -> &'static str {
    const TENTHS: [&str; 11] = [
        "m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10",
    ];
    TENTHS[(part * 10 + whole / 2)
        .checked_div(whole)
        .unwrap_or(0)
        .min(10)]
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn the_line_fills_in_tenths() {
        assert_eq!(fill(0, 5), "m0");
        assert_eq!(fill(2, 5), "m4");
        assert_eq!(fill(2, 3), "m7");
        assert_eq!(fill(5, 5), "m10");
        assert_eq!(fill(9, 5), "m10");
        assert_eq!(fill(0, 0), "m0");
    }
}
