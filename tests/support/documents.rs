//! Reads the repository's documents: their lines, headings, links, tables, and what stands in backticks.

use std::path::{Path, PathBuf};

/// Folders that are built or fetched, never committed.
const NOT_OURS: [&str; 6] = ["target", "node_modules", "dist", "corpus", "artifacts", "coverage"];

/// A document.
pub struct Document {
    /// Path below the repository's root, with slashes.
    pub path: String,
    pub text: String,
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every document of the repository, in order.
pub fn all() -> Vec<Document> {
    let mut found = Vec::new();
    collect(root(), &mut found);
    found.sort();
    found.iter().map(|path| Document::read(path)).collect()
}

/// The document at this path.
pub fn document(path: &str) -> Document {
    Document::read(&root().join(path))
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Hidden folders hold state and tools; the forge's own is ours.
        let hidden = name.starts_with('.') && name != ".github";
        if path.is_dir() && !hidden && !NOT_OURS.contains(&name.as_ref()) {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

impl Document {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_else(|_| panic!("{} is there", path.display()));
        let name = path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
        Self { path: name, text }
    }

    /// The folder that its links start from.
    pub fn folder(&self) -> PathBuf {
        root().join(&self.path).parent().expect("a folder").to_owned()
    }

    /// The lines outside of blocks of code.
    pub fn prose(&self) -> Vec<&str> {
        let mut fenced = false;
        let outside = |line: &&str| {
            let fence = line.trim_start().starts_with("```");
            fenced ^= fence;
            !fenced && !fence
        };
        self.text.lines().filter(outside).collect()
    }

    /// What can follow `#` in a link to it, as forges make it of headings.
    pub fn anchors(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for heading in self.prose().iter().filter_map(|line| line.strip_prefix('#')) {
            let slug = slug(heading.trim_start_matches('#'));
            let same = found.iter().filter(|other| **other == slug || other.starts_with(&format!("{slug}-"))).count();
            found.push(if found.contains(&slug) { format!("{slug}-{same}") } else { slug });
        }
        found
    }

    /// Where its links and pictures lead.
    pub fn links(&self) -> Vec<String> {
        let inside = |line: &str| {
            let bare = without_code(line);
            let ends = [("](", ')'), ("src=\"", '"')];
            let after = |(begin, end)| bare.split(begin).skip(1).filter_map(move |rest| rest.split(end).next());
            ends.into_iter().flat_map(after).map(str::to_owned).collect::<Vec<_>>()
        };
        self.prose().iter().flat_map(|line| inside(line)).collect()
    }

    /// What stands in backticks.
    pub fn spans(&self) -> Vec<String> {
        let odd = |line: &&str| line.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        self.prose().iter().flat_map(odd).collect()
    }

    /// The rows of the table whose first line begins so, as cells.
    pub fn table(&self, begins: &str) -> Vec<Vec<String>> {
        let lines = self.text.lines().skip_while(|line| !line.starts_with(begins));
        let rows: Vec<_> = lines.skip(2).take_while(|line| line.starts_with('|')).map(cells).collect();
        assert!(!rows.is_empty(), "{} has no table {begins}", self.path);
        rows
    }
}

/// A row's cells. A bar in a cell is written `\|`.
pub fn cells(row: &str) -> Vec<String> {
    let inside = row.strip_prefix('|').unwrap_or(row).strip_suffix('|').unwrap_or(row);
    inside.replace("\\|", "\0").split('|').map(|cell| cell.trim().replace('\0', "|")).collect()
}

fn slug(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`")
}
