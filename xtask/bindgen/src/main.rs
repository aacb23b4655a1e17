//! `xtask-bindgen worker|npm <in.wasm> <out dir> <name>`: wasm-bindgen as a library, so that nobody installs its CLI.
//! A crate of its own, since it is the one slow dependency among the developer commands.

use anyhow::{Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [kind, input, out, name] = args.as_slice() else {
        bail!("usage: xtask-bindgen worker|npm <in.wasm> <out dir> <name>");
    };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(input).out_name(name).remove_name_section(true).remove_producers_section(true);
    match kind.as_str() {
        // The entry (src/edge/shim.mjs) replaces a wasm instance that panicked: it needs both the way back to a
        // fresh state and the handler that notices the abort.
        "worker" => {
            bindgen.module(true)?.typescript(false).reset_state_function(true).force_enable_abort_handler(true);
        }
        // One output for Node.js, bundlers, browsers and Workers alike; js/entry loads the wasm for each.
        "npm" => {
            bindgen.web(true)?.typescript(true);
        }
        other => bail!("unknown kind {other}"),
    }
    bindgen.generate(out)
}
