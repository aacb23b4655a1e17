//! The gateway that ships, in a world made by a seed. `cargo xtask simulate` runs it.

mod args;
mod callers;
mod judges;
#[allow(dead_code, reason = "models can do more than is asked of them")]
mod models;
mod platform;
mod report;
mod run;
mod world;

use std::process::ExitCode;

use args::Args;
use judges::coverage::Coverage;
use run::Run;

fn main() -> ExitCode {
    let args = match Args::read(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(problem) => {
            eprintln!("simulation: {problem}\n\n{}", args::USAGE);
            return ExitCode::from(2);
        }
    };
    let mut all = report::Sum::default();
    let mut covered = Coverage::default();
    for seed in args.seeds() {
        let ended = Run::of(&args, seed, Vec::new()).lives();
        report::progress(&ended);
        if ended.is_broken() {
            report::breaches(&ended);
            let ids = ended.broken_ids();
            report::lives(&Run::of(&args, seed, ids.clone()).lives(), &ids);
        }
        covered.merge(all.add(ended));
    }
    let good = report::sum(&all, &covered, args.covers);
    println!("digest {}", all.digest());
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
