//! The columns of a list of stations.

use crate::division::DivisionCode;

/// Another name of a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alias {
    pub(super) station: u16,
    /// Place in the list of classes; only its suffix counts.
    pub(super) class: u8,
    /// The stem.
    pub(super) ids: Vec<u16>,
}

/// One entry a station in each column, in the order of the codes.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub(super) codes: Vec<DivisionCode>,
    /// Places in the list of classes.
    pub(super) classes: Vec<u8>,
    /// Where each stem ends in `stems`.
    pub(super) ends: Vec<u32>,
    /// Characters of all stems, as places in the table.
    pub(super) stems: Vec<u16>,
    /// Stations with other names, in order.
    pub(super) aliases: Vec<Alias>,
    /// Stations with marks, in order.
    pub(super) marks: Vec<(u16, u8)>,
}

impl Columns {
    /// The stem of the name of the station at `index`; empty if there is none such.
    pub(super) fn stem(&self, index: usize) -> &[u16] {
        let start = match index.checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before).map_or(0, |end| *end as usize),
        };
        let end = self.ends.get(index).map_or(0, |end| *end as usize);
        self.stems.get(start..end).unwrap_or(&[])
    }
}
