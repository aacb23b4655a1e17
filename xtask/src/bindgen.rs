//! From the compiler's wasm to JavaScript and wasm, by the workspace's own `xtask-bindgen`.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::process::{run, say};
use crate::repo::Repo;

pub struct Bindgen(PathBuf);

impl Bindgen {
    pub fn build(repo: &Repo) -> Result<Self> {
        let binary = repo.built("debug/xtask-bindgen");
        if !binary.is_file() {
            say("building wasm-bindgen (about a minute, only the first time)");
        }
        // Without debug information: it runs for half a second, and linking it took longer than that.
        run(repo
            .cargo(&["build", "--quiet", "--locked", "--package", "xtask-bindgen"])
            .env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
        Ok(Self(binary))
    }

    pub fn binary(&self) -> &Path {
        &self.0
    }

    /// `kind` is `worker` or `npm`.
    pub fn run(&self, repo: &Repo, kind: &str, wasm: &Path, out: &Path, name: &str) -> Result<()> {
        run(repo.command(&self.0).arg(kind).arg(wasm).arg(out).arg(name))
    }

    /// Takes out of `wasm` what `js` does not use.
    pub fn shake(&self, repo: &Repo, wasm: &Path, js: &Path) -> Result<()> {
        run(repo.command(&self.0).arg("shake").arg(wasm).arg(js))
    }
}
