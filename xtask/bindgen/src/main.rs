//! `xtask-bindgen worker|npm <in.wasm> <out dir> <name>`: wasm-bindgen as a library, so that nobody installs its CLI.
//! `xtask-bindgen shake <wasm> <js>`: takes out of a module what the JavaScript beside it does not use.
//! A crate of its own, since it is the one slow dependency among the developer commands.

use std::fs;

use anyhow::{Result, bail};
use walrus::ModuleConfig;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["shake", wasm, js] => shake(wasm, js),
        [kind, input, out, name] => bind(kind, input, out, name),
        _ => bail!("usage: xtask-bindgen worker|npm <in.wasm> <out dir> <name>, or shake <wasm> <js>"),
    }
}

fn bind(kind: &str, input: &str, out: &str, name: &str) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(input).out_name(name).remove_name_section(true).remove_producers_section(true);
    match kind {
        // The entry (src/edge/entry.mjs) replaces a wasm instance that panicked: it needs both the way back to a
        // fresh state and the handler that notices the abort.
        "worker" => {
            bindgen.module(true)?.typescript(false).reset_state_function(true).force_enable_abort_handler(true);
        }
        // Functions around a variable that holds the instance, nothing that loads one: js/mekong-pay/lib/core.js does.
        "npm" => {
            bindgen.bundler(true)?.typescript(false);
        }
        other => bail!("unknown kind {other}"),
    }
    bindgen.generate(out)
}

/// The `worker` crate exports classes that nobody here uses. An export that the bundled JavaScript does not name is
/// removed, and with it what only it called.
fn shake(wasm: &str, js: &str) -> Result<()> {
    let text = fs::read_to_string(js)?;
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse_file(wasm)?;
    let unused: Vec<_> =
        module.exports.iter().filter(|export| !text.contains(&export.name)).map(walrus::Export::id).collect();
    for export in unused {
        module.exports.delete(export);
    }
    walrus::passes::gc::run(&mut module);
    module.emit_wasm_file(wasm)
}
