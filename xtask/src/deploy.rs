//! `cargo xtask deploy`: the pinned wrangler, installed where it is missing, deploys the Worker.

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{Args, Task, Words};
use crate::process::run;
use crate::repo::Repo;
use crate::{platform, setup};

pub const TASK: Task = Task {
    name: "deploy",
    about: "deploys the Worker, by the pinned wrangler",
    words: Words::HandedOn("[--dry-run] to look first, [--env NAME] and whatever else wrangler deploy takes"),
    options: &[],
    run: command,
};

/// wrangler builds by itself, see wrangler.toml.
fn command(repo: &Repo, args: Args) -> Result<ExitCode> {
    setup::everything(repo)?;
    let node = platform::node(repo)?;
    run(repo.command(node).args(["node_modules/wrangler/bin/wrangler.js", "deploy"]).args(args.handed_on()))?;
    Ok(ExitCode::SUCCESS)
}
