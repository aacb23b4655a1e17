// Browsers and their bundlers: fetched once, before anything can be called.
import init from "../dist/core.js";

// A side effect, declared in package.json: without it bundlers drop this line and keep the functions.
await init({ module_or_path: new URL("../dist/core_bg.wasm", import.meta.url) });

export { core_version } from "../dist/core.js";
