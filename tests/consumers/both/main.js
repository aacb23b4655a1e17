// A program of ES modules with a dependency that is CommonJS: one package to both, and one instance of the wasm.
import { createRequire } from 'node:module';
import * as mekong from 'mekong-pay';
import * as client from 'mekong-pay/client';
import { check } from './check.js';
import input from './input.js';

const require = createRequire(import.meta.url);
const required = { mekong: require('mekong-pay'), client: require('mekong-pay/client') };

let instances = 0;
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...args) {
    super(...args);
    instances += 1;
  }
};

const same = (one, other) => Object.keys(one).every((name) => one[name] === other[name]);
console.log(JSON.stringify({
  imported: check(mekong, required.client, input),
  required: check(required.mekong, client, input),
  same: same(mekong, required.mekong) && same(client, required.client),
  instances,
}));
