//! `cargo xtask bench <name>`: figures, taken by `tests/bench/<name>.mjs` with what it measures, built.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::args::Args;
use crate::bindgen::Bindgen;
use crate::process::not_started;
use crate::repo::Repo;
use crate::{npm, platform, setup, worker};

const NAMES: [&str; 5] = ["ledger", "messages", "npm", "orders", "rsa"];

pub fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let name = args.command().unwrap_or_default();
    if !NAMES.contains(&name.as_str()) {
        bail!("bench {name:?}: there is {}", NAMES.join(", "));
    }
    setup::everything(repo)?;
    let bindgen = Bindgen::build(repo)?;
    if name == "npm" {
        npm::build(repo, &bindgen)?;
    } else {
        worker::build(repo, &bindgen)?;
    }
    let mut node = repo.command(platform::node(repo)?);
    node.arg(format!("tests/bench/{name}.mjs")).args(args.rest()).env("MEKONG_XTASK", std::env::current_exe()?);
    let status = node.status().map_err(|error| not_started(&node, error))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
