//! From the splitter's many modules to few: the splitter writes one for every set of pages that share code, which
//! with six lazy areas is some thirty files, and a page would need twenty requests.
//!
//! Modules are joined as long as the requests saved are worth more than the bytes that some page then loads needlessly.
//! They can be joined freely: each only fills places in the main module's table and memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use wasmparser::{Parser, Payload, TypeRef};

use super::exports::without_exports;
use super::wasm::FEATURES;
use crate::paths;
use crate::sh;
use crate::tools::Tools;

/// What a request is worth in bytes over the wire: its headers and its answer's (about 1.5 KB), and a share of a
/// round trip on a slow network.
const REQUEST: u64 = 4_000;
/// Bytes of a module before optimisation to bytes over the wire, roughly.
const WIRE: u64 = 4;
/// Lazy areas that few phones need: their own modules are not fetched in the background, and never joined with
/// others that are. The reader of QR codes is for phones whose browser cannot read them, once they are to; the station's
/// side is for staff.
const RARE: [&str; 3] = ["decoder", "staff", "office"];
/// Areas that are only ever opened from within another one: what that one needs is there by then. The inner first.
const WITHIN: [(&str, &str); 5] = [
    ("decoder", "receive"),
    ("handover", "my"),
    ("receive", "my"),
    ("office", "staff"),
    ("staff", "more"),
];
/// Where modules find the main one's memory and table.
const HOME: &str = "__wasm_split";

/// Modules that are loaded together.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    /// The lazy areas that need it.
    users: BTreeSet<String>,
    /// The splitter's modules in it.
    files: Vec<String>,
    /// Estimated bytes over the wire.
    wire: u64,
}

impl Part {
    fn cost(&self) -> u64 {
        self.users.len() as u64 * (self.wire + REQUEST)
    }

    /// Whether nobody needs it but rare areas.
    fn is_rare(&self) -> bool {
        self.users.iter().all(|user| RARE.contains(&user.as_str()))
    }

    fn joined(&self, other: &Self) -> Self {
        let mut files = [self.files.clone(), other.files.clone()].concat();
        files.sort();
        Self {
            users: self.users.union(&other.users).cloned().collect(),
            files,
            wire: self.wire + other.wire,
        }
    }
}

/// A lazy module as it is served.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chunk {
    /// Its file name.
    pub file: String,
    /// Whether it is fetched only where it is called for.
    pub rare: bool,
}

/// Writes the joined modules into `to` and the loader beside them; returns the modules, sorted.
///
/// `needs` says for each lazy area which of the modules in `raw` it needs, without `.wasm`.
pub fn join(
    tools: &Tools,
    raw: &Path,
    loader: &str,
    needs: &BTreeMap<String, Vec<String>>,
    to: &Path,
) -> Result<Vec<Chunk>> {
    let needs = &without_what_is_there(needs)?;
    let mut parts: Vec<(String, Part)> = Vec::new();
    for (index, part) in planned(raw, needs)?.into_iter().enumerate() {
        let name = match (part.users.len(), part.users.first()) {
            (1, Some(user)) if parts.iter().all(|(name, _)| name != user) => user.clone(),
            _ => format!("shared_{index}"),
        };
        parts.push((name, part));
    }
    for (name, part) in &parts {
        let file = to.join(format!("{name}.wasm"));
        write_part(tools, raw, &part.files, &file)?;
    }
    let source = paths::read(&raw.join(loader))?;
    paths::write(&to.join(loader), new_loader(&source, needs, &parts)?)?;
    let mut chunks: Vec<Chunk> = parts
        .into_iter()
        .map(|(name, part)| Chunk {
            file: name + ".wasm",
            rare: part.is_rare(),
        })
        .collect();
    chunks.sort();
    Ok(chunks)
}

/// What each area needs beyond what the areas around it have loaded.
fn without_what_is_there(
    needs: &BTreeMap<String, Vec<String>>,
) -> Result<BTreeMap<String, Vec<String>>> {
    let mut own = needs.clone();
    for area in RARE
        .into_iter()
        .chain(WITHIN.into_iter().flat_map(|(inner, outer)| [inner, outer]))
    {
        if !needs.contains_key(area) {
            bail!("no lazy area is called {area}: has it another name now?");
        }
    }
    for (inner, outer) in WITHIN {
        let mut around = Some(outer);
        while let Some(area) = around {
            if let Some(files) = own.get_mut(inner) {
                files.retain(|file| !needs[area].contains(file));
            }
            around = WITHIN
                .iter()
                .find(|(inner, _)| *inner == area)
                .map(|(_, outer)| *outer);
        }
    }
    Ok(own)
}

