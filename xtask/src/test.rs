//! `cargo xtask test`: every test, in order. A step that fails does not keep the later ones from running.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::cli::{Args, Opt, Task, Words};
use crate::process::{run, say};
use crate::repo::{Repo, program};
use crate::summary::{Count, counted};
use crate::{build, platform, setup, simulate, size, wasm};

/// Features that need the platform; their tests are `edge`'s and `npm`'s.
pub const ONLY_WASM: [&str; 2] = ["edge", "webcrypto"];
pub const TASK: Task = Task {
    name: "test",
    about: "every test, in order, with a summary at the end",
    words: Words::None,
    options: &[Opt::one_of("--only", &STEPS, "one of its steps; generators runs only where it is named")],
    run: command,
};

const STEPS: [&str; 11] =
    ["core", "simulation", "simulator", "wasm", "npm", "edge", "openapi", "faults", "size", "forge", GENERATORS];
/// Runs only where it is named: what it installs is large, and not ours.
const GENERATORS: &str = "generators";

fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let only = args.value("--only")?;
    args.done()?;
    let chosen = |name: &str| only.as_deref().map_or(name != GENERATORS, |only| only == name);
    setup::everything(repo)?;

    let mut total = Count::default();
    let mut step = |title: &str, run: &dyn Fn() -> Result<Count>| {
        say(title);
        let count = run().unwrap_or_else(|error| {
            eprintln!("xtask: {error:#}");
            Count { passed: 0, failed: 1 }
        });
        if count.failed > 0 {
            println!("FAILED: {title}");
        }
        total.add(count);
    };
    if chosen("core") {
        step("core: Rust tests", &|| core(repo));
    }
    if chosen("simulation") {
        step("simulation: worlds made by seeds", &|| simulate::test(repo));
    }
    if ["npm", "edge", "openapi", "faults", "size", GENERATORS].into_iter().any(chosen) {
        step("build: the Worker and the npm package", &|| build::all(repo).map(|()| Count::default()));
    }
    if chosen("simulator") {
        step("simulator: the four providers played", &|| node_tests(repo, "js/simulator/test"));
    }
    if chosen("wasm") {
        step("wasm: RSA, sealing and the package's boundary, in Node.js", &|| wasm::in_node(repo));
        step("wasm: the same in Chromium", &|| wasm::in_chromium(repo));
    }
    if chosen("npm") {
        step("npm: the package from JavaScript", &|| {
            // One of the tests asks the native core, too.
            run(&mut repo.cargo(&["build", "--locked", "--quiet", "--example", "agreement"]))?;
            node_tests(repo, "js/mekong-pay/test")
        });
        step("npm: the example page, without a browser", &|| node_tests(repo, "js/checkout/test"));
        step("npm: the packed package, wherever it is used", &|| node_tests(repo, "tests/consumers"));
    }
    if chosen("edge") {
        step("edge: the real Worker in workerd", &|| node_tests(repo, "tests/edge"));
        step("edge: the Worker on what earlier forms have stored", &|| node_tests(repo, "tests/stored"));
    }
    if chosen("openapi") {
        step("openapi: the gateway by its document", &|| node_tests(repo, "tests/openapi"));
    }
    if chosen(GENERATORS) {
        step("generators: clients that are made of the document", &|| node_tests(repo, "tests/generators"));
    }
    if chosen("faults") {
        step("faults: nothing is lost, whatever breaks", &|| node_tests(repo, "tests/faults"));
    }
    if chosen("size") {
        step("size: against the budget", &|| size_step(repo));
    }
    if chosen("forge") {
        step("forge: what runs elsewhere", &|| node_tests(repo, "tests/forge"));
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every test of the core, once, with all features that build natively.
fn core(repo: &Repo) -> Result<Count> {
    let features = native_features(repo)?;
    let mut cargo =
        repo.cargo(&["test", "--locked", "--no-fail-fast", "--package", "mekong-pay", "--package", "xtask"]);
    if !features.is_empty() {
        let named: Vec<String> = features.split(',').map(|feature| format!("mekong-pay/{feature}")).collect();
        cargo.args(["--features", &named.join(",")]);
    }
    counted(&mut cargo)
}

/// All features of the core that need no wasm, joined by commas.
pub fn native_features(repo: &Repo) -> Result<String> {
    let features = setup::manifest(repo)?.features.into_keys();
    Ok(features.filter(|f| f != "default" && !ONLY_WASM.contains(&f.as_str())).collect::<Vec<_>>().join(","))
}

/// How many files of a folder's tests run at once. Each of the gateway's starts one of its own, which is mostly waited
/// for: two share two cores well. What measures by time has the machine to itself.
fn at_once(folder: &str) -> Option<&'static str> {
    match folder {
        "tests/edge" => Some("--test-concurrency=2"),
        folder if folder.starts_with("tests/") => Some("--test-concurrency=1"),
        _ => None,
    }
}

/// Every `*.test.mjs` below a folder, at any depth.
fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return Ok(files) };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("node_modules") {
            files.extend(test_files(&path)?);
        } else if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn node_tests(repo: &Repo, folder: &str) -> Result<Count> {
    let files = test_files(&repo.path(folder))?;
    if files.is_empty() {
        bail!("no *.test.mjs below {folder}");
    }
    let mut node: Command = repo.command(platform::node(repo)?);
    node.args(["--test", "--test-reporter=spec"]).args(at_once(folder));
    node.args(files).env("MEKONG_XTASK", program()?);
    counted(&mut node)
}

fn size_step(repo: &Repo) -> Result<Count> {
    Ok(if size::within_budget(repo)? { Count { passed: 1, failed: 0 } } else { Count { passed: 0, failed: 1 } })
}
