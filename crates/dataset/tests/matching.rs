//! What a search returns is checked against a slow, plain matcher written independently of it.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use dataset::{Files, Stations};
use model::pinyin::Syllable;
use model::search::Quality;
use model::station::StationIndex;
use proptest::prelude::*;

static STATIONS: LazyLock<Stations> =
    LazyLock::new(|| Stations::read(&Files::embedded(), &BTreeMap::new(), 1).unwrap());
static INDEX: LazyLock<StationIndex> =
    LazyLock::new(|| StationIndex::decode(&STATIONS.whole_pack().unwrap()).unwrap());

/// What each character of a name can be typed as: itself, its syllables, their initials.
fn spellings(character: char) -> Vec<Vec<char>> {
    let readings = STATIONS
        .readings()
        .get(&character)
        .copied()
        .unwrap_or_default();
    let mut all = vec![vec![character]];
    for syllable in [readings.first, readings.second].into_iter().flatten() {
        let mut text = String::new();
        syllable.push_to(&mut text);
        all.push(vec![char::from(syllable.letter())]);
        if syllable.initial().len() == 2 {
            all.push(syllable.initial().chars().collect());
        }
        all.push(text.chars().collect());
    }
    all
}

/// Whether `typed` is spelt out by characters of `name` from `at` on, the last one perhaps in part.
fn spelt(typed: &[char], name: &[char], at: usize) -> bool {
    if typed.is_empty() {
        return true;
    }
    let Some(character) = name.get(at) else {
        return false;
    };
    if *character == '·' {
        return spelt(typed, name, at + 1);
    }
    spellings(*character).iter().any(|spelling| {
        typed
            .strip_prefix(spelling.as_slice())
            .is_some_and(|rest| spelt(rest, name, at + 1))
            || spelling.starts_with(typed)
    })
}

fn spelt_anywhere(typed: &[char], name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    (0..name.len()).any(|at| spelt(typed, &name, at))
}

/// All ways in which a name can be written.
fn names(index: usize) -> Vec<String> {
    let mut all = vec![INDEX.official_name(index), INDEX.display_name(index)];
    all.extend(INDEX.aliases(index));
    all
}

/// Whether `typed` runs through the names above the station and then its own, each from its front,
/// some left out.
fn spelt_along(typed: &[char], path: &[String]) -> bool {
    let Some((name, rest)) = path.split_first() else {
        return typed.is_empty();
    };
    let chars: Vec<char> = name.chars().collect();
    let mut ends = BTreeSet::from([0]);
    reach(typed, &chars, 0, 0, &mut ends);
    if rest.is_empty() {
        return spelt(typed, &chars, 0);
    }
    ends.into_iter().any(|end| spelt_along(&typed[end..], rest))
}

fn reach(typed: &[char], name: &[char], from: usize, at: usize, ends: &mut BTreeSet<usize>) {
    let Some(character) = name.get(at) else {
        return;
    };
    for spelling in spellings(*character) {
        if typed[from..].starts_with(&spelling) {
            ends.insert(from + spelling.len());
            reach(typed, name, from + spelling.len(), at + 1, ends);
        }
    }
}

/// What counts of what was typed: the dot in a name says nothing, as in the search itself.
fn letters(typed: &str) -> Vec<char> {
    typed.chars().filter(|letter| *letter != '·').collect()
}

fn really_matches(typed: &str, index: usize) -> bool {
    let words: Vec<Vec<char>> = typed.split(' ').map(letters).collect();
    let joined: Vec<char> = words.concat();
    if names(index)
        .iter()
        .any(|name| spelt_anywhere(&joined, name))
    {
        return true;
    }
    let above = INDEX.ancestors(index);
    let everywhere: Vec<String> = above
        .iter()
        .flat_map(|at| names(*at))
        .chain(names(index))
        .collect();
    let each_word = words
        .iter()
        .all(|word| everywhere.iter().any(|name| spelt_anywhere(word, name)));
    let mut path: Vec<String> = above
        .into_iter()
        .rev()
        .map(|at| INDEX.official_name(at))
        .collect();
    path.push(INDEX.display_name(index));
    (words.len() > 1 && each_word) || spelt_along(&joined, &path)
}

