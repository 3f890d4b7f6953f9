//! The categories of services.

use serde::{Deserialize, Serialize};

/// A category (类别). Its place in [`Category::ALL`] is part of the pack format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Category {
    /// 报到与档案, 一件事 included.
    #[serde(rename = "baodao")]
    Registration,
    /// 优待证.
    #[serde(rename = "youdaizheng")]
    Card,
    /// 就业创业.
    #[serde(rename = "jiuye")]
    Work,
    /// 走访慰问.
    #[serde(rename = "zoufang")]
    Visits,
    /// 帮扶解困.
    #[serde(rename = "bangfu")]
    Hardship,
    /// 权益维护.
    #[serde(rename = "weiquan")]
    Rights,
    /// 思想引领.
    #[serde(rename = "sixiang")]
    Guidance,
    /// 政策咨询.
    #[serde(rename = "zixun")]
    Advice,
    /// 志愿服务.
    #[serde(rename = "zhiyuan")]
    Volunteering,
}

impl Category {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Registration,
        Self::Card,
        Self::Work,
        Self::Visits,
        Self::Hardship,
        Self::Rights,
        Self::Guidance,
        Self::Advice,
        Self::Volunteering,
    ];

    /// The eight tiles of the first page; volunteering has a place of its own there.
    pub const TILES: [Self; 8] = [
        Self::Registration,
        Self::Card,
        Self::Work,
        Self::Visits,
        Self::Hardship,
        Self::Rights,
        Self::Guidance,
        Self::Advice,
    ];

    /// Its name in paths.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Registration => "baodao",
            Self::Card => "youdaizheng",
            Self::Work => "jiuye",
            Self::Visits => "zoufang",
            Self::Hardship => "bangfu",
            Self::Rights => "weiquan",
            Self::Guidance => "sixiang",
            Self::Advice => "zixun",
            Self::Volunteering => "zhiyuan",
        }
    }

    /// The category of that name in paths.
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|category| category.slug() == slug)
    }

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Registration => "报到与档案",
            Self::Card => "优待证",
            Self::Work => "就业创业",
            Self::Visits => "走访慰问",
            Self::Hardship => "帮扶解困",
            Self::Rights => "权益维护",
            Self::Guidance => "思想引领",
            Self::Advice => "政策咨询",
            Self::Volunteering => "志愿服务",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_the_same_everywhere() {
        for (place, category) in Category::ALL.into_iter().enumerate() {
            assert_eq!(category as usize, place);
            assert_eq!(Category::parse(category.slug()), Some(category));
            let json = serde_json::to_string(&category).unwrap();
            assert_eq!(json, format!("\"{}\"", category.slug()));
        }
        assert_eq!(Category::parse("youdai"), None);
    }
}
