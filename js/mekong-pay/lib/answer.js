// What came back from a provider, as it crosses: its head as JSON, its body as a text or as bytes.
import { MekongError } from './error.js';
import { pairsOf } from './headers.js';
import { utf8 } from './platform.js';

/** Longest answer that is read, in bytes: a longer one counts as none, as in the gateway. */
const LONGEST = 256 * 1024;

/** A text or bytes as they are. */
export function bodyOf(body, field = 'body') {
  if (typeof body === 'string') return body;
  // By what they are, not by whose: Jest's bytes are of another realm.
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (Object.prototype.toString.call(body) === '[object ArrayBuffer]') return new Uint8Array(body);
  throw new MekongError('field_invalid', 'expected a string or a Uint8Array', { field });
}

// A character is three bytes at most: few texts need to be measured.
const isTooLong = (body) =>
  (typeof body === 'string' && body.length * 3 > LONGEST ? utf8().encode(body) : body).length > LONGEST;

/** `{ head, body }` of an answer. */
export function cameBack(answer) {
  if (typeof answer?.failed === 'string') return { head: { failed: answer.failed }, body: '' };
  if (!Number.isInteger(answer?.status)) {
    throw new MekongError('field_invalid', 'expected { status, headers, body } or { failed }', { field: 'answer' });
  }
  const body = bodyOf(answer.body ?? '', 'answer.body');
  if (isTooLong(body)) return { head: { failed: 'too_long' }, body: '' };
  return { head: { status: answer.status, headers: pairsOf(answer.headers) }, body };
}
