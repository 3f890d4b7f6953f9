//! The real list of stations: sizes, round trip, names, and what people type to find them.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::LazyLock;

use dataset::{Files, Stations};
use model::division::DivisionCode;
use model::search::Quality;
use model::station::StationIndex;
use model::station::pack::split;
use model::tier::Tier;

static STATIONS: LazyLock<Stations> =
    LazyLock::new(|| Stations::read(&Files::embedded(), &BTreeMap::new(), 20_261_123).unwrap());
static PACK: LazyLock<Vec<u8>> = LazyLock::new(|| STATIONS.whole_pack().unwrap());
static INDEX: LazyLock<StationIndex> = LazyLock::new(|| StationIndex::decode(&PACK).unwrap());

fn code(text: &str) -> DivisionCode {
    DivisionCode::parse(text).unwrap()
}

fn brotli(bytes: &[u8]) -> usize {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, 11, 22);
    writer.write_all(bytes).unwrap();
    drop(writer);
    packed.len()
}

/// Short names of what a query finds, the best first.
fn found(query: &str, near: Option<&str>) -> Vec<String> {
    let hits = INDEX.search(query, near.map(code), 10);
    hits.iter().map(|hit| INDEX.short_name(hit.index)).collect()
}

#[test]
fn all_stations_are_there_under_their_names() {
    assert_eq!(INDEX.len(), 12_340);
    assert_eq!(INDEX.version(), 20_261_123);
    assert_eq!(INDEX.loaded_districts().len(), 38);
    for (index, entry) in STATIONS.entries().iter().enumerate() {
        assert_eq!(INDEX.code(index), entry.code);
        assert_eq!(INDEX.find(entry.code), Some(index));
        assert_eq!(INDEX.official_name(index), entry.name);
        assert_eq!(INDEX.aliases(index), entry.aliases);
    }
}

#[test]
fn no_official_ending_is_left_in_a_display_name() {
    for index in 0..INDEX.len() {
        let name = INDEX.display_name(index);
        let ending = INDEX.tier(index).station_suffix();
        let stem = name.strip_suffix(ending).unwrap();
        for part in ["委员会", "居委", "村委", "工作站", "退役"] {
            assert!(!stem.contains(part), "{name}");
        }
        if INDEX.tier(index) == Tier::Village {
            assert!(stem.ends_with('村') || stem.ends_with("社区"), "{name}");
            assert!(!stem.ends_with("社区村"), "{name}");
        }
    }
}

#[test]
fn the_packs_keep_their_budgets() {
    let whole = brotli(&PACK);
    println!("whole: {} raw, {whole} brotli", PACK.len());
    assert!(whole <= 50 * 1024, "{whole}");
    for district in STATIONS.districts() {
        let pack = STATIONS.district_pack(district).unwrap();
        let size = brotli(&pack);
        println!("{district}: {} raw, {size} brotli", pack.len());
        assert!(size <= 3_000, "{district}: {size}");
        let index = StationIndex::decode(&pack).unwrap();
        let inside = STATIONS
            .entries()
            .iter()
            .filter(|entry| district.contains(entry.code));
        assert_eq!(index.len(), 1 + inside.count());
        assert_eq!(index.loaded_districts(), [district]);
    }
}

#[test]
fn a_pack_comes_apart_and_together_again() {
    let parts = split(&PACK).unwrap();
    assert_eq!(parts.sections.len(), 38);
    let again: Vec<u8> = parts
        .sections
        .iter()
        .fold(parts.head.to_vec(), |all, (_, section)| {
            [all.as_slice(), section].concat()
        });
    assert_eq!(again, *PACK);
    let own = parts
        .sections
        .iter()
        .find(|(district, _)| *district == code("500112"))
        .unwrap();
    let index = StationIndex::from_parts(parts.head, &[*own]).unwrap();
    assert_eq!(index.content_hash(), INDEX.content_hash());
    let station = index.find(code("500112017005")).unwrap();
    assert_eq!(index.display_name(station), "凤鸣路社区退役军人服务站");
    assert_eq!(index.children(0).len(), 38);
    assert!(
        index
            .children(index.find(code("500101")).unwrap())
            .is_empty()
    );
}

#[test]
fn the_tree_can_be_walked() {
    let station = INDEX.find(code("500112017005")).unwrap();
    let chain: Vec<String> = INDEX
        .ancestors(station)
        .into_iter()
        .map(|above| INDEX.display_name(above))
        .collect();
    let expected = [
        "双凤桥街道退役军人服务站",
        "渝北区退役军人服务中心",
        "重庆市退役军人服务中心",
    ];
    assert_eq!(chain, expected);
    let districts = INDEX.children(0);
    let townships: Vec<usize> = districts
        .iter()
        .flat_map(|at| INDEX.children(*at))
        .collect();
    let villages: Vec<usize> = townships
        .iter()
        .flat_map(|at| INDEX.children(*at))
        .collect();
    assert_eq!(
        (districts.len(), townships.len(), villages.len()),
        (38, 1_031, 11_270)
    );
    assert_eq!(INDEX.villages_within(0), 11_270);
}

