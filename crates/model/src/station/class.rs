//! Classes of official names: what a division's name ends in, and what of it is said aloud.
//!
//! An official name is `stem + suffix + tail`: 凤鸣路 + 社区 + 居民委员会. People say stem and
//! suffix; the station's name puts 退役军人服务站 where the tail was. The place of a class in
//! [`CLASSES`] is part of the pack format: only append.

use crate::tier::Tier;

/// What a class of official names has in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameClass {
    /// The tier of the divisions so named.
    pub tier: Tier,
    /// The end of the short name.
    pub suffix: &'static str,
    /// What follows it in the official name only.
    pub tail: &'static str,
}

const fn class(tier: Tier, suffix: &'static str, tail: &'static str) -> NameClass {
    NameClass { tier, suffix, tail }
}

/// All classes; their order is part of the pack format.
pub const CLASSES: [NameClass; 22] = [
    class(Tier::Village, "村", "村民委员会"),
    class(Tier::Village, "社区", "居民委员会"),
    // 真武村民委员会: the 村 is said once.
    class(Tier::Village, "村", "民委员会"),
    class(Tier::Village, "社区", "村民委员会"),
    class(Tier::Village, "社区", "工作站"),
    class(Tier::Village, "", ""),
    class(Tier::Township, "镇", ""),
    class(Tier::Township, "街道", ""),
    class(Tier::Township, "乡", ""),
    class(Tier::Township, "", ""),
    class(Tier::District, "区", ""),
    class(Tier::District, "县", ""),
    class(Tier::District, "", ""),
    class(Tier::City, "市", ""),
    class(Tier::City, "", ""),
    // Not in the list of 2023, but usual elsewhere and in later lists.
    class(Tier::Village, "社区", ""),
    class(Tier::Village, "村", ""),
    class(Tier::Village, "社区", "居委会"),
    class(Tier::Village, "村", "村委会"),
    class(Tier::Village, "村", "委会"),
    class(Tier::Village, "", "居民委员会"),
    class(Tier::Village, "", "居委会"),
];

/// Splits an official name into its stem and the class (a place in [`CLASSES`]) that takes the
/// most off its end. Every tier has a class without ending, so there always is one.
pub fn split_name(name: &str, tier: Tier) -> (&str, u8) {
    let mut best = (name, 0u8);
    let mut taken = None;
    for (index, class) in CLASSES
        .iter()
        .enumerate()
        .filter(|(_, class)| class.tier == tier)
    {
        let stem = name
            .strip_suffix(class.tail)
            .and_then(|rest| rest.strip_suffix(class.suffix));
        let length = class.suffix.len() + class.tail.len();
        if let Some(stem) = stem
            && !stem.is_empty()
            && taken.is_none_or(|taken| length > taken)
        {
            best = (stem, index as u8);
            taken = Some(length);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &str, tier: Tier) -> (String, String) {
        let (stem, class) = split_name(name, tier);
        let class = CLASSES[usize::from(class)];
        assert_eq!(format!("{stem}{}{}", class.suffix, class.tail), name);
        assert_eq!(class.tier, tier);
        (stem.to_owned(), format!("{stem}{}", class.suffix))
    }

    #[test]
    fn what_people_say_of_official_names() {
        for (name, stem, short) in [
            ("凤鸣路社区居民委员会", "凤鸣路", "凤鸣路社区"),
            ("太白村村民委员会", "太白", "太白村"),
            ("真武村民委员会", "真武", "真武村"),
            ("先锋社区村民委员会", "先锋", "先锋社区"),
            ("化龙桥社区工作站", "化龙桥", "化龙桥社区"),
            ("东风居民委员会", "东风", "东风"),
            ("东风居委会", "东风", "东风"),
            ("太平村委会", "太平", "太平村"),
            ("太平村村委会", "太平", "太平村"),
            ("新桥社区", "新桥", "新桥社区"),
            ("某农场", "某农场", "某农场"),
        ] {
            let (found_stem, found_short) = parts(name, Tier::Village);
            assert_eq!(
                (found_stem.as_str(), found_short.as_str()),
                (stem, short),
                "{name}"
            );
        }
        assert_eq!(parts("双凤桥街道", Tier::Township).0, "双凤桥");
        assert_eq!(
            parts("石桥苗族土家族乡", Tier::Township).0,
            "石桥苗族土家族"
        );
        assert_eq!(parts("忠县", Tier::District).0, "忠");
        assert_eq!(parts("重庆市", Tier::City).0, "重庆");
    }

    #[test]
    fn a_name_that_is_all_ending_stays_whole() {
        assert_eq!(parts("村", Tier::Village).1, "村");
        assert_eq!(parts("乡", Tier::Township).1, "乡");
    }
}
