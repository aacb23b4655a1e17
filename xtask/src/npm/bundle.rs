//! The package's JavaScript, once for each way in which it is loaded.
//!
//! | Folder | For | The wasm |
//! |---|---|---|
//! | `esm` | browsers, bundlers, whatever else | a text in the code |
//! | `cjs` | `require` | the same |
//! | `node` | `import` in Node.js, Deno, Bun | none: hands on what `cjs` has, so that both are one instance |
//! | `workerd` | Workers | a file, compiled when the Worker is deployed: bytes may not be compiled there |

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::listed;
use crate::platform;
use crate::process::run;
use crate::repo::Repo;
use crate::worker::emptied;

/// What one runtime loads for everything: the entry, and what it shares with the client.
pub const LOADED: [&str; 2] = ["js/mekong-pay/dist/esm/index.js", "js/mekong-pay/dist/esm/shared.js"];
const ENTRIES: [&str; 2] = ["index", "client"];

pub fn all(repo: &Repo, work: &Path, out: &Path) -> Result<()> {
    modules(repo, work, &work.join("wasm.js"), &out.join("esm"))?;
    modules(repo, work, &repo.path("js/mekong-pay/lib/wasm_workerd.js"), &out.join("workerd"))?;
    fs::copy(work.join("core_bg.wasm"), out.join("workerd/core_bg.wasm"))?;
    let node = emptied(out.join("node"))?;
    for module in listed(&out.join("esm"))? {
        common_js(repo, &module, &out.join("cjs"))?;
    }
    for entry in ENTRIES {
        let module = fs::read_to_string(out.join(format!("esm/{entry}.js")))?;
        fs::write(node.join(format!("{entry}.js")), hands_on(entry, &exported(&module)))?;
    }
    Ok(())
}

/// Entry by entry, and what they have in common in a third file: one class of errors for both.
fn modules(repo: &Repo, work: &Path, wasm: &Path, out: &Path) -> Result<()> {
    let alias = |name: &str, path: &Path| format!("--alias:{name}={}", path.display());
    let mut esbuild = repo.command(platform::esbuild(repo)?);
    esbuild
        .args(ENTRIES.map(|entry| format!("{entry}=js/mekong-pay/lib/{entry}.js")))
        .arg(format!("--outdir={}", out.display()))
        .args(["--bundle", "--splitting", "--chunk-names=shared", "--format=esm", "--platform=neutral"])
        .args([
            "--minify-syntax",
            "--minify-identifiers",
            "--target=es2022",
            "--log-level=warning",
            "--external:./core_bg.wasm",
        ])
        .args([alias("#lib", &repo.path("js/mekong-pay/lib")), alias("#wasm", wasm)])
        .args([alias("#glue", &work.join("glue.js")), alias("#providers", &work.join("providers.js"))]);
    run(&mut esbuild)
}

fn common_js(repo: &Repo, module: &Path, out: &Path) -> Result<()> {
    let file: PathBuf = out.join(module.file_name().context("a module without a name")?).with_extension("cjs");
    let mut esbuild = repo.command(platform::esbuild(repo)?);
    esbuild.arg(module).arg(format!("--outfile={}", file.display())).args([
        "--format=cjs",
        "--platform=node",
        "--target=es2022",
        "--log-level=warning",
    ]);
    run(&mut esbuild)?;
    let text = fs::read_to_string(&file)?;
    Ok(fs::write(file, text.replace("require(\"./shared.js\")", "require(\"./shared.cjs\")"))?)
}

/// The names in the one `export { … }` with which esbuild ends a module.
fn exported(text: &str) -> Vec<&str> {
    let list = text.rsplit_once("export {").and_then(|(_, rest)| rest.split_once('}')).map_or("", |(list, _)| list);
    let names = list.split(',').map(|each| each.rsplit(' ').next().unwrap_or_default().trim());
    names.filter(|name| !name.is_empty()).collect()
}

/// By name: what a module of `require` exports is not known for certain before it runs.
fn hands_on(entry: &str, names: &[&str]) -> String {
    format!("import all from '../cjs/{entry}.cjs';\n\nexport const {{ {} }} = all;\n", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::{exported, hands_on};

    #[test]
    fn what_is_exported_is_handed_on() {
        let names = exported("import {\n  a\n} from \"./shared.js\";\nexport {\n  a,\n  b as ltc\n};\n");
        assert_eq!(names, ["a", "ltc"]);
        assert!(hands_on("index", &names).ends_with("export const { a, ltc } = all;\n"));
    }
}
