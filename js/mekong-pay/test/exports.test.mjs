// One core, compiled twice: neither wasm carries the other's functions. One package, loaded in four ways: every one
// offers the same names, and carries the same wasm.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { unpack } from '../lib/unpack.js';

const require = createRequire(import.meta.url);
const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url));

/** What a wasm module offers, without what its own glue needs. */
function exported(path) {
  const names = WebAssembly.Module.exports(new WebAssembly.Module(read(path))).map(({ name }) => name);
  return names.filter((name) => name !== 'memory' && !/^(__|wasm_bindgen__)/.test(name));
}

const worker = exported('dist/worker/index_bg.wasm');
const npm = exported('js/mekong-pay/dist/workerd/core_bg.wasm');
// What src/edge/entry.mjs calls, and the streams that the worker crate always brings.
const ofTheWorker = /^(handle|poke|init|(ledger|subscriber|control)_\w+|intounderlying\w+)$/;

test('the Worker offers what its entry calls, and nothing of the npm package', () => {
  assert.deepEqual(worker.filter((name) => !ofTheWorker.test(name)), []);
  const called = ['handle', 'poke', 'ledger_call', 'subscriber_call', 'control_call'];
  assert.deepEqual(called.filter((name) => !worker.includes(name)), []);
});

test('the npm package offers nothing of the Worker', () => {
  assert.ok(npm.length > 0);
  assert.deepEqual(npm.filter((name) => ofTheWorker.test(name)), []);
  assert.doesNotMatch(read('js/mekong-pay/dist/workerd/index.js').toString(), /Ledger|Subscriber|DurableObject/);
});

/** The names in the one `export { … }` of a built module; workerd's cannot be imported here. */
function listed(path) {
  const [, names] = /export ?\{([^}]*)\}/.exec(read(path).toString());
  return names.split(',').map((name) => name.split(' ').at(-1).trim()).filter(Boolean).sort();
}

test('however it is loaded, it offers the same', async () => {
  for (const entry of ['index', 'client']) {
    const names = Object.keys(await import(`../dist/esm/${entry}.js`)).sort();
    assert.ok(names.includes('MekongError'));
    assert.deepEqual(Object.keys(await import(`../dist/node/${entry}.js`)).sort(), names);
    assert.deepEqual(Object.keys(require(`../dist/cjs/${entry}.cjs`)).sort(), names);
    assert.deepEqual(listed(`js/mekong-pay/dist/workerd/${entry}.js`), names);
  }
});

test('the text in the code is the wasm that Workers get', () => {
  const wasm = read('js/mekong-pay/dist/workerd/core_bg.wasm');
  for (const file of ['esm/index.js', 'cjs/index.cjs']) {
    const [, ...packed] = /\("([^"]*)", ?"([0-9a-f]{512})", ?"([^"]*)"\)/.exec(read(`js/mekong-pay/dist/${file}`));
    assert.deepEqual(Buffer.from(unpack(...packed)), wasm, file);
  }
});
