//! The declarations, side by side in one folder: `js/mekong-pay/types` and each provider's `npm/types.d.ts`, once for
//! `import` (`.d.ts`) and once for `require` (`.d.cts`, whose specifiers say `.cjs`).

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::{listed, providers};
use crate::repo::Repo;

pub fn copy(repo: &Repo, out: &Path) -> Result<()> {
    fs::create_dir_all(out)?;
    for file in listed(&repo.path("js/mekong-pay/types"))? {
        let name = file.file_name().and_then(|name| name.to_str()).context("a declaration without a name")?;
        if let Some(name) = name.strip_suffix(".d.ts") {
            write(out, name, &fs::read_to_string(&file)?)?;
        }
    }
    let mut all = String::new();
    for (id, file) in providers::files(repo, "npm/types.d.ts")? {
        write(out, &id, &fs::read_to_string(file)?)?;
        writeln!(all, "export * from './{id}.js';")?;
    }
    // Without a provider it must be a module all the same.
    write(out, "providers", if all.is_empty() { "export {};\n" } else { &all })
}

fn write(out: &Path, name: &str, text: &str) -> Result<()> {
    fs::write(out.join(format!("{name}.d.ts")), text)?;
    fs::write(out.join(format!("{name}.d.cts")), for_require(text))?;
    Ok(())
}

/// `from './a.js'` and `import('./a.js')` with `.cjs`.
fn for_require(text: &str) -> String {
    text.replace(".js'", ".cjs'")
}

#[cfg(test)]
mod tests {
    use super::for_require;

    #[test]
    fn specifiers_follow() {
        let text = "import type { A } from './a.js';\nexport type B = import('./b.js').B;\n";
        let wanted = "import type { A } from './a.cjs';\nexport type B = import('./b.cjs').B;\n";
        assert_eq!(for_require(text), wanted);
    }
}
