//! A QR code as a drawing.

use std::fmt::Write as _;

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// Width of the white frame that readers need, in modules.
const QUIET: i32 = 4;

/// A code ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Drawing {
    /// Side of the picture in modules, the frame included.
    side: i32,
    /// The black modules, as the path of an SVG.
    path: String,
}

impl Drawing {
    /// Draws a text; `None` if it is longer than any code can hold.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let mut path = String::new();
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let dark = (x..code.size())
                    .take_while(|x| code.get_module(*x, y))
                    .count() as i32;
                if dark > 0 {
                    let (left, top) = (x + QUIET, y + QUIET);
                    let _infallible = write!(path, "M{left} {top}h{dark}v1h-{dark}z");
                }
                x += dark.max(1);
            }
        }
        Some(Self {
            side: code.size() + 2 * QUIET,
            path,
        })
    }

    /// The picture: black on white in every scheme, because readers look for dark on light.
    pub(crate) fn view(&self, label: String) -> AnyView {
        let side = self.side.to_string();
        let area = ["0 0 ", &side, " ", &side].concat();
        view! {
            <svg class="qr" viewBox=area role="img" aria-label=label shape-rendering="crispEdges">
                <rect width=side.clone() height=side fill="#fff"></rect>
                <path d=self.path.clone() fill="#000"></path>
            </svg>
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::camera::Grey;
    use crate::pages::receive::decode;

    /// The picture as a camera might see it, some pixels for each module.
    fn seen(drawing: &Drawing, pixels: usize) -> Grey {
        let side = drawing.side as usize;
        let mut modules = vec![255_u8; side * side];
        for run in drawing.path.split('M').skip(1) {
            let (at, length) = run.split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let start = y.parse::<usize>().unwrap() * side + x.parse::<usize>().unwrap();
            let length: usize = length.split('v').next().unwrap().parse().unwrap();
            modules[start..start + length].fill(0);
        }
        let width = side * pixels;
        let module = |at: usize| modules[at / width / pixels * side + at % width / pixels];
        Grey {
            width,
            pixels: (0..width * width).map(module).collect(),
        }
    }

    #[test]
    fn what_is_drawn_is_read() {
        for length in [1, 40, 300, 700] {
            let text = "VS1:7K".repeat(length)[..length].to_owned();
            let drawing = Drawing::of(&text).unwrap();
            assert_eq!(decode::texts(&seen(&drawing, 3)), [text], "{length}");
        }
        assert_eq!(Drawing::of(&"A".repeat(5_000)), None);
        assert!(decode::texts(&Grey::default()).is_empty());
    }

    #[test]
    fn the_frame_is_white() {
        let drawing = Drawing::of("A").unwrap();
        assert_eq!(drawing.side, 21 + 8);
        let picture = seen(&drawing, 1);
        let rows: Vec<&[u8]> = picture.pixels.chunks(29).collect();
        assert!(
            rows[..4]
                .iter()
                .chain(&rows[25..])
                .all(|row| row.iter().all(|pixel| *pixel == 255))
        );
        assert!(
            rows.iter()
                .all(|row| row[..4].iter().chain(&row[25..]).all(|pixel| *pixel == 255))
        );
        assert_eq!(rows[4][4], 0, "the finder begins right inside it");
    }
}
