//! What has to be there before anything can be built: a compiler that is new enough, its wasm target, npm's packages.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::process::{capture, run, say};
use crate::repo::{Repo, WASM};

pub fn everything(repo: &Repo) -> Result<()> {
    toolchain(repo)?;
    packages(repo)
}

pub fn toolchain(repo: &Repo) -> Result<()> {
    let version = capture(repo.command("rustc").arg("--version"))?;
    let wanted = manifest(repo)?.workspace.package.rust_version;
    if number(version.split(' ').nth(1).unwrap_or_default()) < number(&wanted) {
        bail!("Rust {wanted} or newer is needed, this is {}: rustup fetches it by rust-toolchain.toml", version.trim());
    }
    let libraries = capture(repo.command("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if PathBuf::from(libraries.trim()).is_dir() {
        return Ok(());
    }
    say(&format!("adding the compiler's target {WASM}"));
    run(repo.command("rustup").args(["target", "add", WASM])).with_context(|| {
        format!("the compiler needs the target {WASM}; without rustup, install it as your system does")
    })
}

/// `npm ci`, unless what is installed is what the lock file says.
pub fn packages(repo: &Repo) -> Result<()> {
    let lock = fs::read(repo.path("package-lock.json")).context("package-lock.json")?;
    let stamp = repo.path("node_modules/.mekong-package-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    if !installed_by_hand(repo) {
        say("fetching npm packages (half a minute)");
        run(repo.command("npm").args(["ci", "--loglevel=error", "--no-audit", "--no-fund"]))?;
    }
    fs::write(stamp, lock).context("node_modules")
}

/// Somebody ran npm after the lock file last changed. Then nothing may be replaced: it could be wrangler, running this
/// very build.
fn installed_by_hand(repo: &Repo) -> bool {
    let changed = |file: &str| fs::metadata(repo.path(file)).and_then(|meta| meta.modified()).ok();
    match (changed("node_modules/.package-lock.json"), changed("package-lock.json")) {
        (Some(installed), Some(lock)) => installed >= lock,
        _ => false,
    }
}

/// The parts of the root's Cargo.toml that the commands go by.
#[derive(Deserialize)]
pub struct Manifest {
    pub workspace: Workspace,
    #[serde(default)]
    pub features: std::collections::BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
pub struct Workspace {
    pub members: Vec<String>,
    pub package: Package,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Package {
    pub rust_version: String,
    pub version: String,
}

pub fn manifest(repo: &Repo) -> Result<Manifest> {
    let text = fs::read_to_string(repo.path("Cargo.toml"))?;
    toml::from_str(&text).context("Cargo.toml")
}

/// `1.91` and `1.95.0-nightly` as numbers to compare.
fn number(version: &str) -> (u32, u32) {
    let mut parts = version.split(['.', '-']).map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::{Manifest, number};

    #[test]
    fn what_cargo_asks_for_is_what_rustup_installs() {
        let manifest = toml::from_str::<Manifest>(include_str!("../../Cargo.toml"));
        let toolchain = toml::from_str::<toml::Value>(include_str!("../../rust-toolchain.toml"));
        let wanted = manifest.map(|manifest| manifest.workspace.package.rust_version).unwrap_or_default();
        let channel = toolchain.ok().and_then(|file| Some(file.get("toolchain")?.get("channel")?.as_str()?.to_owned()));
        assert_eq!(channel, Some(format!("{wanted}.0")));
    }

    #[test]
    fn versions_compare_as_numbers() {
        assert!(number("1.100.0") > number("1.91"));
        assert!(number("1.91.0-nightly") >= number("1.91"));
        assert!(number("1.9.0") < number("1.91"));
    }
}
