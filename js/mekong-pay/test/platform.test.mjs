// What the package needs of a platform is looked for by the call that needs it, and named.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

const DIST = fileURLToPath(new URL('../dist/cjs/', import.meta.url));
/** What jsdom gives beside the language itself, as Jest's environment has it (jest-environment-jsdom 30). */
const JSDOM = { URL, setTimeout, clearTimeout, AbortController, atob, btoa };

/** `require` of the package in a realm of its own, with these globals and nothing of Node's. */
function required(name, globals, { wasm = true } = {}) {
  const context = vm.createContext({ ...globals }, { codeGeneration: { strings: false, wasm } });
  const loaded = new Map();
  const load = (file) => {
    if (loaded.has(file)) return loaded.get(file).exports;
    const module = { exports: {} };
    loaded.set(file, module);
    const made = vm.runInContext(`(function (module, exports, require) {${readFileSync(file, 'utf8')}\n})`, context);
    made(module, module.exports, (path) => load(join(dirname(file), path)));
    return module.exports;
  };
  return load(join(DIST, `${name}.cjs`));
}

const event = ['{}', { 'webhook-id': '1', 'webhook-timestamp': '1', 'webhook-signature': 'v1,x' }, `whsec_${'A'.repeat(32)}`];
const thrown = (work) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return assert.fail('it did not throw');
};

test('imported where there is no TextEncoder, as in Jest with jsdom: the call says what is missing', () => {
  const { verifyEvent, MekongError } = required('index', JSDOM);
  const error = thrown(() => verifyEvent(...event));
  assert.ok(error instanceof MekongError, String(error));
  assert.equal(error.code, 'platform_unsupported');
  assert.match(error.message, /TextEncoder.*jsdom/);
});

test('the client needs none', () => {
  const { createClient } = required('client', JSDOM);
  assert.equal(typeof createClient({ baseUrl: 'https://pay.example', token: 'ct_x' }).readOrder, 'function');
});

test('there with what Jest must be given, and bytes of another realm are bytes', () => {
  const { verifyEvent } = required('index', { ...JSDOM, TextEncoder, TextDecoder });
  for (const payload of [Buffer.from('{}'), new Uint8Array([0x7b, 0x7d]).buffer]) {
    assert.equal(thrown(() => verifyEvent(payload, event[1], event[2])).code, 'timestamp_too_old');
  }
});

test('without WebAssembly it is named; where it is forbidden, so is the policy', () => {
  const { verifyEvent } = required('index', { ...JSDOM, TextEncoder, TextDecoder }, { wasm: false });
  const error = thrown(() => verifyEvent(...event));
  assert.deepEqual([error.code, typeof error.cause], ['platform_unsupported', 'object'], String(error));
  assert.match(error.message, /'wasm-unsafe-eval'.*Content-Security-Policy/);
  const without = required('index', { ...JSDOM, TextEncoder, TextDecoder, WebAssembly: undefined });
  assert.match(thrown(() => without.verifyEvent(...event)).message, /^this platform has no WebAssembly/);
});

test('without WebCrypto, as on a page over plain http, a call that needs RSA says so', async () => {
  const { lianlian } = required('index', { ...JSDOM, TextEncoder, TextDecoder, crypto: {} });
  const { configs, cases } = JSON.parse(readFileSync(new URL('../../../tests/vectors/lianlian.json', import.meta.url)));
  const account = lianlian.account(JSON.stringify(Object.values(configs)[0]));
  const { command } = cases.find(({ kind, call }) => kind === 'request' && call === 'query');
  for (const call of [() => lianlian.queryPayment(account, command), () => lianlian.sign('x', Object.values(configs)[0].private_key)]) {
    await assert.rejects(call, ({ code, message }) => code === 'platform_unsupported' && /crypto\.subtle/.test(message));
  }
});
