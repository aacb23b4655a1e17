// The canonical string of a JSON object: what a signature in a header covers.
import { core } from './core.js';
import { wasmInput } from './wasm_input.js';
import { MekongError } from './error.js';

/** Of JSON text, as written, or of an object. */
export function canonicalString(json, { empties = 'included' } = {}) {
  if (empties !== 'included' && empties !== 'skipped') {
    throw new MekongError('field_invalid', 'expected included or skipped', { field: 'empties' });
  }
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  const canonical = core().canonical(wasmInput(String(text)).bytes, empties === 'skipped');
  if (canonical !== undefined) return canonical;
  const problem = 'it has none: expected an object without booleans, without lists of anything but objects, no key twice';
  throw new MekongError('canonical_string_none', problem);
}
