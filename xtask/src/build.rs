//! `cargo xtask build`: the Worker and the npm package.

use std::process::ExitCode;

use anyhow::Result;

use crate::bindgen::Bindgen;
use crate::cli::{Args, Opt, Task, Words};
use crate::repo::Repo;
use crate::{npm, setup, worker};

pub const TASK: Task = Task {
    name: "build",
    about: "builds the Worker with the API's document, and the npm package, for release",
    words: Words::None,
    options: &[Opt::flag("--worker", "only the Worker"), Opt::flag("--npm", "only the npm package")],
    run: command,
};

fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let (only_worker, only_npm) = (args.flag("--worker")?, args.flag("--npm")?);
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
