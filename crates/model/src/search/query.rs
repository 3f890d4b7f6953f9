//! What a person typed, made regular.

/// The longest word that is matched whole; longer ones are cut. The longest official name has 61
/// letters of pinyin.
pub const MAX_WORD: usize = 62;
/// How many words count.
pub const MAX_WORDS: usize = 5;

/// A query: lower-case letters, digits and Chinese characters in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The words in order, none of them empty.
    pub words: Vec<Vec<char>>,
    /// All words run together; the only word if there is one.
    pub joined: Vec<char>,
}

impl Query {
    /// Reads anything typed: full width or half, upper case or lower, with tone marks, blanks and
    /// punctuation. `None` if nothing searchable is in it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words: Vec<Vec<char>> = Vec::new();
        let mut joined = Vec::new();
        let mut inside = false;
        for typed in text.chars() {
            match regular(typed) {
                Typed::Letter(letter) => {
                    if !inside && words.len() < MAX_WORDS {
                        words.push(Vec::new());
                    }
                    inside = true;
                    if let Some(word) = words.last_mut()
                        && word.len() < MAX_WORD
                    {
                        word.push(letter);
                    }
                    if joined.len() < MAX_WORD {
                        joined.push(letter);
                    }
                }
                Typed::Nothing => {}
                Typed::Blank => inside = false,
            }
        }
        (!joined.is_empty()).then_some(Self { words, joined })
    }
}

enum Typed {
    Letter(char),
    Nothing,
    Blank,
}

fn regular(typed: char) -> Typed {
    // Full-width forms lie at a fixed distance from ASCII.
    let narrow = match typed as u32 {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(typed),
        _ => typed,
    };
    let plain = match narrow {
        'ā' | 'á' | 'ǎ' | 'à' => 'a',
        'ē' | 'é' | 'ě' | 'è' => 'e',
        'ī' | 'í' | 'ǐ' | 'ì' => 'i',
        'ō' | 'ó' | 'ǒ' | 'ò' => 'o',
        'ū' | 'ú' | 'ǔ' | 'ù' => 'u',
        'ü' | 'Ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'v',
        other => other.to_ascii_lowercase(),
    };
    match plain {
        // Marks that stand inside a name or between syllables.
        '\'' | '’' | '‘' | '`' | '·' | '•' | '・' | '‧' => Typed::Nothing,
        letter if is_typed(letter) => Typed::Letter(letter),
        _ => Typed::Blank,
    }
}

/// Whether the character stands for itself in a query; all others are marks.
pub fn is_typed(character: char) -> bool {
    match character {
        'a'..='z' | '0'..='9' => true,
        // CJK ideographs, the extension A too (㭎), and those beyond the basic plane.
        '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Query::parse(text).map_or(Vec::new(), |query| {
            query
                .words
                .iter()
                .map(|word| word.iter().collect())
                .collect()
        })
    }

    #[test]
    fn what_was_typed_is_made_regular() {
        for (typed, expected) in [
            ("凤鸣路", vec!["凤鸣路"]),
            ("　ＦＭＬ  sq ", vec!["fml", "sq"]),
            ("xi'an", vec!["xian"]),
            ("lǜ chá", vec!["lv", "cha"]),
            ("渝北区，凤鸣（路）", vec!["渝北区", "凤鸣", "路"]),
            ("华润·凌江", vec!["华润凌江"]),
            ("大青㭎", vec!["大青㭎"]),
            (" ,。!", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(words(typed), expected, "{typed}");
        }
    }

    #[test]
    fn length_is_bounded() {
        let query = Query::parse(&"长 ".repeat(500)).unwrap();
        assert_eq!(
            (query.words.len(), query.joined.len()),
            (MAX_WORDS, MAX_WORD)
        );
        let query = Query::parse(&"a".repeat(500)).unwrap();
        assert_eq!(query.words[0].len(), MAX_WORD);
    }
}
