//! `cargo xtask check`: formatting, lints, documentation, licences, dependencies. The first finding ends it.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::cli::{Args, Opt, Task, Words};
use crate::process::{capture, run, say};
use crate::repo::{Repo, WASM};
use crate::{deny, setup, test};

/// What the core must never need by default: a platform, a source of randomness, a network, a maker of schemas.
const NOT_IN_THE_CORE: [&str; 7] = ["worker", "web-sys", "js-sys", "getrandom", "tokio", "reqwest", "schemars"];
/// What the Worker must never need: the API's document is made natively.
const NOT_IN_THE_WORKER: [&str; 1] = ["schemars"];

pub const TASK: Task = Task {
    name: "check",
    about: "formatting, lints, documentation, licences and dependencies",
    words: Words::None,
    options: &[Opt::flag("--advisories", "only known vulnerabilities, whose database has to be fetched")],
    run: command,
};

fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let advisories = args.flag("--advisories")?;
    args.done()?;
    setup::toolchain(repo)?;
    if advisories {
        deny::advisories(repo)?;
        return Ok(ExitCode::SUCCESS);
    }
    say("formatting");
    run(&mut repo.cargo(&["fmt", "--all", "--check"]))?;
    lints(repo)?;
    documentation(repo)?;
    say("the core's dependencies");
    core_stays_pure(repo)?;
    say("licences, bans, sources");
    deny::check(repo)?;
    println!("all checks passed");
    Ok(ExitCode::SUCCESS)
}

fn lints(repo: &Repo) -> Result<()> {
    let native = test::native_features(repo)?;
    let wasm = wasm_features(repo)?;
    say("lints, native");
    // What holds only wasm comes below.
    let native_only = ["--exclude", "mekong-pay-js", "--exclude", "mekong-wasm-tests"];
    clippy(repo, &[&["--workspace", "--all-targets"], &native_only[..]].concat())?;
    clippy(repo, &["--package", "xtask-bindgen", "--all-targets", "--features", "test-runner"])?;
    if !native.is_empty() {
        clippy(repo, &["--package", "mekong-pay", "--all-targets", "--features", &native])?;
    }
    for features in wasm {
        say(&format!("lints, wasm, {features}"));
        clippy(repo, &["--package", "mekong-pay", "--lib", "--features", &features, "--target", WASM])?;
    }
    say("lints, npm package");
    clippy(repo, &["--package", "mekong-pay-js", "--target", WASM])?;
    say("lints, tests in wasm");
    clippy(repo, &["--package", "mekong-wasm-tests", "--tests", "--target", WASM])
}

/// Each feature that only exists on wasm, alone.
fn wasm_features(repo: &Repo) -> Result<Vec<String>> {
    let features = setup::manifest(repo)?.features.into_keys();
    Ok(features.filter(|f| test::ONLY_WASM.contains(&f.as_str())).collect())
}

fn clippy(repo: &Repo, args: &[&str]) -> Result<()> {
    run(repo.cargo(&["clippy", "--quiet", "--locked"]).args(args).args(["--", "-D", "warnings"]))
}

fn documentation(repo: &Repo) -> Result<()> {
    say("documentation");
    let doc = ["doc", "--quiet", "--locked", "--no-deps", "--document-private-items"];
    let native_features = test::native_features(repo)?;
    for features in ["", &native_features] {
        let mut native = repo.cargo(&doc);
        native.args(["--package", "mekong-pay", "--package", "xtask", "--features", features]);
        run(native.env("RUSTDOCFLAGS", "-D warnings"))?;
    }
    let mut wasm = repo.cargo(&doc);
    wasm.args(["--package", "mekong-pay", "--package", "mekong-pay-js", "--target", WASM]);
    run(wasm.args(["--features", &wasm_features(repo)?.join(",")]).env("RUSTDOCFLAGS", "-D warnings"))
}

fn core_stays_pure(repo: &Repo) -> Result<()> {
    needs_none(repo, &["--target", "all"], &NOT_IN_THE_CORE)?;
    needs_none(repo, &["--target", WASM, "--features", "edge"], &NOT_IN_THE_WORKER)
}

fn needs_none(repo: &Repo, which: &[&str], unwanted: &[&str]) -> Result<()> {
    let tree = ["tree", "--locked", "--package", "mekong-pay", "--edges", "normal", "--prefix", "none"];
    let found = capture(repo.cargo(&tree).args(which))?;
    for line in found.lines() {
        let package = line.split(' ').next().unwrap_or_default();
        if unwanted.contains(&package) {
            bail!("{package} is needed: run `cargo tree --package mekong-pay --invert {package}` to see why");
        }
    }
    Ok(())
}
