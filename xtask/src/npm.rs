//! Building the npm package: `dist` in `js/mekong-pay`, out of its `lib` and `types`, the providers' folders and the
//! core's wasm.

mod bundle;
mod glue;
mod packed;
mod providers;
mod types;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::bindgen::Bindgen;
use crate::process::{run, say};
use crate::repo::{Repo, WASM, program};
use crate::stamp::Stamp;
use crate::worker::emptied;

pub use bundle::LOADED;

/// The profile of Cargo.toml that makes it small.
const PROFILE: &str = "npm";

const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

pub fn build(repo: &Repo, bindgen: &Bindgen) -> Result<()> {
    say("building the npm package");
    let mut cargo = repo.cargo_wasm(PROFILE, &["rustc", "--package", "mekong-pay-js", "--lib"])?;
    run(cargo.args(["--crate-type", "cdylib"]))?;
    let wasm = repo.built(&format!("{WASM}/{PROFILE}/mekong_pay_js.wasm"));
    let stamp = Stamp::of(repo.path("js/mekong-pay/dist/.stamp"), &inputs(repo, bindgen, &wasm)?)?;
    if stamp.fresh(&LOADED.map(|file| repo.path(file)).each_ref().map(PathBuf::as_path)) {
        return Ok(());
    }
    say("bundling the npm package");
    let out = emptied(repo.path("js/mekong-pay/dist"))?;
    let work = emptied(out.join(".build"))?;
    bindgen.run(repo, "npm", &wasm, &work, "core")?;
    generate(repo, &work)?;
    bundle::all(repo, &work, &out)?;
    types::copy(repo, &out.join("types"))?;
    for licence in LICENCES {
        fs::copy(repo.path(licence), repo.path("js/mekong-pay").join(licence)).context(licence)?;
    }
    fs::remove_dir_all(work)?;
    stamp.write()
}

/// What the build writes itself, out of which esbuild makes the package: see the names in `bundle.rs`.
fn generate(repo: &Repo, work: &Path) -> Result<()> {
    fs::write(work.join("glue.js"), glue::factory(&fs::read_to_string(work.join("core_bg.js"))?)?)?;
    fs::write(work.join("wasm.js"), packed::module(&fs::read(work.join("core_bg.wasm"))?))?;
    fs::write(work.join("providers.js"), providers::families(repo)?)?;
    Ok(())
}

/// This program is one of them: the form of what it writes is known to it alone.
fn inputs(repo: &Repo, bindgen: &Bindgen, wasm: &Path) -> Result<Vec<PathBuf>> {
    let mut inputs = vec![wasm.to_owned(), bindgen.binary().to_owned(), repo.path("package-lock.json")];
    inputs.push(program()?.to_owned());
    inputs.extend(LICENCES.map(|licence| repo.path(licence)));
    for folder in ["js/mekong-pay/lib", "js/mekong-pay/types", "src/providers"] {
        inputs.extend(sources(&repo.path(folder))?);
    }
    Ok(inputs)
}

/// JavaScript and declarations in `folder` and below, in order; none where there is no such folder.
fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in listed(folder)? {
        if entry.is_dir() {
            found.extend(sources(&entry)?);
        } else if entry.extension().is_some_and(|ext| ext == "js" || ext == "ts") {
            found.push(entry);
        }
    }
    Ok(found)
}

/// What is in a folder, in order.
fn listed(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    Ok(paths)
}
