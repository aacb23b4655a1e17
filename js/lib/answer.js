// What came back from a provider, as it crosses: its head as JSON, its body as a text or as bytes.
import { MekongError } from './error.js';

/** Longest answer that is read, in bytes: a longer one counts as none, as in the gateway. */
const LONGEST = 256 * 1024;

const encoder = /* @__PURE__ */ new TextEncoder();

/** A text or bytes as they are. */
export function bodyOf(body, field = 'body') {
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw new MekongError('field_invalid', 'expected a string or a Uint8Array', { field });
}

/** Names and values of whatever holds headers. */
export function pairsOf(headers) {
  if (headers === undefined || headers === null) return [];
  const pairs = typeof headers[Symbol.iterator] === 'function' ? [...headers] : Object.entries(headers);
  return pairs
    .flatMap(([name, value]) => [value].flat().map((one) => [String(name).toLowerCase(), one]))
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, String(value)]);
}

// A character is three bytes at most: few texts need to be measured.
const isTooLong = (body) =>
  (typeof body === 'string' && body.length * 3 > LONGEST ? encoder.encode(body) : body).length > LONGEST;

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
