//! `cargo xtask new-provider <id>`: a provider that compiles, is registered and played by the simulator, with marks
//! where its document is to be filled in. A rule of the tests fails as long as one of them is left.

mod names;
mod registered;
mod taken;
mod templates;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::cli::{Args, Opt, Task, Words};
use crate::process::run;
use crate::repo::Repo;
use names::Names;

pub const TASK: Task = Task {
    name: "new-provider",
    about: "begins a provider: its folder, simulator, vectors and declarations, and where it is registered",
    words: Words::One("id"),
    options: &[Opt::any("--name", "NAME", "as people know it; made of the id where it is not said")],
    run: command,
};

fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let (id, name) = (args.word(), args.value("--name")?);
    args.done()?;
    let names = Names::new(&id, name)?;
    let files = templates::written(&names);
    if let Some((path, _)) = files.iter().find(|(path, _)| repo.path(path).exists()) {
        bail!("{path} is there already");
    }
    taken::check(repo, &names)?;
    // All edits are known to fit before anything is written.
    let edits = registered::edits(repo, &names)?;
    for (path, text) in files.iter().chain(&edits) {
        write(&repo.path(path), text).with_context(|| path.clone())?;
    }
    run(&mut repo.cargo(&["fmt", "--package", "mekong-pay"]))?;
    print!("{}", said(&names, &files, &edits));
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::create_dir_all(path.parent().context("a folder")?)?;
    Ok(fs::write(path, text)?)
}

fn said(names: &Names, files: &[(String, String)], edits: &[(String, String)]) -> String {
    let list = |files: &[(String, String)]| files.iter().map(|(path, _)| format!("  {path}\n")).collect::<String>();
    let (made, changed) = (list(files), list(edits));
    format!(
        "made:\n{made}changed:\n{changed}
What is made up in it is marked FILL IN. Go on like this:

  1. cargo test --package mekong-pay --features openapi --test rules
     lists every mark that {name} still has.
  2. Vectors first: tests/vectors/{id}.json, from the provider's document, each with its page; then the code.
     cargo test --package mekong-pay --test providers
  3. cargo xtask test --only npm, for the declarations; cargo xtask dev, to pay at the simulator.

CONTRIBUTING.md has the whole recipe. To undo all of it, where nothing else is changed in these files:

  git checkout -- {changed_paths}
  git clean -fd {made_paths}
",
        name = names.name,
        id = names.id,
        changed_paths = edits.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>().join(" "),
        made_paths = whole(files, &names.id).join(" "),
    )
}

/// The folders that are the provider's own, and its files in others: git leaves an empty folder where it removes files.
fn whole<'a>(files: &'a [(String, String)], id: &str) -> Vec<&'a str> {
    let own = format!("/{id}/");
    let mut paths: Vec<&str> = files
        .iter()
        .map(|(path, _)| {
            path.find(&own).and_then(|at| path.get(..at.saturating_add(own.len()).saturating_sub(1))).unwrap_or(path)
        })
        .collect();
    paths.dedup();
    paths
}
