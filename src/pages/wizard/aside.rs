//! Two forms half filled at once: the one taken up comes first, the others wait behind it, and
//! nothing typed is lost. Pure; for the booking and for the volunteer's form.

/// A form that may be put aside for another.
pub trait Aside: Default {
    /// Those put aside for this one, the last first. They have none of their own.
    fn aside(&mut self) -> &mut Vec<Self>;

    /// Whether any was put aside for this one.
    fn has_aside(&self) -> bool;

    /// Whether anything worth keeping has been told.
    fn is_begun(&self) -> bool;

    /// How many forms there are, this one and those put aside for it.
    fn count(&mut self) -> usize {
        self.aside().len() + usize::from(self.is_begun())
    }

    /// Whether both put right the same thing: then the one begun earlier goes on.
    fn is_same(&self, other: &Self) -> bool;

    /// Takes up `next`, or, if that was begun before and put aside, what was typed then. What is
    /// half filled in here waits behind it.
    fn take_up(&mut self, next: Self) {
        let mut others = core::mem::take(self.aside());
        let before = core::mem::replace(self, next);
        if before.is_begun() {
            others.insert(0, before);
        }
        if let Some(at) = others.iter().position(|other| other.is_same(self)) {
            *self = others.remove(at);
        }
        *self.aside() = others;
    }

    /// What was put aside last, once this one is submitted or given up; an empty one if there is
    /// none.
    fn rest(mut self) -> Self {
        let mut others = core::mem::take(self.aside());
        if others.is_empty() {
            return Self::default();
        }
        let mut next = others.remove(0);
        *next.aside() = others;
        next
    }
}