fn planned(raw: &Path, needs: &BTreeMap<String, Vec<String>>) -> Result<Vec<Part>> {
    let mut by_file: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
    for (user, files) in needs {
        for file in files {
            by_file.entry(file).or_default().insert(user.clone());
        }
    }
    let mut parts = Vec::new();
    for (file, users) in by_file {
        let size =
            std::fs::metadata(raw.join(format!("{file}.wasm"))).with_context(|| file.clone())?;
        parts.push(Part {
            users,
            files: vec![file.clone()],
            wire: size.len() / WIRE,
        });
    }
    Ok(joined_while_it_pays(parts))
}

/// Joins the pair that saves most, again and again.
fn joined_while_it_pays(mut parts: Vec<Part>) -> Vec<Part> {
    loop {
        let mut best: Option<(u64, usize, usize)> = None;
        for first in 0..parts.len() {
            for second in first + 1..parts.len() {
                if parts[first].is_rare() != parts[second].is_rare() {
                    continue;
                }
                let apart = parts[first].cost() + parts[second].cost();
                let saved = apart.saturating_sub(parts[first].joined(&parts[second]).cost());
                if saved > best.map_or(0, |(most, ..)| most) {
                    best = Some((saved, first, second));
                }
            }
        }
        let Some((_, first, second)) = best else {
            return parts;
        };
        let other = parts.remove(second);
        parts[first] = parts[first].joined(&other);
    }
}

/// One module out of `files`.
fn write_part(tools: &Tools, raw: &Path, files: &[String], to: &Path) -> Result<()> {
    let mut imports = BTreeMap::new();
    let mut modules = Vec::new();
    for file in files {
        let path = raw.join(format!("{file}.wasm"));
        collect_imports(&paths::read_bytes(&path)?, &mut imports)?;
        modules.push(path);
    }
    if let [only] = modules.as_slice() {
        std::fs::copy(only, to)?;
        return Ok(());
    }
    // wasm-merge does not see that two modules import the same memory; through a module between them it does.
    let text = to.with_extension("wat");
    let hub = to.with_extension("hub");
    paths::write(&text, hub_text(&imports))?;
    sh::run(
        sh::cmd(tools.npm("wasm-as"), FEATURES)
            .arg(&text)
            .arg("-o")
            .arg(&hub),
    )?;
    let mut merge = sh::cmd(tools.npm("wasm-merge"), FEATURES);
    merge
        .args(["-g", "--skip-export-conflicts"])
        .arg(&hub)
        .arg(HOME);
    for (index, module) in modules.iter().enumerate() {
        merge.arg(module).arg(format!("part{index}"));
    }
    sh::output(merge.arg("-o").arg(to))?;
    let merged = paths::read_bytes(to)?;
    // Nobody asks for them.
    paths::write(to, without_exports(&merged, |_| false)?)?;
    std::fs::remove_file(text)?;
    std::fs::remove_file(hub)?;
    Ok(())
}

/// Name in the main module to its type in WebAssembly's text form.
type Imports = BTreeMap<String, String>;

fn collect_imports(module: &[u8], found: &mut Imports) -> Result<()> {
    for payload in Parser::new(0).parse_all(module) {
        let Payload::ImportSection(reader) = payload? else {
            continue;
        };
        for import in reader.into_imports() {
            let import = import?;
            if import.module != HOME {
                bail!("a chunk imports {}.{}", import.module, import.name);
            }
            let text = match import.ty {
                TypeRef::Memory(memory) => format!("(memory {})", memory.initial),
                TypeRef::Table(table) => format!("(table {} funcref)", table.initial),
                TypeRef::Global(global) if global.mutable => {
                    format!("(global (mut {}))", global.content_type)
                }
                TypeRef::Global(global) => format!("(global {})", global.content_type),
                other => bail!("a chunk imports {} as {other:?}", import.name),
            };
            let known = found.insert(import.name.to_owned(), text.clone());
            if known.is_some_and(|known| known != text) {
                bail!("two chunks import {} as different things", import.name);
            }
        }
    }
    Ok(())
}

/// A module that hands on what it imports.
fn hub_text(imports: &Imports) -> String {
    let mut text = "(module\n".to_owned();
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for (name, kind) in imports {
        let _infallible = writeln!(text, "(import \"main\" \"{name}\" {kind})");
    }
    for (name, kind) in imports {
        let word = kind
            .trim_start_matches('(')
            .split(' ')
            .next()
            .unwrap_or_default();
        let index = seen.entry(word).or_default();
        let _infallible = writeln!(text, "(export \"{name}\" ({word} {index}))");
        *index += 1;
    }
    text + ")\n"
}

