//! Cargo's own additional commands, each in a version of its own, installed where they disturb nobody.

use std::path::PathBuf;

use anyhow::Result;

use crate::process::{run, say};
use crate::repo::Repo;

pub struct Tool {
    pub name: &'static str,
    pub version: &'static str,
}

impl Tool {
    /// Its program, which `cargo` calls with the name of the command first.
    pub fn installed(&self, repo: &Repo) -> Result<PathBuf> {
        let binary = repo.path(".mekong/tools/bin").join(self.name);
        let command = self.name.trim_start_matches("cargo-");
        let said = repo.command(&binary).args([command, "--version"]).output();
        if said.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(self.version)) {
            return Ok(binary);
        }
        say(&format!("installing {} (a minute, only the first time)", self.name));
        let exact = format!("={}", self.version);
        let mut install = repo.command("cargo");
        // It runs for a second: optimizing it would take ten times as long as it ever could save.
        install.args(["install", self.name, "--debug", "--locked", "--quiet", "--version", &exact, "--root"]);
        run(install.arg(repo.path(".mekong/tools")))?;
        Ok(binary)
    }
}
