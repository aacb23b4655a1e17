//! `cargo deny`, in a version of its own, installed where it disturbs nobody.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process::{capture, run, say};
use crate::repo::Repo;

const VERSION: &str = "0.20.2";

/// Everything that `deny.toml` can judge without the network.
pub fn check(repo: &Repo) -> Result<()> {
    run(deny(repo)?.args(["check", "--hide-inclusion-graph", "licenses", "bans", "sources"]))
}

/// Apart from the rest: it needs a database that lies on the network.
pub fn advisories(repo: &Repo) -> Result<()> {
    say("advisories");
    let mut fetch = deny(repo)?;
    capture(fetch.args(["fetch", "db"]))
        .context("NOT CHECKED: the advisory database could not be fetched (a git repository on github.com)")?;
    run(deny(repo)?.args(["check", "--disable-fetch", "advisories"]))
}

fn deny(repo: &Repo) -> Result<std::process::Command> {
    let binary = installed(repo)?;
    let mut command = repo.command(binary);
    command.args(["--locked", "--workspace", "--all-features"]);
    Ok(command)
}

fn installed(repo: &Repo) -> Result<PathBuf> {
    let binary = repo.path(".mekong/tools/bin/cargo-deny");
    let version = repo.command(&binary).arg("--version").output();
    if version.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(VERSION)) {
        return Ok(binary);
    }
    say("installing cargo-deny (a few minutes, only the first time)");
    let exact = format!("={VERSION}");
    let mut install = repo.command("cargo");
    install.args(["install", "cargo-deny", "--locked", "--quiet", "--version", &exact, "--root"]);
    run(install.arg(repo.path(".mekong/tools")))?;
    Ok(binary)
}
