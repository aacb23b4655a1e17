//! Building the npm package's generated half: `js/dist`. The other half, `js/entry`, is hand-written.

use anyhow::Result;

use crate::bindgen::Bindgen;
use crate::process::{run, say};
use crate::repo::{Repo, WASM};
use crate::stamp::Stamp;
use crate::worker::emptied;

pub const JS: &str = "js/dist/core.js";
pub const WASM_FILE: &str = "js/dist/core_bg.wasm";

pub fn build(repo: &Repo, bindgen: &Bindgen) -> Result<()> {
    say("building the npm package");
    run(&mut repo.cargo_wasm(&["build", "--package", "mekong-pay-js"])?)?;
    let wasm = repo.built(&format!("{WASM}/release/mekong_pay_js.wasm"));
    let stamp = Stamp::of(repo.path("js/dist/.stamp"), &[wasm.clone(), bindgen.binary().to_owned()])?;
    if stamp.fresh(&[&repo.path(JS), &repo.path(WASM_FILE)]) {
        return Ok(());
    }
    let out = emptied(repo.path("js/dist"))?;
    bindgen.run(repo, "npm", &wasm, &out, "core")?;
    stamp.write()
}
