//! `cargo xtask serve`: becomes workerd, so the process id of this program is workerd's. Tests and benchmarks use it.

use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::cli::{Args, Opt, Task, Words};
use crate::process::not_started;
use crate::repo::Repo;
use crate::vars;
use crate::workerd::{Launch, Rates};

/// From the repository's root.
const BUILT: &str = "dist/worker";

pub const TASK: Task = Task {
    name: "serve",
    about: "becomes workerd with the built Worker, for tests that kill it",
    words: Words::None,
    options: &[
        Opt::any("--port", "N", "on 127.0.0.1; required"),
        Opt::any("--state", "DIR", "what survives a restart; required"),
        Opt::any("--vars", "FILE", "secrets and settings, as in dev.vars; none where it is not said"),
        Opt::any("--worker", "DIR", "the built Worker").default(BUILT),
        Opt::any("--rate-limit", "LIMIT/SECONDS|none", "instead of the one in wrangler.toml"),
    ],
    run: command,
};

fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let port = args.required("--port")?;
    let state = args.required::<PathBuf>("--state")?;
    let vars = match args.value("--vars")? {
        Some(file) => vars::parse(&vars::read(file.as_ref())?)?,
        None => vars::Vars::new(),
    };
    let worker = args.value("--worker")?.map_or_else(|| repo.path(BUILT), PathBuf::from);
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
