//! Building the Worker: `dist/worker/worker.js` and `dist/worker/index_bg.wasm`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::bindgen::Bindgen;
use crate::platform;
use crate::process::{capture, run, say};
use crate::repo::{Repo, WASM};
use crate::stamp::Stamp;

pub const JS: &str = "dist/worker/worker.js";
pub const WASM_FILE: &str = "dist/worker/index_bg.wasm";
/// The API's document, which the Worker serves.
pub const DOCUMENT: &str = "dist/worker/openapi.json";

/// How large a function may be to be copied to where it is called. By the compiler's own measure (250 at this
/// `opt-level`) much of the Worker is copies, which gain nothing: requests spend their time in crossings.
const INLINING: &str = "-C llvm-args=-inline-threshold=150";

pub fn build(repo: &Repo, bindgen: &Bindgen) -> Result<()> {
    say("building the Worker (about a minute the first time)");
    let mut cargo = repo.cargo_wasm("release", &["rustc", "--package", "mekong-pay", "--lib", "--features", "edge"])?;
    run(cargo.args(["--crate-type", "cdylib"]).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", INLINING))?;
    let wasm = repo.built(&format!("{WASM}/release/mekong_pay.wasm"));

    let document = document(repo)?;
    let entries = entries(repo)?;
    let mut inputs = vec![wasm.clone(), bindgen.binary().to_owned(), repo.path("package-lock.json")];
    inputs.extend(entries.iter().cloned());
    let stamp = Stamp::of(repo.path("dist/worker.stamp"), &inputs)?;
    if stamp.fresh(&[&repo.path(JS), &repo.path(WASM_FILE)]) {
        return written(repo, &document);
    }
    say("bundling the Worker");
    let work = emptied(repo.path("dist/.worker"))?;
    bindgen.run(repo, "worker", &wasm, &work, "index")?;
    bundle(repo, &work, &entries)?;
    bindgen.shake(repo, &repo.path(WASM_FILE), &repo.path(JS))?;
    stamp.write()?;
    written(repo, &document)
}

/// The API's document, made of the very source that is built: a stale one cannot be.
fn document(repo: &Repo) -> Result<String> {
    say("writing the API's document");
    let run = ["run", "--quiet", "--locked", "--package", "mekong-pay", "--features", "openapi", "--bin", "openapi"];
    capture(&mut repo.cargo(&run))
}

fn written(repo: &Repo, document: &str) -> Result<()> {
    fs::write(repo.path(DOCUMENT), document.trim_end()).context(DOCUMENT)
}

/// The hand-written JavaScript: `entry.mjs` is the entry, what else lies there it may import.
fn entries(repo: &Repo) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(repo.path("src/edge")).context("src/edge")? {
        let path = entry?.path();
        if path.extension().is_some_and(|ext| ext == "mjs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn bundle(repo: &Repo, work: &Path, entries: &[PathBuf]) -> Result<()> {
    // The runtime hands a *.wasm import over as a compiled module; it does not know the `import source` form yet.
    let index = work.join("index.js");
    let text = fs::read_to_string(&index)?;
    fs::write(&index, text.replace("import source ", "import "))?;
    for entry in entries {
        fs::copy(entry, work.join(entry.file_name().context("an entry without a name")?))?;
    }
    let out = emptied(repo.path("dist/worker"))?;
    run(repo
        .command(platform::esbuild(repo)?)
        .arg(work.join("entry.mjs"))
        .arg(format!("--outfile={}", out.join("worker.js").display()))
        .args(["--bundle", "--format=esm", "--target=esnext", "--minify", "--log-level=warning"])
        // A class that nobody names has no other effect than these: without them esbuild leaves it out.
        .args(["--define:Symbol.dispose=undefined", "--pure:FinalizationRegistry"])
        .args([
            "--external:./index_bg.wasm",
            "--external:./openapi.json",
            "--external:cloudflare:*",
            "--external:node:*",
        ]))?;
    fs::rename(work.join("index_bg.wasm"), repo.path(WASM_FILE))?;
    fs::remove_dir_all(work)?;
    Ok(())
}

/// The folder, with nothing left in it from an earlier run.
pub fn emptied(dir: PathBuf) -> Result<PathBuf> {
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    fs::create_dir_all(&dir).with_context(|| dir.display().to_string())?;
    Ok(dir)
}
