//! What documents name is there: links, headings, paths, commands with their flags, and how many there are of a thing.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::documents::{Document, all, document, root};
use mekong_pay::domain::State;
use mekong_pay::domain::schedule::{DELIVERY_SCHEDULE, RECHECK_SCHEDULE};
use mekong_pay::domain::time::{DAY, HOUR, MINUTE, SECOND};
use mekong_pay::providers::REGISTRY;

fn assert_none(rule: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

/// Why a link leads nowhere, if it does.
fn broken(from: &Document, link: &str) -> Option<String> {
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let file = if path.is_empty() { root().join(&from.path) } else { from.folder().join(path) };
    if !file.exists() {
        return Some(format!("{}: {link} is not there", from.path));
    }
    let known = || Document { path: link.to_owned(), text: std::fs::read_to_string(&file).unwrap() }.anchors();
    let lost = !anchor.is_empty() && !known().iter().any(|known| known == anchor);
    lost.then(|| format!("{}: {link} has no such heading", from.path))
}

#[test]
fn every_link_leads_somewhere() {
    let documents = all();
    assert!(documents.len() > 50, "{}", documents.len());
    let found = documents.iter().flat_map(|from| from.links().into_iter().filter_map(|link| broken(from, &link)));
    assert_none("a link leads nowhere", found.collect());
}

/// Ends of names by which a word is a file of the repository.
const FILES: [&str; 12] =
    [".rs", ".mjs", ".md", ".toml", ".json", ".yml", ".py", ".js", ".ts", ".css", ".html", ".svg"];
/// Made by the build or fetched, or a file of somebody else's.
const BUILT: [&str; 6] = ["dist/", "js/dist", "js/mekong-pay/dist", "target/", "node_modules", ".mekong"];
/// Files that are not of this repository: where they lie, and what is meant.
const ELSEWHERE: [&str; 2] = ["index.html", "recheck.jsp"];

/// Whether a word in backticks means a path of the repository. What begins with a slash is a path of the API.
fn is_path(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/*<>{},".contains(c);
    let first = word.split('/').next().unwrap_or_default();
    let ours = |below: &str| root().join(below).join(first).is_dir();
    let folder = word.contains('/') && (ours("") || ours("src"));
    let file = FILES.iter().any(|end| word.ends_with(end)) && !word.starts_with('.');
    !first.is_empty() && word.chars().all(plain) && (folder || file)
}

/// Whether there is such a file, or folder, below a folder; of a pattern, whether there is any.
fn exists(folder: &Path, path: &str) -> bool {
    let Some((first, rest)) = path.split_once('/') else { return one(folder, path, "") };
    if !first.contains(['*', '<', '{']) {
        return exists(&folder.join(first), rest);
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| entry.path().is_dir() && exists(&entry.path(), rest))
}

/// The last part of a path: a name, a name without its end (`sender` for `sender.rs`), or a pattern.
fn one(folder: &Path, name: &str, _: &str) -> bool {
    match name.split_once(['*', '<', '{']) {
        None => {
            name.is_empty() && folder.is_dir()
                || !name.is_empty() && ["", ".rs"].iter().any(|end| folder.join(format!("{name}{end}")).exists())
        }
        Some((begins, _)) => std::fs::read_dir(folder).is_ok_and(|mut entries| {
            entries.any(|entry| entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with(begins)))
        }),
    }
}

fn is_there(from: &Document, word: &str) -> bool {
    let places = [root().to_owned(), from.folder(), root().join("src")];
    ELSEWHERE.contains(&word)
        || BUILT.iter().any(|built| word.starts_with(built))
        || places.iter().any(|place| exists(place, word))
}

#[test]
fn every_path_that_is_named_is_there() {
    let (mut found, mut seen) = (Vec::new(), 0);
    // What was, stands in the changelog.
    for from in all().iter().filter(|from| from.path != "CHANGELOG.md") {
        for word in from.spans().iter().flat_map(|span| span.split_whitespace()).filter(|word| is_path(word)) {
            seen += 1;
            if !is_there(from, word) {
                found.push(format!("{}: {word}", from.path));
            }
        }
    }
    assert!(seen > 100, "{seen} paths");
    assert_none("a path is not there", found);
}

/// The commands that xtask has, by its table.
fn commands() -> BTreeSet<String> {
    let source = std::fs::read_to_string(root().join("xtask/src/main.rs")).unwrap();
    let modules = source.lines().filter_map(|line| line.strip_prefix("    &")?.strip_suffix("::TASK,"));
    let found: BTreeSet<String> = modules.map(|name| name.replace('_', "-")).collect();
    assert!(found.len() > 8, "{found:?}");
    found
}

/// All text of a file, and of what lies in the folder of its name.
fn text_of(path: &Path) -> String {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).unwrap();
        return entries.map(|entry| text_of(&entry.unwrap().path())).collect();
    }
    std::fs::read_to_string(path).unwrap_or_default()
}

/// What of a command's code names its flags and words.
fn code_of(command: &str) -> String {
    let own = command.replace('-', "_");
    let file = [format!("xtask/src/{own}.rs"), format!("xtask/src/{own}")];
    file.iter().map(|path| text_of(&root().join(path))).collect()
}

/// Every `cargo xtask …` of a document: the words that follow, up to the end of the line, the span or a comment.
fn invocations(from: &Document) -> Vec<Vec<String>> {
    let after = from.text.split("cargo xtask ").skip(1);
    let words = |rest: &str| {
        let line = rest.split(['`', '\n', '#', ';', ')']).next().unwrap_or_default().replace("\\|", "|");
        line.split_whitespace().map(|word| word.trim_matches(['[', ']', ',', '.', ':']).to_owned()).collect::<Vec<_>>()
    };
    after
        .map(words)
        .filter(|words| words.first().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_lowercase())))
        .collect()
}

/// What of a command is not there.
fn unknown(known: &BTreeSet<String>, words: &[String]) -> Option<String> {
    let (command, rest) = words.split_first()?;
    if !known.contains(command) {
        return Some(command.clone());
    }
    let code = code_of(command);
    let named = |word: &str| code.contains(&format!("\"{word}\"")) || code.contains(&format!("[{word}"));
    let flags = rest.iter().filter(|word| word.starts_with("--"));
    let values = rest.iter().skip_while(|word| *word != "--only").skip(1).take(1).flat_map(|word| word.split('|'));
    let lost = flags.map(String::as_str).chain(values).find(|word| !named(word))?;
    Some(format!("{command} {lost}"))
}

#[test]
fn every_command_that_is_named_is_one_of_xtasks() {
    let known = commands();
    let (mut found, mut seen) = (Vec::new(), 0);
    for from in all().iter().filter(|from| from.path != "CHANGELOG.md") {
        for words in invocations(from) {
            seen += 1;
            found.extend(unknown(&known, &words).map(|what| format!("{}: cargo xtask {what}", from.path)));
        }
    }
    assert!(seen > 20, "{seen} commands");
    assert_none("there is no such command", found);
}

#[test]
fn every_command_has_a_row() {
    let rows = document("CONTRIBUTING.md").table("| Command | Does |");
    // `keep` is started by `dev`.
    let named: BTreeSet<String> =
        rows.iter().filter_map(|row| row[0].trim_matches('`').split(' ').nth(2).map(str::to_owned)).collect();
    let missing: Vec<_> = commands().difference(&named).filter(|name| *name != "keep").cloned().collect();
    assert!(missing.is_empty(), "CONTRIBUTING.md: {missing:?}");
}

const NUMBERS: [&str; 13] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

fn number(word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    NUMBERS.iter().position(|name| *name == word).or_else(|| word.parse().ok())
}

/// How many there are, by what the source has.
fn counts() -> Vec<(&'static str, usize)> {
    let shards = std::fs::read_to_string(root().join("src/gateway/shards.rs")).unwrap();
    let shards = shards.split("SHARDS: u8 = ").nth(1).and_then(|rest| rest.split(';').next()?.parse().ok());
    let files = |folder: &str| std::fs::read_dir(root().join(folder)).unwrap().count();
    let recipes = document("CONTRIBUTING.md").text.lines().filter(|line| line.starts_with("### A")).count();
    let decisions = files("docs/decisions").saturating_sub(1);
    vec![
        ("providers", REGISTRY.len()),
        ("shards", shards.expect("the number of shards")),
        ("languages", files("js/checkout/page/texts")),
        ("states", State::ALL.len()),
        ("recipes", recipes),
        ("decisions", decisions),
    ]
}

#[test]
fn what_is_counted_in_words_is_so_many() {
    let counts = counts();
    let (mut found, mut seen) = (Vec::new(), 0);
    for from in all().iter().filter(|from| from.path != "CHANGELOG.md") {
        for line in from.prose() {
            let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
            for pair in words.windows(2) {
                let Some((noun, many)) = counts.iter().find(|(noun, _)| *noun == pair[1]) else { continue };
                let Some(said) = number(pair[0]) else { continue };
                seen += 1;
                if said != *many {
                    found.push(format!("{}: {said} {noun}, there are {many}", from.path));
                }
            }
        }
    }
    assert!(seen > 5, "{seen} counts");
    assert_none("a count is another one", found);
}

/// A length of time as documents write it.
fn length(millis: i64) -> String {
    match millis {
        _ if millis > 36 * HOUR && millis % DAY == 0 => format!("{} d", millis / DAY),
        _ if millis % HOUR == 0 => format!("{} h", millis / HOUR),
        _ if millis % MINUTE == 0 && millis > MINUTE => format!("{} min", millis / MINUTE),
        _ => format!("{} s", millis / SECOND),
    }
}

/// Documents that begin to tell a schedule tell it whole.
fn tells_whole(begins: &str, whole: &str, least: usize) {
    let tells: Vec<_> =
        all().into_iter().filter(|from| from.path != "CHANGELOG.md" && from.text.contains(begins)).collect();
    assert!(tells.len() >= least, "{begins}");
    for from in tells {
        assert_eq!(from.text.matches(begins).count(), from.text.matches(whole).count(), "{}: {whole}", from.path);
    }
}

#[test]
fn schedules_are_told_as_they_are() {
    let within = RECHECK_SCHEDULE.iter().filter(|offset| **offset < DAY);
    let within: Vec<String> = within.map(|offset| length(*offset)).collect();
    let days = RECHECK_SCHEDULE.last().unwrap() / DAY;
    tells_whole("5 s, 15 s, 60 s, 5 min, 30 min", &format!("{}, then daily to {days} days", within.join(", ")), 3);
    let pauses: Vec<String> = DELIVERY_SCHEDULE.windows(2).map(|pair| length(pair[1] - pair[0])).collect();
    let (last, first) = pauses.split_last().unwrap();
    tells_whole("5 s, 5 min", &format!("{} and {last}", first.join(", ")), 1);
}

/// The readers themselves: what they do not see, no rule above can find.
#[test]
fn the_readers_see_what_is_wrong() {
    let text = "# A `b` c\n\n[x](#a-b-c) [y](#no) [z](nowhere.md) `[w](no)`\n```\n[v](no)\n```\n`src/no.rs` `/v1/no.rs` `cargo xtask tset`";
    let from = Document { path: "here.md".to_owned(), text: text.to_owned() };
    assert_eq!(from.anchors(), ["a-b-c"]);
    assert_eq!(from.links(), ["#a-b-c", "#no", "nowhere.md"]);
    assert!(
        is_path("src/no.rs") && is_path("edge/no") && is_path("no.mjs") && !is_path("/v1/no.rs") && !is_path("a.b")
    );
    let here = document("README.md");
    assert!(!is_there(&here, "src/no.rs") && is_there(&here, "src/lib.rs") && is_there(&here, "tests/vectors/*.json"));
    assert!(!exists(root(), "src/<id>/no/mod.rs") && exists(root(), "src/<id>/mod.rs"));
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    assert!(
        unknown(&commands(), &words("tset")).is_some()
            && unknown(&commands(), &words("test --only core|edge")).is_none()
    );
    assert!(
        unknown(&commands(), &words("test --only cores")).is_some()
            && unknown(&commands(), &words("dev --no")).is_some()
    );
    assert!(
        broken(&here, "#no").is_some()
            && broken(&here, "no.md").is_some()
            && broken(&here, "docs/events.md#deliveries").is_none()
    );
}
