//! Which station does a service: pure.

use model::division::DivisionCode;
use model::tier::Tier;

/// What choosing a station comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It does the service itself.
    Here(DivisionCode),
    /// A station above it does.
    Above(DivisionCode),
    /// Only stations of that tier below it do.
    Below(Tier),
}

/// Who does a service of `tiers` for the station `chosen`: itself, else the nearest one above,
/// else one further down. A service done nowhere is taken as done everywhere: the catalogue says
/// nothing about it, and the station can.
pub fn place(chosen: DivisionCode, tiers: &[Tier]) -> Place {
    if tiers.is_empty() || tiers.contains(&chosen.tier()) {
        return Place::Here(chosen);
    }
    let above = core::iter::successors(chosen.parent(), |code| code.parent());
    let mut above = above.filter(|code| tiers.contains(&code.tier()));
    match above.next() {
        Some(above) => Place::Above(above),
        None => Place::Below(tiers.iter().copied().min().unwrap_or(Tier::Village)),
    }
}

/// Brings a station chosen before in line with another service's tiers.
pub fn settle_place(draft: &mut super::draft::Draft, tiers: &[Tier]) {
    match draft.station.map(|code| place(code, tiers)) {
        Some(Place::Here(code) | Place::Above(code)) => draft.choose_station(code),
        Some(Place::Below(_)) => draft.station = None,
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> DivisionCode {
        DivisionCode::parse(text).unwrap()
    }

    #[test]
    fn the_nearest_station_that_does_it() {
        let village = code("500112017005");
        let all = [Tier::District, Tier::Township, Tier::Village];
        assert_eq!(place(village, &all), Place::Here(village));
        assert_eq!(
            place(village, &[Tier::District, Tier::Township]),
            Place::Above(code("500112017"))
        );
        assert_eq!(
            place(village, &[Tier::District]),
            Place::Above(code("500112"))
        );
        assert_eq!(
            place(village, &[Tier::City]),
            Place::Above(DivisionCode::CHONGQING)
        );
        assert_eq!(
            place(code("500112"), &[Tier::Township]),
            Place::Below(Tier::Township)
        );
        assert_eq!(
            place(DivisionCode::CHONGQING, &[Tier::District, Tier::Village]),
            Place::Below(Tier::District),
            "the biggest first: one goes down level by level"
        );
        assert_eq!(place(village, &[]), Place::Here(village));
    }

    #[test]
    fn another_service_may_be_done_elsewhere() {
        let mut draft = super::super::draft::tests::full();
        settle_place(&mut draft, &[Tier::Village]);
        assert_eq!(draft, super::super::draft::tests::full());
        settle_place(&mut draft, &[Tier::Township]);
        assert_eq!(draft.station, Some(code("500112017")));
        assert!(draft.choices.is_empty(), "another station has other times");
        settle_place(&mut draft, &[Tier::Village]);
        assert_eq!(draft.station, None);
    }
}
