//! `cargo xtask keep PROGRAM …`: runs a program, and whatever that starts, for as long as standard input stays open.
//! `dev` runs its programs by it: however `dev` ends, SIGKILL included, the system closes that pipe, and nothing is left
//! that holds a port.

use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::cli::{Args, Task, Words};
use crate::process::not_started;
use crate::repo::{Repo, program};

/// How long a program may take to end by itself.
pub const END: Duration = Duration::from_secs(3);
const TICK: Duration = Duration::from_millis(20);

/// The same command, kept.
pub fn kept(command: &Command) -> Result<Command> {
    let mut keeper = Command::new(program()?);
    keeper.arg("keep").arg(command.get_program()).args(command.get_args()).stdin(Stdio::piped());
    if let Some(folder) = command.get_current_dir() {
        keeper.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => keeper.env(name, value),
            None => keeper.env_remove(name),
        };
    }
    Ok(keeper)
}

pub const TASK: Task = Task {
    name: "keep",
    about: "runs a program for as long as standard input stays open: how dev runs its programs",
    words: Words::HandedOn("the program and its arguments"),
    options: &[],
    run: command,
};

fn command(_: &Repo, args: Args) -> Result<ExitCode> {
    let words = args.handed_on();
    let (program, args) = words.split_first().context("keep needs a program")?;
    let mut command = Command::new(program);
    // A process group of its own, which can be ended whole.
    command.args(args).stdin(Stdio::null()).process_group(0);
    let mut child = command.spawn().map_err(|e| not_started(&command, e))?;
    let closed = spawn(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).is_ok());
    while !closed.is_finished() {
        if let Some(status) = child.try_wait()? {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            return Ok(code.map_or(ExitCode::FAILURE, ExitCode::from));
        }
        sleep(TICK);
    }
    end(&mut child);
    Ok(ExitCode::SUCCESS)
}

/// Asks, waits a little, then insists. Nothing accepted is lost either way.
fn end(child: &mut Child) {
    let group = i32::try_from(child.id()).ok().map(Pid::from_raw);
    let told = |signal: Signal| group.is_some_and(|group| killpg(group, signal).is_ok());
    let asked = told(Signal::SIGTERM);
    let start = Instant::now();
    while asked && start.elapsed() < END && matches!(child.try_wait(), Ok(None)) {
        sleep(TICK);
    }
    told(Signal::SIGKILL);
    drop(child.wait());
}
