// The door to the wasm. Importing it does nothing: the first call makes the one instance, synchronously, since whoever
// verifies a webhook has the bytes in hand and wants an answer.
import { instantiate } from '#glue';
import { compiled } from '#wasm';
import { needed, wasmRefused } from './platform.js';

let instance;

/** The core's functions, as js/mekong-pay/src offers them. */
export function core() {
  return instance ??= made();
}

function made() {
  ['TextEncoder', 'TextDecoder', 'WebAssembly'].forEach(needed);
  try {
    return instantiate(compiled());
  } catch (error) {
    throw wasmRefused(error);
  }
}
