//! Every pair of colours that stands on each other in the style can be read: 4.5:1 for words, 3:1
//! for the edges of controls, in the light and in the dark scheme.

use std::collections::HashMap;

const STYLE: &str = include_str!("../../style/critical.css");

/// Words on their ground.
const WORDS: [(&str, &str); 29] = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "pine-tint"),
    ("ink", "wait-bg"),
    ("ink", "ok-bg"),
    ("ink", "fail-bg"),
    ("ink", "info-bg"),
    ("ink", "gold-bg"),
    ("ink-2", "paper"),
    ("ink-2", "surface"),
    ("ink-2", "pine-tint"),
    ("ink-2", "ok-bg"),
    ("ink-2", "line"),
    ("pine", "paper"),
    ("pine", "surface"),
    ("pine", "pine-tint"),
    ("on-pine", "pine"),
    ("on-pine", "pine-dark"),
    ("band-ink", "band"),
    ("band-2", "band"),
    ("star", "surface"),
    ("gold", "gold-bg"),
    ("wait", "wait-bg"),
    ("ok", "ok-bg"),
    ("ok", "surface"),
    ("fail", "fail-bg"),
    ("fail", "surface"),
    ("info", "info-bg"),
    ("wait", "surface"),
];

/// Edges of controls on their ground.
const EDGES: [(&str, &str); 2] = [("edge", "surface"), ("edge", "paper")];

/// The tokens of one `:root` block: name to red, green, blue.
fn tokens(block: &str) -> HashMap<&str, [f64; 3]> {
    let declarations = block
        .split(';')
        .filter_map(|part| part.trim().strip_prefix("--"));
    declarations
        .filter_map(|part| {
            let (name, value) = part.split_once(':')?;
            let hex = value.strip_prefix('#')?;
            let wide: String = if hex.len() == 3 {
                hex.chars().flat_map(|digit| [digit, digit]).collect()
            } else {
                hex.to_owned()
            };
            let [red, green, blue] = model::hex::decode::<3>(&wide)?;
            Some((name, [red, green, blue].map(|part| f64::from(part) / 255.0)))
        })
        .collect()
}

/// Relative luminance after WCAG 2.2.
fn luminance(colour: [f64; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

#[test]
fn every_pair_can_be_read() {
    let mut blocks = STYLE
        .split(":root{")
        .skip(1)
        .map(|rest| rest.split('}').next().unwrap());
    let light = tokens(blocks.next().unwrap());
    let mut dark = light.clone();
    dark.extend(tokens(blocks.next().unwrap()));
    assert_ne!(light["paper"], dark["paper"]);
    let mut faults = Vec::new();
    for (scheme, tokens) in [("light", light), ("dark", dark)] {
        for (pairs, least) in [(&WORDS[..], 4.5), (&EDGES[..], 3.0)] {
            for (front, ground) in pairs {
                let ratio = contrast(tokens[front], tokens[ground]);
                if ratio < least {
                    faults.push(format!("{scheme}: {front} on {ground} is {ratio:.2}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_measure_is_right() {
    assert!((contrast([1.0; 3], [0.0; 3]) - 21.0).abs() < 0.001);
}
