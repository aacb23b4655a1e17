//! `cargo xtask test --only wasm`: what runs on a JavaScript platform, compiled to wasm and tested in Node.js and in
//! headless Chromium. Cargo hands it to wasm-bindgen's own runner (`xtask/bindgen`), of the release in Cargo.lock.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::{run, say};
use crate::repo::{Repo, WASM};
use crate::summary::{Count, counted_within};
use crate::{debian, platform};

/// With the compiler's time: the tests take seconds.
const LIMIT: Duration = Duration::from_secs(600);

/// What keeps Chromium from asking a network for something; it runs as root in containers.
const BROWSER: &str = r#"{ "goog:chromeOptions": { "binary": "CHROMIUM", "args": [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"
] } }
"#;

pub fn in_node(repo: &Repo) -> Result<Count> {
    let mut tests = tests(repo)?;
    let node = platform::node(repo)?;
    if let Some(folder) = node.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        tests.env("PATH", first_on_path(folder)?);
    }
    counted_within(&tests, LIMIT)
}

pub fn in_chromium(repo: &Repo) -> Result<Count> {
    let browser = debian::program("chromium", "chromium", "CHROMIUM")?;
    let driver = debian::program("chromedriver", "chromium-driver", "CHROMEDRIVER")?;
    let capabilities = repo.built("webdriver.json");
    fs::write(&capabilities, BROWSER.replace("CHROMIUM", &browser.to_string_lossy())).context("webdriver.json")?;
    let mut tests = tests(repo)?;
    tests.env("WASM_BINDGEN_USE_BROWSER", "1").env("CHROMEDRIVER", driver);
    tests.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities);
    tests.env("WASM_BINDGEN_TEST_TIMEOUT", "120").env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30");
    counted_within(&tests, LIMIT)
}

fn tests(repo: &Repo) -> Result<Command> {
    let mut cargo = repo.cargo(&["test", "--locked", "--package", "mekong-wasm-tests", "--target", WASM]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner(repo)?);
    Ok(cargo)
}

fn runner(repo: &Repo) -> Result<PathBuf> {
    let binary = repo.built("debug/wasm-test-runner");
    if !binary.is_file() {
        say("building the runner of wasm tests (a minute or two, only the first time)");
    }
    let build = ["build", "--quiet", "--locked", "--package", "xtask-bindgen", "--features", "test-runner"];
    run(repo.cargo(&build).args(["--bin", "wasm-test-runner"]).env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
    Ok(binary)
}

/// The runner looks for `node` there, and nowhere else.
fn first_on_path(folder: &Path) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(env::split_paths(&path));
    env::join_paths(folders).context("PATH")
}