/// A part of a name, spelt as a person might.
fn typed() -> impl Strategy<Value = (usize, String)> {
    (
        any::<prop::sample::Index>(),
        0usize..4,
        1usize..5,
        proptest::collection::vec(0usize..5, 8),
    )
        .prop_map(|(station, skip, take, ways)| {
            let index = station.index(12_340);
            let name = INDEX.short_name(index);
            let mut typed = String::new();
            let characters = name.chars().enumerate().skip(skip).take(take);
            for ((at, character), way) in characters.zip(ways) {
                let mut all = spellings(character);
                // Read ou it is a family name, which stands in front: nobody spells 社区 so.
                if character == '区' && at > 0 {
                    all.retain(|spelling| spelling[0] != 'o');
                }
                typed.extend(&all[way % all.len()]);
            }
            (index, typed)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whatever_is_found_really_matches((_, typed) in typed()) {
        for hit in INDEX.search(&typed, None, 40) {
            prop_assert!(
                really_matches(&typed, hit.index),
                "{typed} finds {} by {:?}", INDEX.display_name(hit.index), hit.quality
            );
        }
    }

    #[test]
    fn a_mixed_spelling_of_the_front_finds_the_name((index, typed) in typed()) {
        let name: Vec<char> = INDEX.short_name(index).chars().collect();
        let letters = letters(&typed);
        if !letters.is_empty() && spelt(&letters, &name, 0) {
            let hits = INDEX.search(&typed, Some(INDEX.code(index)), 200);
            let own = hits.iter().find(|hit| hit.index == index);
            // More than 200 may be as good; those around the person come first, so it is missing
            // only if the list is full.
            prop_assert!(own.is_some() || hits.len() == 200, "{typed}");
            if let Some(own) = own {
                prop_assert!(own.quality <= Quality::InitialsPrefix, "{typed}: {:?}", own.quality);
                prop_assert!(own.marks & 1 == 1);
            }
        }
    }

    #[test]
    fn two_words_with_the_district_find_the_name(station in 0usize..12_340) {
        let above = INDEX.ancestors(station);
        if let [.., district, _city] = above[..] {
            let typed = format!("{} {}", INDEX.short_name(district), INDEX.short_name(station));
            let hits = INDEX.search(&typed, None, 50);
            prop_assert!(hits.iter().any(|hit| hit.index == station), "{typed}");
            for hit in hits {
                prop_assert!(really_matches(&typed, hit.index), "{typed}: {}", INDEX.display_name(hit.index));
            }
        }
    }

    #[test]
    fn no_query_is_too_odd(typed in "\\PC{0,40}", near in 0usize..12_340) {
        let hits = INDEX.search(&typed, Some(INDEX.code(near)), 10);
        prop_assert!(hits.len() <= 10);
        prop_assert!(hits.is_sorted_by_key(|hit| hit.score));
    }
}

#[test]
fn the_plain_matcher_can_say_no() {
    let station = INDEX.find("500112017005".parse().unwrap()).unwrap();
    for (typed, expected) in [
        ("fml", true),
        ("mingl", true),
        ("yubeifml", true),
        ("yb fml", true),
        ("fl", false),
        ("凤路", false),
        ("渝中 凤鸣", false),
        ("yzfml", false),
    ] {
        assert_eq!(really_matches(typed, station), expected, "{typed}");
        let found = INDEX
            .search(typed, None, 200)
            .iter()
            .any(|hit| hit.index == station);
        assert_eq!(found, expected, "{typed}");
    }
    assert!(Syllable::parse("feng").is_some());
}
