//! The real catalogue: complete, sourced, found by what people type, packed and unpacked.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::io::Write as _;
use std::sync::LazyLock;

use dataset::{Dataset, Files};
use model::catalogue::{Catalogue, Category, FeatureKind, Outline};
use model::civil::Date;
use model::division::DivisionCode;
use model::evidence::Evidence;
use model::holiday::DayRule;
use model::pack::PackError;
use model::search::Quality;
use model::slot::Span;

static DATA: LazyLock<Dataset> = LazyLock::new(|| Dataset::embedded().unwrap());
static PACK: LazyLock<Vec<u8>> = LazyLock::new(|| DATA.catalogue_pack().unwrap());
static OUTLINE: LazyLock<Outline> = LazyLock::new(|| Outline::decode(&PACK).unwrap());

fn found(typed: &str) -> Vec<&'static str> {
    let hits = OUTLINE.search(typed, 10);
    hits.iter()
        .map(|hit| OUTLINE.services[hit.index].slug.as_str())
        .collect()
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// The embedded files with one file replaced.
fn with(path: &str, change: impl Fn(&str) -> String) -> Result<Dataset, String> {
    let mut files = Files::embedded();
    let text = change(files.get(path).unwrap());
    files.set(path, &text);
    Dataset::read(&files).map_err(|error| error.to_string())
}

#[test]
fn the_pack_holds_the_catalogue() {
    assert_eq!(Catalogue::decode(&PACK).unwrap(), DATA.catalogue);
    assert_eq!(OUTLINE.stations, DATA.details);
    assert_eq!(OUTLINE.holidays, DATA.holidays);
    assert_eq!(OUTLINE.version, 20_261_123);
    let titles: Vec<&str> = OUTLINE
        .services
        .iter()
        .map(|line| line.title.as_str())
        .collect();
    let expected: Vec<&str> = DATA
        .catalogue
        .services
        .iter()
        .map(|s| s.title.as_str())
        .collect();
    assert_eq!(titles, expected);
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, 11, 22);
    writer.write_all(&PACK).unwrap();
    drop(writer);
    println!("catalogue: {} raw, {} brotli", PACK.len(), packed.len());
    assert!(packed.len() <= 16 * 1024, "{}", packed.len());
}

#[test]
fn every_category_has_services_and_every_service_a_source() {
    for category in Category::ALL {
        assert!(DATA.catalogue.within(category).count() > 0, "{category:?}");
    }
    for service in &DATA.catalogue.services {
        let slug = service.slug.as_str();
        assert!(!service.sources.is_empty(), "{slug}");
        assert_eq!(
            service.evidence,
            service
                .sources
                .iter()
                .map(|source| source.evidence)
                .max()
                .unwrap(),
            "{slug}"
        );
        assert!(
            service.evidence != Evidence::A || !service.laws.is_empty(),
            "{slug}"
        );
    }
}

#[test]
fn an_entry_without_a_source_is_refused() {
    for path in [
        "services/youdai-guashi.md",
        "brands/wuxiao.toml",
        "stations/tuzhu.toml",
    ] {
        for sources in ["", "sources = []\n"] {
            let less = |text: &str| {
                let (from, to) = (text.find("sources = "), text.find("checked = "));
                [&text[..from.unwrap()], sources, &text[to.unwrap()..]].concat()
            };
            let error = with(path, less).unwrap_err();
            assert!(
                error.contains(path) && error.contains("without a source"),
                "{error}"
            );
        }
    }
}

#[test]
fn the_text_of_the_law_alone_founds_no_service() {
    let path = "services/shenghuo-buzhu.md";
    let law_only = |text: &str| -> String {
        let other = |line: &&str| !line.contains("\"B\"") && !line.contains("\"C\"");
        text.lines()
            .filter(other)
            .map(|l| format!("{l}\n"))
            .collect()
    };
    let error = with(path, law_only).unwrap_err();
    assert!(
        error.contains(path) && error.contains("where and how"),
        "{error}"
    );
    for service in &DATA.catalogue.services {
        assert!(service.evidence.needs_mark(), "{}", service.title);
    }
}

