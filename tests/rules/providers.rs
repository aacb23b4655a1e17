//! Every provider's folder is laid out like the others, so that who knows one knows them all.

use std::path::PathBuf;

use mekong_pay::providers::REGISTRY;

use crate::support::source::src;

/// What each folder has. A file that only one provider needs has a name of its own beside these.
const COMMON: [&str; 10] = [
    "mod.rs",
    "config.rs",
    "prepare.rs",
    "request.rs",
    "response.rs",
    "codes.rs",
    "openapi.rs",
    "npm/index.js",
    "npm/types.d.ts",
    "README.md",
];

fn folders() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(src().join("providers")).unwrap().map(|entry| entry.unwrap().path());
    let folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    assert_eq!(folders.len(), REGISTRY.len(), "a provider's folder is not registered");
    folders
}

#[test]
fn every_folder_has_the_same_files() {
    let missing = |folder: &PathBuf| {
        COMMON.map(|name| folder.join(name)).into_iter().filter(|file| !file.is_file()).collect::<Vec<_>>()
    };
    let missing: Vec<PathBuf> = folders().iter().flat_map(missing).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
}

#[test]
fn every_provider_has_its_codes_compared_and_a_second_opinion() {
    let root = src().parent().unwrap().to_owned();
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap_or_default();
    let (tests, kinds) = (read("tests/providers/main.rs"), read("js/mekong-pay/test/agreement/kinds.mjs"));
    let mut missing = Vec::new();
    for id in REGISTRY.iter().map(|provider| provider.id()) {
        let codes = format!("tests/providers/{id}_codes.rs");
        if read(&codes).is_empty() || !tests.contains(&format!("mod {id}_codes;")) {
            missing.push(format!("{codes}: every code in every call, and a line for it in tests/providers/main.rs"));
        }
        if !kinds.contains(&format!(" from './{id}.mjs'")) {
            missing.push(format!(
                "js/mekong-pay/test/agreement/{id}.mjs: a second implementation, and its kinds in kinds.mjs beside it"
            ));
        }
    }
    assert!(missing.is_empty(), "still to be written:\n{}", missing.join("\n"));
}

/// What `cargo xtask new-provider` leaves where only the provider's document can tell.
const MARK: &str = "FILL IN";

/// Every file below a path, or the path itself.
fn files(path: PathBuf) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(&path) else { return vec![path] };
    entries.flat_map(|entry| files(entry.unwrap().path())).collect()
}

#[test]
fn nothing_is_left_to_fill_in() {
    let root = src().parent().unwrap().to_owned();
    // Everything that a provider has of its own, and its row in a table.
    let shared = ["README.md", "js/mekong-pay/README.md", "js/simulator/README.md", "js/simulator/test"];
    let mut places = shared.map(str::to_owned).to_vec();
    for id in REGISTRY.iter().map(|provider| provider.id()) {
        places.extend([
            format!("src/providers/{id}"),
            format!("js/simulator/{id}"),
            format!("js/mekong-pay/test/types/{id}.ts"),
            format!("tests/vectors/{id}.json"),
        ]);
    }
    let mut left = Vec::new();
    for file in places.into_iter().flat_map(|place| files(root.join(place))) {
        let bytes = std::fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().enumerate().filter(|(_, line)| line.contains(MARK));
        let at = file.strip_prefix(&root).unwrap().display().to_string();
        left.extend(lines.map(|(number, line)| format!("{at}:{}: {}", number + 1, line.trim())));
    }
    left.sort();
    assert!(left.is_empty(), "still to be filled in, from the provider's document:\n{}", left.join("\n"));
}

/// Where each provider is told of beside the tables: the document, and what it says of one.
const TOLD: [(&str, &str); 4] = [
    ("README.md", "](src/providers/<id>/README.md#assumed)"),
    ("js/mekong-pay/README.md", "\n| `<camel>` | "),
    ("js/simulator/README.md", "`http://127.0.0.1:8788/<id>`"),
    ("js/simulator/README.md", "/_<id>/plan`"),
];

#[test]
fn every_provider_is_told_of() {
    let root = src().parent().unwrap().to_owned();
    let mut missing = Vec::new();
    for id in REGISTRY.iter().map(|provider| provider.id()) {
        for (path, words) in TOLD {
            let words = words.replace("<id>", id).replace("<camel>", &camel(id));
            if !std::fs::read_to_string(root.join(path)).unwrap().contains(&words) {
                missing.push(format!("{path}: {}", words.trim()));
            }
        }
        let tests = std::fs::read_dir(root.join("js/simulator/test")).unwrap();
        if !tests.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(id)) {
            missing.push(format!("js/simulator/test/{id}.test.mjs"));
        }
    }
    assert!(missing.is_empty(), "still to be written:\n{}", missing.join("\n"));
}

/// `connect_topup` as `connectTopup`.
fn camel(id: &str) -> String {
    let mut words = id.split('_');
    let first = words.next().unwrap().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

#[test]
fn every_provider_lists_what_it_assumes() {
    for folder in folders() {
        let text = std::fs::read_to_string(folder.join("README.md")).unwrap_or_default();
        assert!(text.contains("assumed"), "{}: README.md lists no `assumed` fact", folder.display());
    }
}
