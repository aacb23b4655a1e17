//! Reads `src/` as text: what is left when comments, and whatever exists for tests only, are taken away.

use std::path::{Path, PathBuf};

/// A source file's code.
pub struct Source {
    /// Path below `src/`, with slashes.
    pub path: String,
    /// Code with its texts in quotes.
    pub code: String,
    /// The same with the insides of quotes blanked.
    pub bare: String,
}

pub fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file below `src/`, in order.
pub fn all() -> Vec<Source> {
    let mut found = Vec::new();
    collect(&src(), &mut found);
    found.sort();
    let name = |path: &Path| path.strip_prefix(src()).expect("below src").to_string_lossy().replace('\\', "/");
    found.iter().map(|path| Source::new(&name(path), &std::fs::read_to_string(path).expect("readable"))).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let (code, bare) = strip(text);
        let (code, bare) = without_tests(&code, &bare);
        Self { path: path.to_owned(), code, bare }
    }

    /// `domain` for `domain/order/mod.rs`; a file directly in `src/` is its own layer.
    pub fn layer(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// The modules directly below the crate's root that this file's paths go through.
    pub fn reaches(&self) -> Vec<String> {
        let code: String =
            self.bare.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ::", "::").replace(":: ", "::");
        let depth = self.path.trim_end_matches(".rs").trim_end_matches("/mod").split('/').count();
        let roots = ["crate::".to_owned(), "mekong_pay::".to_owned(), "super::".repeat(depth)];
        roots.iter().flat_map(|root| after(&code, root)).collect()
    }
}

/// The names that follow `root`, also those of a group in braces.
fn after(code: &str, root: &str) -> Vec<String> {
    let name = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = Vec::new();
    for (at, _) in code.match_indices(root) {
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = code.get(at + root.len()..).unwrap_or_default();
        match rest.strip_prefix('{') {
            Some(group) => names.extend(members(group).iter().map(|member| name(member))),
            None => names.push(name(rest)),
        }
    }
    names
}

/// The outermost members of a `use` group, up to its closing brace.
fn members(group: &str) -> Vec<String> {
    let (mut depth, mut all, mut member) = (0, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => all.push(std::mem::take(&mut member)),
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth == 0 => member.push(c),
            _ => {}
        }
    }
    all.push(member);
    all
}

/// Code without comments, and the same with quoted text blanked; both of the same length.
fn strip(text: &str) -> (String, String) {
    let (mut code, mut bare) = (String::new(), String::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, quoted) = token(rest, first);
        let piece = rest.get(..length).unwrap_or(rest);
        let comment = piece.starts_with("//") || piece.starts_with("/*");
        let blank = |piece: &str| piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect::<String>();
        let shown = if comment { blank(piece) } else { piece.to_owned() };
        bare.push_str(&if quoted { blank(&shown) } else { shown.clone() });
        // Blanking changes the length of anything but ASCII: keep the two in step.
        code.push_str(&if quoted {
            piece.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()
        } else {
            shown
        });
        rest = rest.get(length..).unwrap_or_default();
    }
    (code, bare)
}

/// The length of the token that `text` starts with, and whether it is quoted.
fn token(text: &str, first: char) -> (usize, bool) {
    let until = |end: &str, from: usize| {
        text.get(from..).and_then(|rest| rest.find(end)).map_or(text.len(), |at| from + at + end.len())
    };
    let hashes = text.get(1..).unwrap_or_default().chars().take_while(|c| *c == '#').count();
    let raw = first == 'r' && text.get(1 + hashes..).is_some_and(|rest| rest.starts_with('"'));
    match first {
        '/' if text.starts_with("//") => (text.find('\n').unwrap_or(text.len()), false),
        '/' if text.starts_with("/*") => (until("*/", 2), false),
        '"' => (string(text), true),
        'r' if raw => (until(&format!("\"{}", "#".repeat(hashes)), 2 + hashes), true),
        // A character, not a lifetime: 'x', '\n', '"'.
        '\'' if text.starts_with("'\\") => (until("'", 3), true),
        '\'' if text.chars().nth(2) == Some('\'') => {
            (text.char_indices().nth(3).map_or(text.len(), |(at, _)| at), true)
        }
        c if c.is_alphanumeric() || c == '_' => {
            (text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len()), false)
        }
        c => (c.len_utf8(), false),
    }
}

fn string(text: &str) -> usize {
    let mut escaped = true;
    for (at, c) in text.char_indices() {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

/// Takes away each item under `#[cfg(test)]`, up to the end of its braces.
fn without_tests(code: &str, bare: &str) -> (String, String) {
    let Some(start) = bare.find("#[cfg(test)]") else { return (code.to_owned(), bare.to_owned()) };
    let (mut depth, mut end) = (0, bare.len());
    for (at, c) in bare.char_indices().skip_while(|(at, _)| *at < start) {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => {
                end = at + 1;
                break;
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    let cut = |text: &str| format!("{}{}", text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
    without_tests(&cut(code), &cut(bare))
}