/// The splitter's runtime with our own list of what to load: each area loads its parts at once, and a part that has
/// come once is not asked for again, also after another one failed.
fn new_loader(
    source: &str,
    needs: &BTreeMap<String, Vec<String>>,
    parts: &[(String, Part)],
) -> Result<String> {
    let lists = [
        "\n/* ",
        "\nconst __chunk_",
        "\nexport const __wasm_split_load_",
    ];
    let end = lists.iter().filter_map(|start| source.find(start)).min();
    let end = end.context("the splitter's loader has changed: no list of modules")?;
    let mut text = source[..end].to_owned();
    if !["function makeLoad(", "function wrapAsyncCb("]
        .iter()
        .all(|name| text.contains(name))
    {
        bail!("the splitter's loader has changed: its functions are missing");
    }
    text.push_str(PART);
    for (index, (name, _)) in parts.iter().enumerate() {
        let _infallible = writeln!(text, "const part{index} = part(\"./{name}.wasm\");");
    }
    for user in needs.keys() {
        let mine = parts
            .iter()
            .enumerate()
            .filter(|(_, (_, part))| part.users.contains(user));
        let mine: Vec<String> = mine.map(|(index, _)| format!("part{index}")).collect();
        let _infallible = writeln!(
            text,
            "export const __wasm_split_load_{user} = area([{}]);",
            mine.join(", ")
        );
    }
    Ok(text)
}

const PART: &str = "
const part = (file) => makeLoad(() => {
    const src = fetch(new URL(file, import.meta.url));
    // A part that the server does not know belongs to a build that it had before.
    src.then(({ status }) => { if (status === 404) document.documentElement.dataset.gone = ''; }, () => {});
    return (imports) => WebAssembly.instantiateStreaming(src, { ...imports, main: imports.__wasm_split });
}, []);
const area = (parts) => wrapAsyncCb(makeLoad(() => () => undefined, parts));
";

#[cfg(test)]
mod tests {
    use super::*;

    fn part(users: &[&str], file: &str, wire: u64) -> Part {
        let users = users.iter().map(|user| (*user).to_owned()).collect();
        Part {
            users,
            files: vec![file.to_owned()],
            wire,
        }
    }

    #[test]
    fn small_shared_parts_are_joined_and_large_ones_of_different_pages_are_not() {
        let parts = vec![
            part(&["a", "b"], "ab", 100),
            part(&["a", "b", "c"], "abc", 100),
            part(&["a"], "a", 50_000),
            part(&["b"], "b", 50_000),
        ];
        let joined = joined_while_it_pays(parts);
        let files: Vec<&[String]> = joined.iter().map(|part| part.files.as_slice()).collect();
        assert_eq!(
            files,
            [
                &["ab".to_owned(), "abc".to_owned()][..],
                &["a".to_owned()],
                &["b".to_owned()]
            ]
        );
        assert_eq!(
            joined[0].users.len(),
            3,
            "all who needed one of them load both"
        );
    }

    #[test]
    fn what_few_need_is_never_joined_with_what_all_fetch() {
        let parts = vec![
            part(&["decoder"], "decoder", 100),
            part(&["a", "decoder"], "both", 100),
            part(&["a"], "a", 100),
        ];
        let joined = joined_while_it_pays(parts);
        let rare: Vec<bool> = joined.iter().map(Part::is_rare).collect();
        assert_eq!(rare, [true, false]);
        assert_eq!(joined[0].files, ["decoder"]);
    }

    #[test]
    fn what_is_there_when_an_area_opens_is_not_loaded_with_it() {
        let files = |names: &str| names.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let needs = BTreeMap::from([
            ("my".to_owned(), files("all mine")),
            ("handover".to_owned(), files("all handover shown")),
            ("receive".to_owned(), files("all mine receive shown")),
            ("decoder".to_owned(), files("all mine shown decoder")),
            ("more".to_owned(), files("all more")),
            ("staff".to_owned(), files("all more staff form")),
            ("office".to_owned(), files("all office form")),
        ]);
        let own = without_what_is_there(&needs).unwrap();
        assert_eq!(own["my"], files("all mine"));
        assert_eq!(own["handover"], files("handover shown"));
        assert_eq!(own["receive"], files("receive shown"));
        assert_eq!(own["decoder"], files("decoder"));
        assert_eq!(own["staff"], files("staff form"));
        assert_eq!(own["office"], files("office"));
        let renamed = BTreeMap::from([("my".to_owned(), files("all"))]);
        assert!(without_what_is_there(&renamed).is_err());
    }

    #[test]
    fn the_loader_lists_each_areas_parts() {
        let source = "function wrapAsyncCb(c) {}\nfunction makeLoad(f, d) {}\n/* a, b */\nconst __chunk_1 = 1;\n";
        let needs = BTreeMap::from([("a".to_owned(), vec![]), ("b".to_owned(), vec![])]);
        let parts = [
            ("shared_0".to_owned(), part(&["a", "b"], "x", 1)),
            ("b".to_owned(), part(&["b"], "y", 1)),
        ];
        let text = new_loader(source, &needs, &parts).unwrap();
        assert!(!text.contains("__chunk_1"));
        assert!(text.contains("const part1 = part(\"./b.wasm\");"), "{text}");
        assert!(
            text.contains("export const __wasm_split_load_a = area([part0]);"),
            "{text}"
        );
        assert!(
            text.contains("export const __wasm_split_load_b = area([part0, part1]);"),
            "{text}"
        );
        assert!(new_loader("something else", &needs, &parts).is_err());
    }
}
