//! What each character of a table can consume of a word that was typed.

use crate::pinyin::{FINALS, INITIALS, Readings, Syllable};
use crate::search::query::{MAX_WORD, is_typed};
use crate::search::table::CharTable;

/// Set in a state when the word ran out in the middle of a syllable.
pub const CUT: u64 = 1 << 63;

/// In what ways a character may consume letters. As itself it always may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// As a whole syllable.
    Syllables,
    /// As its first letter.
    Letters,
    /// As a whole syllable, its first letter or its `zh`, `ch`, `sh`.
    Both,
}

/// What a character consumes, as sets of places in the word (bit `p`: before letter `p`) from
/// which it can, and how far it gets.
#[derive(Clone, Copy, Debug, Default)]
pub struct CharPlan {
    /// From these places as the character itself: one further.
    literal: u64,
    /// From these as its first reading: `first_len` further.
    first: u64,
    /// From these as its second reading: `second_len` further.
    second: u64,
    /// From these as the first letter of a reading: one further.
    letter: u64,
    /// From these as `zh`, `ch` or `sh`: two further.
    two_letters: u64,
    /// From these the word runs out within a reading.
    cut: u64,
    first_len: u8,
    second_len: u8,
}

impl CharPlan {
    /// The places reached from the places in `state`. [`CUT`] is set if the word can run out in
    /// this character.
    pub fn step(&self, state: u64, by: By) -> u64 {
        let mut next = (state & self.literal) << 1;
        if by != By::Letters {
            next |= ((state & self.first) << self.first_len)
                | ((state & self.second) << self.second_len);
        }
        if by != By::Syllables {
            next |= (state & self.letter) << 1;
        }
        if by == By::Both {
            next |= (state & self.two_letters) << 2;
        }
        if state & self.cut != 0 {
            next |= CUT;
        }
        next
    }
}

/// A word made ready to be looked for in names over one table.
pub struct Plan {
    /// For each character of the table, its place in `plans`; 0 for all that consume nothing.
    kinds: Vec<u16>,
    plans: Vec<CharPlan>,
    /// The state bits that mean success.
    accept: u64,
}

impl Plan {
    /// The plan for `word`, which must have 1 to [`MAX_WORD`] letters (more are not looked at).
    pub fn new(word: &[char], table: &CharTable) -> Self {
        let word = &word[..word.len().min(MAX_WORD)];
        let letters = Letters::new(word);
        let mut plan = Self {
            kinds: Vec::with_capacity(table.len()),
            plans: vec![CharPlan::default()],
            accept: (1 << word.len()) | CUT,
        };
        for (character, readings) in table.entries() {
            let consumed = letters.plan(word, character, readings);
            plan.kinds.push(consumed.map_or(0, |consumed| {
                plan.plans.push(consumed);
                (plan.plans.len() - 1) as u16
            }));
        }
        plan
    }

    /// The plan of the character at place `id`; `None` if it consumes nothing.
    pub fn of(&self, id: u16) -> Option<&CharPlan> {
        match self.kinds.get(usize::from(id)) {
            None | Some(0) => None,
            Some(kind) => self.plans.get(usize::from(*kind)),
        }
    }

    /// The state bits that mean that the whole word was consumed.
    pub fn accept(&self) -> u64 {
        self.accept
    }

    /// The state bit for the whole word consumed at the end of a character.
    pub fn whole(&self) -> u64 {
        self.accept & !CUT
    }
}

/// Where in a word which initials and finals stand.
struct Letters {
    length: usize,
    /// Places where each initial stands in full.
    initials: [u64; INITIALS.len()],
    /// Places where the word runs out within each initial, or right behind it.
    initials_cut: [u64; INITIALS.len()],
    finals: [u64; FINALS.len()],
    finals_cut: [u64; FINALS.len()],
}

impl Letters {
    fn new(word: &[char]) -> Self {
        let mut letters = Self {
            length: word.len(),
            initials: [0; INITIALS.len()],
            initials_cut: [0; INITIALS.len()],
            finals: [0; FINALS.len()],
            finals_cut: [0; FINALS.len()],
        };
        for place in 0..word.len() {
            let rest = &word[place..];
            for (index, initial) in INITIALS.iter().enumerate() {
                let initial = initial.as_bytes();
                letters.initials[index] |= bit(begins(rest, initial), place);
                let cut = !initial.is_empty()
                    && rest.len() <= initial.len()
                    && begins(rest, &initial[..rest.len()]);
                letters.initials_cut[index] |= bit(cut, place);
            }
            for (index, last) in FINALS.iter().enumerate() {
                let last = last.as_bytes();
                letters.finals[index] |= bit(begins(rest, last), place);
                let cut = rest.len() < last.len() && begins(rest, &last[..rest.len()]);
                letters.finals_cut[index] |= bit(cut, place);
            }
        }
        letters
    }

    /// Places where the syllable stands in full, and where the word runs out within it.
    fn syllable(&self, syllable: Syllable) -> (u64, u64) {
        let initial = usize::from(syllable.initial_index());
        let last = usize::from(syllable.final_index());
        let skip = syllable.initial().len();
        let full = self.initials[initial] & (self.finals[last] >> skip);
        let cut =
            self.initials_cut[initial] | (self.initials[initial] & (self.finals_cut[last] >> skip));
        (full, cut)
    }

    fn plan(&self, word: &[char], character: char, readings: Readings) -> Option<CharPlan> {
        let literal = self.places_of(word, character);
        let Some(first) = readings.first else {
            // An unread letter can be typed as itself; a mark consumes nothing and stops nothing.
            let pass = if is_typed(character) {
                0
            } else {
                u64::MAX >> 1
            };
            return Some(CharPlan {
                literal,
                first: pass,
                ..CharPlan::default()
            });
        };
        let mut plan = CharPlan {
            literal,
            ..CharPlan::default()
        };
        let (full, cut) = self.syllable(first);
        (plan.first, plan.cut, plan.first_len) = (full, cut, first.len() as u8);
        self.add_initial(&mut plan, word, first);
        if let Some(second) = readings.second {
            let (full, cut) = self.syllable(second);
            plan.cut |= cut;
            (plan.second, plan.second_len) = (full, second.len() as u8);
            self.add_initial(&mut plan, word, second);
        }
        let any =
            plan.literal | plan.first | plan.second | plan.letter | plan.two_letters | plan.cut;
        (any != 0).then_some(plan)
    }

    fn add_initial(&self, plan: &mut CharPlan, word: &[char], syllable: Syllable) {
        plan.letter |= self.places_of(word, char::from(syllable.letter()));
        if syllable.initial().len() == 2 {
            plan.two_letters |= self.initials[usize::from(syllable.initial_index())];
        }
    }

    fn places_of(&self, word: &[char], wanted: char) -> u64 {
        let mut places = 0;
        for (place, letter) in word.iter().enumerate().take(self.length) {
            places |= bit(*letter == wanted, place);
        }
        places
    }
}

fn bit(set: bool, place: usize) -> u64 {
    u64::from(set) << place
}

fn begins(word: &[char], text: &[u8]) -> bool {
    word.len() >= text.len() && word.iter().zip(text).all(|(a, b)| *a == char::from(*b))
}
