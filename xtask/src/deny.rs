//! `cargo deny`.

use anyhow::{Context, Result};

use crate::process::{capture, run, say};
use crate::repo::Repo;
use crate::tools::Tool;

const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };

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
    let mut command = repo.command(DENY.installed(repo)?);
    command.args(["--locked", "--workspace", "--all-features"]);
    Ok(command)
}