#[test]
fn a_station_states_its_hours_and_telephone() {
    let path = "stations/tuzhu.toml";
    let tuzhu = DivisionCode::parse("500106021").unwrap();
    let stating = |line: &str| {
        with(path, |text| {
            text.replacen("\n[story]", &format!("{line}\n[story]"), 1)
        })
    };
    let data = stating("telephone = \"023-1234 5678\"\n[hours]\nfriday = [\"09:00-12:00\"]");
    let pack = data.unwrap().catalogue_pack().unwrap();
    let outline = Outline::decode(&pack).unwrap();
    let station = outline.station(tuzhu).unwrap();
    assert_eq!(station.telephone.as_deref(), Some("023-1234 5678"));
    let hours = station.hours.as_ref().unwrap();
    assert_eq!(hours.days[4], [Span { from: 540, to: 720 }]);
    assert!(hours.days[5].is_empty());
    for (line, reason) in [
        ("telephone = \"023-1234 转 1\"", "digits, dashes"),
        ("[hours]\nfriday = [\"12:00-09:00\"]", "no span"),
        ("[hours]\nfriday = []", "without an open day"),
    ] {
        let error = stating(line).unwrap_err();
        assert!(error.contains(path) && error.contains(reason), "{error}");
    }
}

#[test]
fn files_that_break_a_rule_are_refused_with_a_reason() {
    let service = "services/youdai-card.md";
    for (from, to, reason) in [
        ("title = ", "titel = ", "titel"),
        ("minutes = 30", "minutes = 33", "minutes"),
        (
            "checked = \"2026-11-23\"",
            "checked = \"2026-11-31\"",
            "2026-11-31",
        ),
        (
            "category = \"youdaizheng\"",
            "category = \"youdai\"",
            "youdai",
        ),
        ("+++\ntitle", "title", "front matter"),
    ] {
        let error = with(service, |text| text.replacen(from, to, 1)).unwrap_err();
        assert!(
            error.starts_with("data/services/youdai-card.md") && error.contains(reason),
            "{error}"
        );
    }
    let unknown = with("stations/tuzhu.toml", |text| {
        text.replace("500106021", "500106999")
    });
    assert!(unknown.unwrap_err().contains("not in the list"));
    let weekday = with("holidays/2026.toml", |text| {
        text.replace("2026-02-14", "2026-02-12")
    });
    assert!(weekday.unwrap_err().contains("no weekend day"));
}

#[test]
fn no_known_falsehood_is_stated() {
    let all = format!("{:?}", DATA.catalogue);
    for falsehood in [
        "12343",
        "15 个工作日",
        "15个工作日",
        "十五个工作日",
        "年检",
        "年审",
    ] {
        assert!(!all.contains(falsehood), "{falsehood}");
    }
    let card = DATA.catalogue.service("youdai-card").unwrap();
    assert!(card.limits.is_empty());
    for slug in ["sankan-sansheng-sanyou", "wuxiao"] {
        let brand = DATA.catalogue.feature(slug).unwrap();
        assert_eq!(brand.kind, FeatureKind::Brand);
        assert!(brand.body.is_empty());
    }
}

#[test]
fn every_service_is_found_by_its_title_and_its_keywords() {
    for (index, service) in DATA.catalogue.services.iter().enumerate() {
        let hits = OUTLINE.search(&service.title, 20);
        assert_eq!(
            hits.first().map(|hit| hit.index),
            Some(index),
            "{}",
            service.title
        );
        for keyword in &service.keywords {
            let slug = service.slug.as_str();
            assert!(found(keyword).contains(&slug), "{slug} by {keyword}");
        }
    }
}

