//! Toneless pinyin as an initial and a final, one byte each, so that a table of characters packs
//! and matches well. Only spelling counts here, not phonology: `yuan` is `y` + `uan`.

/// The initials; the empty one first, the two-letter ones before their first letters.
pub const INITIALS: [&str; 24] = [
    "", "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x",
    "r", "z", "c", "s", "y", "w",
];

/// The finals; `v` stands for ü as on keyboards.
pub const FINALS: [&str; 36] = [
    "", "a", "o", "e", "i", "u", "v", "ai", "ei", "ui", "ao", "ou", "iu", "ie", "ve", "ue", "er",
    "an", "en", "in", "un", "vn", "ang", "eng", "ing", "ong", "ia", "iao", "ian", "iang", "iong",
    "ua", "uo", "uai", "uan", "uang",
];

/// One toneless syllable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Syllable {
    initial: u8,
    last: u8,
}

impl Syllable {
    /// The syllable of those two places in [`INITIALS`] and [`FINALS`]; `None` if there are none
    /// such or the final is empty.
    pub fn new(initial: u8, last: u8) -> Option<Self> {
        let known = usize::from(initial) < INITIALS.len() && usize::from(last) < FINALS.len();
        (known && last > 0).then_some(Self { initial, last })
    }

    /// Reads a toneless lower-case syllable, `lv` for lü.
    pub fn parse(text: &str) -> Option<Self> {
        let initial = INITIALS
            .iter()
            .skip(1)
            .position(|i| text.starts_with(i))
            .map_or(0, |i| i + 1);
        let rest = &text[INITIALS[initial].len()..];
        let last = FINALS.iter().position(|f| *f == rest)?;
        Self::new(initial as u8, last as u8)
    }

    /// Place of its initial in [`INITIALS`].
    pub fn initial_index(self) -> u8 {
        self.initial
    }

    /// Place of its final in [`FINALS`].
    pub fn final_index(self) -> u8 {
        self.last
    }

    /// Its initial; empty for `an`, `er` and the like.
    pub fn initial(self) -> &'static str {
        INITIALS[usize::from(self.initial)]
    }

    /// Its final.
    pub fn last(self) -> &'static str {
        FINALS[usize::from(self.last)]
    }

    /// Its first letter, which people type as the initial.
    pub fn letter(self) -> u8 {
        let text = if self.initial == 0 {
            self.last()
        } else {
            self.initial()
        };
        text.as_bytes().first().copied().unwrap_or(b'-')
    }

    /// How many letters it has.
    pub fn len(self) -> usize {
        self.initial().len() + self.last().len()
    }

    /// Never: a syllable has a final.
    pub fn is_empty(self) -> bool {
        false
    }

    /// Appends its letters.
    pub fn push_to(self, text: &mut String) {
        text.push_str(self.initial());
        text.push_str(self.last());
    }
}

/// How a character is read: not at all (a mark such as `·`), one way, or two ways that people of
/// the place both use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readings {
    /// The usual reading.
    pub first: Option<Syllable>,
    /// Another one.
    pub second: Option<Syllable>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_round_trip() {
        for text in [
            "zhuang", "an", "er", "lv", "yuan", "xiong", "a", "shi", "nve", "qun", "wo",
        ] {
            let syllable = Syllable::parse(text).unwrap();
            let mut again = String::new();
            syllable.push_to(&mut again);
            assert_eq!(again, text);
            assert_eq!(syllable.len(), text.len());
            assert_eq!(syllable.letter(), text.as_bytes()[0]);
            assert_eq!(
                Syllable::new(syllable.initial_index(), syllable.final_index()),
                Some(syllable)
            );
        }
    }

    #[test]
    fn what_is_no_syllable() {
        for text in ["", "zh", "b", "xyz", "Zhuang", "lǜ", "zhuangg"] {
            assert_eq!(Syllable::parse(text), None, "{text}");
        }
        assert_eq!(Syllable::new(24, 1), None);
        assert_eq!(Syllable::new(0, 0), None);
        assert_eq!(Syllable::new(0, 36), None);
    }
}
