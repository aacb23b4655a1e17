//! Developer commands: `cargo xtask <command>`. This file only picks the command; each has a file of its own.

mod bench;
mod bindgen;
mod build;
mod bundle;
mod capnp;
mod check;
mod children;
mod cli;
mod debian;
mod deny;
mod deploy;
mod dev;
mod faults;
mod http;
mod keep;
mod new_provider;
mod npm;
mod platform;
mod ports;
mod process;
mod record;
mod repo;
mod serve;
mod setup;
mod simulate;
mod size;
mod stamp;
mod summary;
mod test;
mod tools;
mod vars;
mod wasm;
mod worker;
mod workerd;
mod wrangler;

use std::process::ExitCode;

use anyhow::Result;
use cli::{Asked, Task};
use repo::Repo;

/// In the order of the help text: what one needs first comes first.
const TASKS: [&Task; 14] = [
    &dev::TASK,
    &test::TASK,
    &check::TASK,
    &build::TASK,
    &size::TASK,
    &deploy::TASK,
    &bundle::TASK,
    &new_provider::TASK,
    &faults::TASK,
    &simulate::TASK,
    &bench::TASK,
    &record::TASK,
    &serve::TASK,
    &keep::TASK,
];

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: Vec<String>) -> Result<ExitCode> {
    match cli::read(&TASKS, words)? {
        Asked::Run(task, args) => (task.run)(&Repo::find()?, args),
        Asked::Help(text) => {
            print!("{text}");
            Ok(ExitCode::SUCCESS)
        }
        Asked::Nothing(text) => {
            eprint!("{text}");
            Ok(ExitCode::from(2))
        }
    }
}
