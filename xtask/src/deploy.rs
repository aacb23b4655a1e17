//! `cargo xtask deploy`: the pinned wrangler, installed where it is missing, deploys the Worker.

use std::process::ExitCode;

use anyhow::Result;

use crate::args::Args;
use crate::process::run;
use crate::repo::Repo;
use crate::{platform, setup};

/// wrangler builds by itself, see wrangler.toml; what else stands behind the command is for wrangler.
pub fn command(repo: &Repo, args: Args) -> Result<ExitCode> {
    setup::everything(repo)?;
    let node = platform::node(repo)?;
    run(repo.command(node).args(["node_modules/wrangler/bin/wrangler.js", "deploy"]).args(args.rest()))?;
    Ok(ExitCode::SUCCESS)
}
