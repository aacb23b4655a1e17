//! `cargo xtask record`: the sessions in the documents as the gateway answers them now, and pictures of the payment
//! page. `tests/edge/documents/record.mjs` does the work.

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{Args, Opt, Task, Words};
use crate::process::not_started;
use crate::repo::{Repo, program};
use crate::{build, platform, setup};

pub const TASK: Task = Task {
    name: "record",
    about: "writes into the documents what their sessions answer now",
    words: Words::None,
    options: &[Opt::flag("--pictures", "takes the README's pictures of the payment page, too")],
    run: command,
};

fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let pictures = args.flag("--pictures")?;
    args.done()?;
    setup::everything(repo)?;
    build::all(repo)?;
    let mut node = repo.command(platform::node(repo)?);
    node.arg("tests/edge/documents/record.mjs").env("MEKONG_XTASK", program()?);
    if pictures {
        node.arg("--pictures");
    }
    let status = node.status().map_err(|error| not_started(&node, error))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
