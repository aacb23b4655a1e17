// What a bundler makes of the package, and what of it ends in the bundle.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { esbuild, run } from './tools.mjs';

/** The bundle of a file with this text. */
export async function bundle(folder, text, ...options) {
  writeFileSync(join(folder, 'entry.js'), text);
  return run(folder, esbuild(), 'entry.js', '--bundle', '--format=esm', '--log-level=warning', ...options);
}

/** How many times the wasm, as it stands in the package's code, is in a bundle. */
export function wasmIn(modules, text) {
  const [, wasm] = /\("[^"]*", ?"[0-9a-f]{512}", ?"([^"]*)"\)/.exec(
    readFileSync(join(modules, 'mekong-pay/dist/esm/index.js'), 'utf8'),
  );
  return text.split(wasm).length - 1;
}
