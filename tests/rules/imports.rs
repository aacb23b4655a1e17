//! No files import each other in a circle, in Rust and in JavaScript, and no type's name is defined twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use crate::support::source::{Source, all, src};

/// Files, and what each imports.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// The path of a file's module: `domain/order/mod.rs` is `[domain, order]`.
fn module(path: &str) -> Vec<&str> {
    path.trim_end_matches(".rs").split('/').filter(|part| !matches!(*part, "mod" | "lib")).collect()
}

/// The paths that a tree of a `use` names: `a::{b, c::d}` are `a::b` and `a::c::d`.
fn paths_of(tree: &str) -> Vec<String> {
    let Some((before, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or_default().trim().to_owned()];
    };
    let inside = rest.rsplit_once('}').map_or(rest, |(inside, _)| inside);
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in inside.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if c == ',' && depth == 0 { parts.push(String::new()) } else { parts.last_mut().unwrap().push(c) }
    }
    let whole = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    whole.flat_map(paths_of).map(|part| format!("{}{part}", before.trim())).collect()
}

/// Every path that a file names: in its `use`s, and written out where it is needed.
fn named(file: &Source) -> Vec<String> {
    let code = file.bare.split_whitespace().collect::<Vec<_>>().join(" ");
    let uses = code.match_indices("use ").filter(|(at, _)| {
        let before = code.get(..*at).unwrap_or_default().trim_end();
        before.is_empty() || before.ends_with([';', '}', ')', ']', '{']) || before.ends_with("pub")
    });
    let tree = |(at, _): (usize, &str)| code.get(at + 4..)?.split(';').next().map(str::to_owned);
    let mut paths: Vec<String> = uses.filter_map(tree).flat_map(|tree| paths_of(&tree)).collect();
    for root in ["crate::", "super::"] {
        for (at, _) in code.match_indices(root) {
            let part = |c: &char| c.is_alphanumeric() || matches!(c, '_' | ':');
            let whole = !code.get(..at).unwrap_or_default().ends_with(|c: char| c.is_alphanumeric() || c == ':');
            paths.extend(whole.then(|| code.get(at..).unwrap_or_default().chars().take_while(part).collect()));
        }
    }
    paths
}

/// The file that has what a path names. A folder's own file and those in it are one room: they may name each other.
fn resolved<'a>(path: &str, own: &[&str], modules: &BTreeMap<Vec<&str>, &'a str>) -> Option<&'a str> {
    let mut at: Vec<&str> = own.to_vec();
    for (first, part) in path.split("::").enumerate().map(|(index, part)| (index == 0, part.trim())) {
        match part {
            "crate" if first => at.clear(),
            "self" if first => {}
            "super" => drop(at.pop()),
            part => at.push(part),
        }
    }
    while !at.is_empty() && !modules.contains_key(&at) {
        at.pop();
    }
    if own.starts_with(&at) { None } else { modules.get(&at).copied() }
}

fn rust(files: &[Source]) -> Imports {
    let modules: BTreeMap<Vec<&str>, &str> =
        files.iter().map(|file| (module(&file.path), file.path.as_str())).collect();
    let imports = |file: &Source| {
        let own = module(&file.path);
        named(file).iter().filter_map(|path| resolved(path, &own, &modules)).map(str::to_owned).collect()
    };
    files.iter().map(|file| (file.path.clone(), imports(file))).collect()
}

/// The files of a folder that JavaScript runs, without what was built or installed.
fn scripts(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !matches!(name.as_str(), "node_modules" | "dist") {
            scripts(&path, found);
        } else if [".js", ".mjs"].iter().any(|end| name.ends_with(end)) {
            found.push(path);
        }
    }
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> String {
    let mut parts: Vec<Component> = Vec::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            Component::CurDir => {}
            part => parts.push(part),
        }
    }
    parts.iter().collect::<PathBuf>().to_string_lossy().into_owned()
}

/// What `from '…'`, `import '…'` and `import('…')` name below a folder.
fn script(path: &Path, text: &str) -> BTreeSet<String> {
    let after = ["from '", "from \"", "import '", "import \"", "import('", "import(\""];
    let found = after.iter().flat_map(|before| text.match_indices(before).map(move |(at, _)| at + before.len()));
    let names = found.filter_map(|at| text.get(at..)?.split(['\'', '"']).next()).filter(|name| name.starts_with('.'));
    names.map(|name| plain(&path.parent().unwrap().join(name))).collect()
}

