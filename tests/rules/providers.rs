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
fn every_provider_lists_what_it_assumes() {
    for folder in folders() {
        let text = std::fs::read_to_string(folder.join("README.md")).unwrap_or_default();
        assert!(text.contains("assumed"), "{}: README.md lists no `assumed` fact", folder.display());
    }
}
