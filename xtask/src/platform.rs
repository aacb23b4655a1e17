//! The native programs inside `node_modules`. Called directly: their JavaScript wrappers would only cost time, and
//! workerd's would hide its process id.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::process::capture;
use crate::repo::Repo;

const OLDEST_NODE: u32 = 22;

pub fn workerd(repo: &Repo) -> Result<PathBuf> {
    let platform = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "linux-64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "x86_64") => "darwin-64",
        ("macos", "aarch64") => "darwin-arm64",
        (os, arch) => bail!("workerd does not exist for {os} on {arch}"),
    };
    installed(repo, &format!("@cloudflare/workerd-{platform}/bin/workerd"))
}

pub fn esbuild(repo: &Repo) -> Result<PathBuf> {
    let os = if std::env::consts::OS == "macos" { "darwin" } else { std::env::consts::OS };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    installed(repo, &format!("@esbuild/{os}-{arch}/bin/esbuild"))
}

fn installed(repo: &Repo, relative: &str) -> Result<PathBuf> {
    let path = repo.path("node_modules").join(relative);
    if !path.is_file() {
        bail!("node_modules/{relative} is missing: remove node_modules and try again");
    }
    Ok(path)
}

/// Node.js: the one that npm installed (Linux on x64), otherwise the machine's own.
pub fn node(repo: &Repo) -> Result<PathBuf> {
    let bundled = repo.path("node_modules/.bin/node");
    if bundled.is_file() {
        return Ok(bundled);
    }
    let version = capture(repo.command("node").arg("--version")).context("Node.js is needed")?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|n| n.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        bail!(
            "Node.js {OLDEST_NODE} or newer is needed, this is {}: install one from https://nodejs.org",
            version.trim()
        );
    }
    Ok(PathBuf::from("node"))
}
