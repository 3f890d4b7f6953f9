//! Everything that is left to chance comes from one seed.

use std::cell::RefCell;

use fastrand::Rng;

/// A source of chance.
pub struct Dice(RefCell<Rng>);

impl Dice {
    /// The source of a seed.
    pub fn new(seed: u64) -> Self {
        Self(RefCell::new(Rng::with_seed(seed)))
    }

    /// Another source, decided by this one.
    pub fn fork(&self) -> Self {
        Self::new(self.0.borrow_mut().u64(..))
    }

    /// A number below `many`.
    pub fn below(&self, many: usize) -> usize {
        self.0.borrow_mut().usize(..many)
    }

    /// A number from `from` to `to`, both included.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        self.0.borrow_mut().i64(from..=to)
    }

    /// True once in so many times.
    pub fn one_in(&self, many: usize) -> bool {
        self.below(many) == 0
    }

    /// One of them; `None` if there is none.
    pub fn pick<'a, T>(&self, from: &'a [T]) -> Option<&'a T> {
        (!from.is_empty()).then(|| &from[self.below(from.len())])
    }

    /// One of them, the likelier the greater its weight.
    pub fn weighted<T: Copy>(&self, from: &[(usize, T)]) -> T {
        let all = from.iter().map(|(weight, _)| weight).sum();
        let mut rest = self.below(all);
        for (weight, one) in from {
            if rest < *weight {
                return *one;
            }
            rest -= weight;
        }
        unreachable!("the weights add up")
    }

    /// Fills `bytes`.
    pub fn fill(&self, bytes: &mut [u8]) {
        self.0.borrow_mut().fill(bytes);
    }
}
