//! `cargo xtask bench <name>`: figures, taken by `tests/bench/<name>.mjs` with what it measures, built.

use std::process::ExitCode;

use anyhow::Result;

use crate::bindgen::Bindgen;
use crate::cli::{Args, Opt, Task, Words};
use crate::process::not_started;
use crate::repo::{Repo, program};
use crate::{npm, platform, setup, worker};

pub const TASK: Task = Task {
    name: "bench",
    about: "takes figures, on a quiet machine",
    words: Words::OneOf(&[
        ("ledger", "notifications, events and orders under load, beside a bare object with one insert"),
        ("messages", "messages that anybody may send, and backlogs: what they write and cause"),
        ("npm", "the npm package beside what people would use instead"),
        ("orders", "an order step by step, beside a running dev"),
        ("rsa", "RSA on the platform"),
    ]),
    options: &[Opt::flag("--quick", "fewer rounds (ledger, npm)"), Opt::any("--orders", "N", "how many (orders)")],
    run: command,
};

fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let name = args.word();
    let (quick, orders) = (args.flag("--quick")?, args.parsed::<u32>("--orders")?);
    args.done()?;
    setup::everything(repo)?;
    let bindgen = Bindgen::build(repo)?;
    if name == "npm" {
        npm::build(repo, &bindgen)?;
    } else {
        worker::build(repo, &bindgen)?;
    }
    let mut node = repo.command(platform::node(repo)?);
    node.arg(format!("tests/bench/{name}.mjs")).env("MEKONG_XTASK", program()?);
    node.args(quick.then_some("--quick")).args(orders.map(|orders| orders.to_string()));
    let status = node.status().map_err(|error| not_started(&node, error))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
