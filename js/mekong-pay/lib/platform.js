// What is needed of the platform: looked for when it is needed, since importing this package does nothing.
import { MekongError } from './error.js';

const HINTS = {
  TextEncoder: 'Jest\'s jsdom has none: use its node environment, or give it node:util\'s',
  TextDecoder: 'Jest\'s jsdom has none: use its node environment, or give it node:util\'s',
  WebAssembly: 'it runs in Node.js, Deno, Bun, Workers and browsers',
  'crypto.subtle': 'a page has it over https only, Node.js since 20; Jest\'s jsdom has none: use its node environment',
};

const unsupported = (message, cause) => new MekongError('platform_unsupported', message, { cause });

/** The platform's own, by its name; without it the error says what to do. */
export function needed(name) {
  const found = name.split('.').reduce((from, part) => from?.[part], globalThis);
  if (found) return found;
  throw unsupported(`this platform has no ${name}: ${HINTS[name]}`);
}

let encoder;
let decoder;

export const utf8 = () => encoder ??= new (needed('TextEncoder'))();
export const strictUtf8 = () => decoder ??= new (needed('TextDecoder'))('utf-8', { fatal: true });

/** Why the wasm, which is right, was not taken. */
export function wasmRefused(cause) {
  const forbidden = /unsafe-eval|security policy|CSP|disallowed by embedder/i.test(String(cause?.message));
  return unsupported(forbidden
    ? 'WebAssembly is forbidden here: a page needs \'wasm-unsafe-eval\' in the script-src of its Content-Security-Policy'
    : 'the wasm could not be made here: it needs SIMD, and in Chrome version 114 or newer', cause);
}
