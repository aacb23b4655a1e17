// Cloudflare Workers: the runtime compiles the wasm at deployment and hands over the module.
import wasm from "../dist/core_bg.wasm";
import { initSync } from "../dist/core.js";

// A side effect, declared in package.json: without it bundlers drop this line and keep the functions.
initSync({ module: wasm });

export { core_version } from "../dist/core.js";