fn javascript() -> Imports {
    let mut found = Vec::new();
    let root = src().join("..");
    for folder in ["js", "src"] {
        scripts(&root.join(folder), &mut found);
    }
    let text = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
    found.iter().map(|path| (plain(path), script(path, &text(path)))).collect()
}

fn reached(from: &str, imports: &Imports) -> BTreeSet<String> {
    let (mut reached, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(file) = next.pop() {
        for other in imports.get(&file).into_iter().flatten() {
            if reached.insert(other.clone()) {
                next.push(other.clone());
            }
        }
    }
    reached
}

/// The groups of files of which each reaches every other.
fn circles(imports: &Imports) -> BTreeSet<BTreeSet<String>> {
    let all: BTreeMap<&String, BTreeSet<String>> = imports.keys().map(|file| (file, reached(file, imports))).collect();
    let back = |file: &String, other: &String| all.get(other).is_some_and(|reached| reached.contains(file));
    let circle = |(file, reached): (&&String, &BTreeSet<String>)| {
        let circle: BTreeSet<String> = reached.iter().filter(|other| back(file, other)).cloned().collect();
        (!circle.is_empty()).then_some(circle)
    };
    all.iter().filter_map(circle).collect()
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let rust = rust(&all());
    assert!(rust.values().map(BTreeSet::len).sum::<usize>() > 300, "the reader of `use` sees next to nothing");
    assert_eq!(circles(&rust), BTreeSet::new(), "in Rust");
    let javascript = javascript();
    assert!(javascript.values().map(BTreeSet::len).sum::<usize>() > 300, "the reader of imports sees next to nothing");
    assert_eq!(circles(&javascript), BTreeSet::new(), "in JavaScript");
}

/// The names of the types that a file defines, outside of functions and blocks.
fn types(file: &Source) -> Vec<&str> {
    let name = |line: &'_ str| -> Option<(usize, usize)> {
        let rest = line.strip_prefix("pub").map_or(line, |rest| rest.split_once(' ').map_or("", |(_, rest)| rest));
        let rest = ["struct ", "enum ", "trait ", "type "].iter().find_map(|word| rest.strip_prefix(word))?;
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        Some((line.len() - rest.len(), length))
    };
    file.bare.lines().filter_map(|line| name(line).and_then(|(at, length)| line.get(at..at + length))).collect()
}

/// Names that are defined in more than one file. A provider's folder is a world of its own.
fn twice(files: &[Source]) -> Vec<String> {
    let mut known: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let in_a_folder = |file: &&Source| file.path.starts_with("providers/") && file.path.matches('/').count() > 1;
    for file in files.iter().filter(|file| !in_a_folder(file)) {
        types(file).into_iter().for_each(|name| known.entry(name).or_default().push(&file.path));
    }
    known.into_iter().filter(|(_, at)| at.len() > 1).map(|(name, at)| format!("{name}: {}", at.join(", "))).collect()
}

#[test]
fn no_type_has_the_name_of_another() {
    let files = all();
    assert!(
        files.iter().map(|file| types(file).len()).sum::<usize>() > 200,
        "the reader of types sees next to nothing"
    );
    assert_eq!(twice(&files), Vec::<String>::new());
}

/// The rules can fail: what is put in on purpose is found.
#[test]
fn a_circle_and_a_name_twice_are_found() {
    let file = Source::new;
    let tied = [
        file("api/mod.rs", "pub mod a; pub use a::One;"),
        file("api/a.rs", "use crate::{domain::money::{Money, self}, edge::b::Two as Three};\npub struct One;"),
        file("edge/b.rs", "fn f() -> super::c::Four { }\nstruct Two;"),
        file("edge/c.rs", "use super::super::api::One;\npub(super) enum Two { }"),
        file("domain/money.rs", "use super::Timestamp;"),
        file("domain/mod.rs", "pub mod money;"),
    ];
    let circle = ["api/a.rs", "api/mod.rs", "edge/b.rs", "edge/c.rs"].map(str::to_owned);
    assert_eq!(circles(&rust(&tied)), BTreeSet::from([BTreeSet::from(circle)]));
    assert_eq!(twice(&tied), ["Two: edge/b.rs, edge/c.rs"]);
    let text =
        "import { a } from './b.mjs';\nexport * from \"../c.js\";\nawait import('./d.mjs');\nimport fs from 'node:fs';";
    let named = script(Path::new("/x/y/a.mjs"), text);
    assert_eq!(named, ["/x/c.js", "/x/y/b.mjs", "/x/y/d.mjs"].map(str::to_owned).into());
}
