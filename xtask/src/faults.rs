//! `cargo xtask faults`: orders at all providers while everything around the built Worker breaks, and then the
//! comparison of all books. `tests/faults/main.mjs` does the work.

use std::process::ExitCode;

use anyhow::Result;

use crate::bindgen::Bindgen;
use crate::cli::{Args, Opt, Task, Words};
use crate::process::not_started;
use crate::repo::{Repo, program};
use crate::{platform, setup, worker};

pub const TASK: Task = Task {
    name: "faults",
    about: "orders at all providers while everything breaks; then all books are compared",
    words: Words::None,
    options: &[
        Opt::any("--orders", "N", "how many").default("300"),
        Opt::any("--seed", "N", "repeats the run that printed it"),
    ],
    run: command,
};

fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let orders = args.parsed::<u32>("--orders")?;
    let seed = args.parsed::<u32>("--seed")?;
    args.done()?;
    setup::everything(repo)?;
    worker::build(repo, &Bindgen::build(repo)?)?;
    let mut node = repo.command(platform::node(repo)?);
    node.arg("tests/faults/main.mjs").env("MEKONG_XTASK", program()?);
    for (name, value) in [("--orders", orders), ("--seed", seed)] {
        if let Some(value) = value {
            node.arg(format!("{name}={value}"));
        }
    }
    let status = node.status().map_err(|error| not_started(&node, error))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