#[test]
fn what_people_type() {
    for (query, first) in [
        ("凤鸣路", "凤鸣路社区"),
        ("凤鸣路社区", "凤鸣路社区"),
        ("凤鸣路社区居民委员会", "凤鸣路社区"),
        ("凤鸣路社区退役军人服务站", "凤鸣路社区"),
        ("fmlsq", "凤鸣路社区"),
        ("FML", "凤鸣路社区"),
        ("fengminglu", "凤鸣路社区"),
        ("feng ming lu", "凤鸣路社区"),
        ("feng'ming'lu she qu", "凤鸣路社区"),
        ("fengminglushequ", "凤鸣路社区"),
        ("凤ming路", "凤鸣路社区"),
        ("渝北 凤鸣", "凤鸣路社区"),
        ("凤鸣 渝北", "凤鸣路社区"),
        ("yb fml", "凤鸣路社区"),
        ("渝北凤鸣路", "凤鸣路社区"),
        ("重庆市渝北区双凤桥街道凤鸣路社区", "凤鸣路社区"),
        ("cq", "重庆市"),
        ("chongqing", "重庆市"),
        ("changshou", "长寿区"),
        ("qijiang", "綦江区"),
        ("fuling", "涪陵区"),
        ("dianjiang", "垫江县"),
        ("youyang", "酉阳土家族苗族自治县"),
        ("beibei", "北碚区"),
        ("shizhu", "石柱土家族自治县"),
        ("石柱县", "石柱土家族自治县"),
        ("dazu", "大足区"),
        ("bishan", "璧山区"),
        ("zhongxian", "忠县"),
        ("yunyang", "云阳县"),
        ("fengjie", "奉节县"),
        ("kaizhou", "开州区"),
        ("开县", "开州区"),
        ("kaixian", "开州区"),
        ("chengkou", "城口县"),
        ("baishiyi", "白市驿镇"),
        ("shiqiaopu", "石桥铺街道"),
        ("chaotianmen", "朝天门街道"),
        ("changshengqiao", "长生桥镇"),
        ("geleshan", "歌乐山街道"),
        ("songji", "松溉镇"),
        ("qinjiagang", "覃家岗街道"),
        ("huarunlingjiang", "华润·凌江社区"),
        ("华润凌江", "华润·凌江社区"),
        ("大青㭎", "大青㭎村"),
        ("danzishi", "弹子石街道"),
    ] {
        let names = found(query, None);
        assert_eq!(
            names.first().map(String::as_str),
            Some(first),
            "{query}: {names:?}"
        );
    }
}

#[test]
fn nothing_is_found_for_nonsense() {
    for query in [
        "",
        "  ",
        "！！",
        "qqqqzzzz",
        "凤鸣路x不存在",
        "😀",
        "长".repeat(300).as_str(),
    ] {
        assert!(found(query, None).is_empty(), "{query}");
    }
}

#[test]
fn the_near_ones_come_first() {
    let near = |township: &str| INDEX.search("新", Some(code(township)), 30);
    for township in ["500112017", "500154101", "500243116"] {
        let hits = near(township);
        let distance = |hit: &model::station::Hit| {
            let inside = |text: &str| code(text).contains(hit.code);
            (
                hit.quality,
                if inside(township) {
                    0
                } else if inside(&township[..6]) {
                    1
                } else {
                    2
                },
            )
        };
        assert!(hits.is_sorted_by_key(distance), "{township}");
        assert!(code(&township[..6]).contains(hits[0].code));
    }
}

/// A station's names and spellings, and the worst quality that each must match with.
fn spellings(index: &StationIndex, station: usize) -> [(String, Quality); 6] {
    let readings = STATIONS.readings();
    let short = index.short_name(station);
    let firsts = || {
        short
            .chars()
            .filter_map(|c| readings.get(&c).and_then(|r| r.first))
    };
    let mut full = String::new();
    let mut spaced = String::new();
    for syllable in firsts() {
        syllable.push_to(&mut full);
        syllable.push_to(&mut spaced);
        spaced.push(' ');
    }
    let initials = firsts()
        .map(|syllable| char::from(syllable.letter()))
        .collect();
    [
        (index.official_name(station), Quality::Exact),
        (index.display_name(station), Quality::Exact),
        (short, Quality::Exact),
        (full, Quality::Exact),
        (spaced, Quality::Exact),
        (initials, Quality::InitialsExact),
    ]
}

#[test]
fn every_station_matches_its_names_pinyin_and_initials() {
    for district in STATIONS.districts() {
        // The table of a district is small, and so is the time to plan for it.
        let pack = STATIONS.district_pack(district).unwrap();
        let index = StationIndex::decode(&pack).unwrap();
        for station in 0..index.len() {
            for (typed, worst) in spellings(&index, station) {
                let quality = index.quality(&typed, station);
                let name = index.short_name(station);
                assert!(
                    quality.is_some_and(|quality| quality <= worst),
                    "{name} by {typed}: {quality:?}"
                );
            }
        }
    }
}

#[test]
fn stations_are_among_what_is_found_by_their_names_pinyin_and_initials() {
    for station in (0..INDEX.len()).step_by(61) {
        let own = INDEX.code(station);
        for (typed, worst) in spellings(&INDEX, station) {
            let hits = INDEX.search(&typed, Some(own), 200);
            let quality = hits
                .iter()
                .find(|hit| hit.code == own)
                .map(|hit| hit.quality);
            assert!(
                quality.is_some_and(|quality| quality <= worst),
                "{typed}: {quality:?}"
            );
        }
    }
}
