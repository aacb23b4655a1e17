// Only what is public: how the wasm is loaded stays inside.
export { core_version } from "../dist/core.js";
