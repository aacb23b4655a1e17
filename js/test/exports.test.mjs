// One core, compiled twice: neither wasm carries the other's functions, and every entry offers the same names.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url));

/** What a wasm module offers, without what its own glue needs. */
function exported(path) {
  const names = WebAssembly.Module.exports(new WebAssembly.Module(read(path))).map(({ name }) => name);
  return names.filter((name) => name !== "memory" && !/^(__|wasm_bindgen__)/.test(name));
}

/** The names in `export { … }`. */
function listed(path) {
  const [, names] = /export \{([^}]*)\}/.exec(read(path).toString());
  return names.split(",").map((name) => name.trim()).filter(Boolean).sort();
}

const worker = exported("dist/worker/index_bg.wasm");
const npm = exported("js/dist/core_bg.wasm");
// What src/edge/shim.mjs calls, and the streams that the worker crate always brings.
const ofTheWorker = /^(handle|poke|init|(ledger|subscriber|control)_\w+|intounderlying\w+)$/;

test("the Worker offers what its entry calls, and nothing of the npm package", () => {
  assert.deepEqual(worker.filter((name) => !ofTheWorker.test(name)), []);
  assert.ok(["handle", "poke", "ledger_call", "subscriber_call", "control_call"].every((name) => worker.includes(name)));
});

test("the npm package offers nothing of the Worker", () => {
  assert.ok(npm.includes("core_version"));
  assert.deepEqual(npm.filter((name) => ofTheWorker.test(name)), []);
  assert.doesNotMatch(read("js/dist/core.js").toString(), /Ledger|Subscriber|DurableObject/);
});

test("every entry of the npm package offers the same", async () => {
  const node = Object.keys(await import("../entry/node.js")).sort();
  for (const entry of ["js/entry/node.js", "js/entry/web.js", "js/entry/workerd.js"]) {
    assert.deepEqual(listed(entry), node, entry);
  }
  const types = listed("js/entry/index.d.ts").filter((name) => !name.startsWith("type "));
  assert.deepEqual(types, node);
});

test("it says its own version", async () => {
  const { core_version } = await import("../entry/node.js");
  assert.equal(core_version(), JSON.parse(read("js/package.json")).version);
});
