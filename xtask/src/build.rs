//! `cargo xtask build`: the Worker and the npm package.

use std::process::ExitCode;

use anyhow::Result;

use crate::args::Args;
use crate::bindgen::Bindgen;
use crate::repo::Repo;
use crate::{npm, setup, worker};

pub fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let (only_worker, only_npm) = (args.flag("--worker"), args.flag("--npm"));
    args.done()?;
    setup::everything(repo)?;
    let bindgen = Bindgen::build(repo)?;
    if !only_npm {
        worker::build(repo, &bindgen)?;
    }
    if !only_worker {
        npm::build(repo, &bindgen)?;
    }
    Ok(ExitCode::SUCCESS)
}

pub fn all(repo: &Repo) -> Result<()> {
    setup::everything(repo)?;
    let bindgen = Bindgen::build(repo)?;
    worker::build(repo, &bindgen)?;
    npm::build(repo, &bindgen)
}
