//! `cargo xtask size`: what is shipped, compressed as the platform counts it, against its budget.

use std::fs;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::cli::{Args, Task, Words};
use crate::process::capture;
use crate::repo::Repo;
use crate::worker::emptied;
use crate::{npm, worker};

struct Shipped {
    name: &'static str,
    files: &'static [&'static str],
    /// In bytes, compressed.
    budget: usize,
}

const SHIPPED: [Shipped; 3] = [
    Shipped { name: "Worker", files: &[worker::WASM_FILE, worker::JS], budget: 600_000 },
    // Served as it lies there; a page of the API's documentation fetches it.
    Shipped { name: "API's document", files: &[worker::DOCUMENT], budget: 40_000 },
    Shipped { name: "npm package, loaded", files: &npm::LOADED, budget: 180_000 },
];

pub const TASK: Task = Task {
    name: "size",
    about: "what is shipped, compressed, against its budget",
    words: Words::None,
    options: &[],
    run: command,
};

fn command(repo: &Repo, args: Args) -> Result<ExitCode> {
    args.done()?;
    Ok(if within_budget(repo)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the table.
pub fn within_budget(repo: &Repo) -> Result<bool> {
    let mut within = true;
    println!("{:<32} {:>9} {:>9} {:>9}", "", "bytes", "gzip -9", "budget");
    for shipped in &SHIPPED {
        let mut total = (0_usize, 0_usize);
        for file in shipped.files {
            let (raw, compressed) = measure(repo, file)?;
            total = (total.0.saturating_add(raw), total.1.saturating_add(compressed));
            println!("  {file:<30} {raw:>9} {compressed:>9}");
        }
        let fits = total.1 <= shipped.budget;
        let verdict = if fits { "" } else { "  TOO LARGE" };
        println!("{:<32} {:>9} {:>9} {:>9}{verdict}", shipped.name, total.0, total.1, shipped.budget);
        within &= fits;
    }
    println!("{:<32} {:>9} {:>9} {:>9}", "npm package, the tarball", "", tarball(repo)?, "");
    Ok(within)
}

/// The size of what `npm publish` would send: everything for every runtime, of which each loads its part.
fn tarball(repo: &Repo) -> Result<u64> {
    let out = emptied(repo.built("npm-pack"))?;
    capture(
        repo.command("npm")
            .current_dir(repo.path("js/mekong-pay"))
            .args(["pack", "--silent", "--pack-destination"])
            .arg(&out),
    )?;
    let packed = fs::read_dir(&out)?.next().context("npm pack made nothing")??;
    Ok(packed.metadata()?.len())
}

fn measure(repo: &Repo, file: &str) -> Result<(usize, usize)> {
    let bytes = fs::read(repo.path(file)).with_context(|| format!("{file}: run cargo xtask build"))?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes)?;
    Ok((bytes.len(), encoder.finish()?.len()))
}
