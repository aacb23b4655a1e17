// The canonical string of a JSON object: what a signature in a header covers.
import { core } from './core.js';
import { MekongError } from './error.js';

/** Of JSON text, as written, or of an object. */
export function canonicalString(json, { empties = 'included' } = {}) {
  if (empties !== 'included' && empties !== 'skipped') {
    throw new MekongError('expected included or skipped', { code: 'field_invalid', field: 'empties' });
  }
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  const canonical = core().canonical(String(text), empties === 'skipped');
  if (canonical !== undefined) return canonical;
  throw new MekongError(
    'it has no canonical string: expected an object without booleans, without lists of anything but objects, no key twice',
    { code: 'canonical_string_none' },
  );
}