#[test]
fn what_people_type() {
    for (typed, first) in [
        ("优待证", "youdai-card"),
        ("youdaizheng", "youdai-card"),
        ("ydz", "youdai-card"),
        ("招聘", "zhaopin-gangwei"),
        ("zhaopin", "zhaopin-gangwei"),
        ("找工作", "zhaopin-gangwei"),
        ("优待证丢了怎么办", "youdai-guashi"),
        ("我想找工作", "zhaopin-gangwei"),
        ("法律援助", "falv-yuanzhu"),
        ("flyz", "falv-yuanzhu"),
        ("光荣牌", "guangrong-pai"),
        ("一件事", "yijianshi"),
        ("志愿者", "zhiyuan-dengji"),
        ("12348", "falv-yuanzhu"),
        ("公交 免费", "jiaotong-youdai"),
    ] {
        assert_eq!(
            found(typed).first(),
            Some(&first),
            "{typed}: {:?}",
            found(typed)
        );
    }
    assert_eq!(OUTLINE.search("申领优待证", 5)[0].quality, Quality::Exact);
    assert_eq!(OUTLINE.search("优待证挂失", 5)[0].marks, 0b11111);
    assert!(found("zzzz").is_empty() && found("").is_empty());
}

#[test]
fn named_stations_have_exactly_what_is_known() {
    let station = OUTLINE
        .station(DivisionCode::parse("500112017005").unwrap())
        .unwrap();
    assert_eq!(station.features, ["fengminglu"]);
    assert!(
        station
            .facilities
            .iter()
            .any(|facility| facility.contains("谈心室"))
    );
    for station in &OUTLINE.stations {
        assert_eq!(
            (&station.address, &station.telephone, &station.hours),
            (&None, &None, &None)
        );
        assert_eq!(station.features.len(), 1, "{}", station.code);
    }
    assert!(OUTLINE.station(DivisionCode::CHONGQING).is_none());
}

#[test]
fn holidays_are_those_of_the_notice() {
    let holidays = &DATA.holidays;
    let days = |year: u16| {
        let first = Date::from_ymd(year, 1, 1).unwrap();
        (0..365).map(move |day| first.plus_days(day))
    };
    let count = |wanted: DayRule| {
        days(2026)
            .filter(|day| holidays.rule(*day) == wanted)
            .count()
    };
    assert_eq!(count(DayRule::Holiday), 3 + 9 + 3 + 5 + 3 + 3 + 7);
    assert_eq!(count(DayRule::MakeUpWorkday), 1 + 2 + 1 + 2);
    assert_eq!(holidays.rule(date("2026-10-08")), DayRule::Weekly);
    assert_eq!(holidays.name(date("2026-02-17")), Some("春节"));
    assert!(holidays.is_published(date("2026-12-31")));
    assert!(!holidays.is_published(date("2027-01-01")));
    assert!(days(2027).all(|day| holidays.rule(day) == DayRule::Weekly));
}

#[test]
fn a_damaged_pack_is_refused() {
    for length in 0..PACK.len() {
        assert!(Catalogue::decode(&PACK[..length]).is_err());
    }
    let mut longer = PACK.clone();
    longer.push(0);
    assert_eq!(Catalogue::decode(&longer), Err(PackError::Length));
    for at in (0..PACK.len()).step_by(7) {
        let mut damaged = PACK.clone();
        damaged[at] ^= 0x41;
        assert!(
            Catalogue::decode(&damaged).is_err() || Outline::decode(&damaged).is_err(),
            "{at}"
        );
    }
}

/// Damage whose hash was made right again: it is refused or read, never a panic.
#[test]
fn a_forged_pack_never_panics() {
    use model::pack::{FRAME, hash};
    let length = |at: usize| u32::from_le_bytes(PACK[at + 4..at + 8].try_into().unwrap()) as usize;
    let second = FRAME + length(0);
    for start in [0, second] {
        let payload = start + FRAME..start + FRAME + length(start);
        for at in payload.clone().step_by(13) {
            for byte in [0x00, 0x7f, 0x80, 0xff] {
                let mut forged = PACK.clone();
                forged[at] = byte;
                let right = hash(&forged[payload.clone()]).to_le_bytes();
                forged[start + 8..start + FRAME].copy_from_slice(&right);
                if let Ok(outline) = Outline::decode(&forged) {
                    outline.search("优待证 ydz", 5);
                }
                let _ = Catalogue::decode(&forged);
            }
        }
    }
}
