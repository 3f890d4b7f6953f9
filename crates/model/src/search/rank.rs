//! How good a match is, and the best few of many.

/// How a query matches a name, the better first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Quality {
    /// It is the name, with or without its endings.
    Exact,
    /// The name begins with it.
    Prefix,
    /// It stands inside the name.
    Inside,
    /// It is the name in pinyin initials, perhaps mixed with whole syllables.
    InitialsExact,
    /// The name begins with such initials.
    InitialsPrefix,
    /// Such initials stand inside the name.
    InitialsInside,
    /// It takes the names of the divisions above to match, in one run or word by word.
    WithAbove,
}

/// The best few of many: lower scores first, of equal ones the earlier.
pub struct Best {
    limit: usize,
    kept: Vec<(u32, u32)>,
}

impl Best {
    /// Keeps at most `limit`, at most 200.
    pub fn new(limit: usize) -> Self {
        let limit = limit.min(200);
        Self {
            limit,
            kept: Vec::with_capacity(limit + 1),
        }
    }

    /// Offers number `index`, in ascending order of the numbers.
    pub fn offer(&mut self, score: u32, index: u32) {
        if self.limit == 0 {
            return;
        }
        let full = self.kept.len() == self.limit;
        if full && self.kept.last().is_some_and(|worst| worst.0 <= score) {
            return;
        }
        let at = self.kept.partition_point(|kept| kept.0 <= score);
        self.kept.insert(at, (score, index));
        self.kept.truncate(self.limit);
    }

    /// Scores and numbers, the best first.
    pub fn into_sorted(self) -> Vec<(u32, u32)> {
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_best_are_those_that_sorting_would_give(
            scores in proptest::collection::vec(0u32..20, 0..80),
            limit in 0usize..30,
        ) {
            let mut best = Best::new(limit);
            for (index, score) in scores.iter().enumerate() {
                best.offer(*score, index as u32);
            }
            let mut expected: Vec<(u32, u32)> =
                scores.iter().enumerate().map(|(i, s)| (*s, i as u32)).collect();
            expected.sort_unstable();
            expected.truncate(limit);
            prop_assert_eq!(best.into_sorted(), expected);
        }
    }
}
