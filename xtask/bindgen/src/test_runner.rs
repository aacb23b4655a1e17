//! `wasm-test-runner <in.wasm>`: wasm-bindgen's own runner of tests, as Cargo calls it for a test that is compiled to
//! wasm. In Node.js, or in a browser where WASM_BINDGEN_USE_BROWSER is set.

use anyhow::Result;

fn main() -> Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
