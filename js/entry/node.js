// Node.js, Deno, Bun: the wasm lies next to the code.
import { readFileSync } from "node:fs";
import { initSync } from "../dist/core.js";

// A side effect, declared in package.json: without it bundlers drop this line and keep the functions.
initSync({ module: readFileSync(new URL("../dist/core_bg.wasm", import.meta.url)) });

export { core_version } from "../dist/core.js";
