//! `cargo xtask simulate`: the gateway in a world made by a seed. `tests/simulation` does the work.

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;

use crate::cli::{Args, Opt, Task, Words};
use crate::process::{not_started, run, say};
use crate::repo::Repo;
use crate::summary::Count;

/// What every test runs: together these worlds show everything that can occur.
const FIXED: [&str; 7] = ["--seed", "1", "--seeds", "8", "--orders", "500", "--covers"];
const FRESH_ORDERS: &str = "500";

pub const TASK: Task = Task {
    name: "simulate",
    about: "the gateway in worlds made by a seed: time, network, disk and every crash are the world's",
    words: Words::None,
    options: &[
        Opt::any("--orders", "N", "orders in each world").default("400"),
        Opt::any("--seed", "N", "the first world's; it repeats the run that printed it").default("1"),
        Opt::any("--seeds", "N", "how many worlds, each with the next seed").default("1"),
        Opt::any("--faults", "name=rate,…", "of a million, by name; all=0 first for none but those that are named"),
        Opt::flag("--covers", "fails if anything that can occur did not"),
        Opt::any("--watch", "ID", "prints the life of one order"),
    ],
    run: command,
};

fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let mut given = Vec::new();
    for name in ["--orders", "--seed", "--seeds", "--faults", "--watch"] {
        given.extend(args.value(name)?.map(|value| format!("{name}={value}")));
    }
    if args.flag("--covers")? {
        given.push("--covers".to_owned());
    }
    args.done()?;
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    Ok(if simulates(repo, &given)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The fixed worlds, and one that nobody has seen.
pub fn test(repo: &Repo) -> Result<Count> {
    let seed = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs().to_string();
    let mut count = Count::default();
    for args in [FIXED.as_slice(), &["--seed", &seed, "--orders", FRESH_ORDERS]] {
        say(&format!("simulate {}", args.join(" ")));
        let well = simulates(repo, args)?;
        count.add(Count { passed: u64::from(well), failed: u64::from(!well) });
    }
    Ok(count)
}

fn simulates(repo: &Repo, args: &[&str]) -> Result<bool> {
    let member = ["build", "--quiet", "--locked", "--profile", "simulation", "--package", "mekong-simulation"];
    run(&mut repo.cargo(&member))?;
    let mut simulation = repo.command(repo.built("simulation/simulation"));
    simulation.args(args);
    let status = simulation.status().map_err(|error| not_started(&simulation, error))?;
    Ok(status.success())
}
