//! `cargo xtask serve`: becomes workerd, so the process id of this program is workerd's. Tests and benchmarks use it.

use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::args::Args;
use crate::process::not_started;
use crate::repo::Repo;
use crate::vars;
use crate::workerd::{Launch, Rates};

pub fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let port = args.required("--port")?;
    let state = args.required::<PathBuf>("--state")?;
    let vars = match args.value("--vars")? {
        Some(file) => vars::parse(&vars::read(file.as_ref())?)?,
        None => vars::Vars::new(),
    };
    let worker = args.parsed::<PathBuf>("--worker")?.unwrap_or_else(|| repo.path("dist/worker"));
    let rates = match args.value("--rate-limit")?.as_deref() {
        None => Rates::AsDeployed,
        Some("none") => Rates::Other(None),
        Some(rate) => Rates::Other(Some(rate.parse().context("--rate-limit")?)),
    };
    args.done()?;
    let mut command = Launch { port, state, worker, vars, rates }.command(repo)?;
    let error = command.exec();
    Err(not_started(&command, error))
}
