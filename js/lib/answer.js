// What came back from a provider, as it crosses: its head as JSON, its body as bytes.
import { MekongError } from './error.js';

/** Longest answer that is read, in bytes: a longer one counts as none, as in the gateway. */
const LONGEST = 256 * 1024;
const NOTHING = /* @__PURE__ */ new Uint8Array();

const encoder = /* @__PURE__ */ new TextEncoder();

/** Bytes of a text or of bytes. */
export function bytesOf(body, field = 'body') {
  if (typeof body === 'string') return encoder.encode(body);
  if (body instanceof Uint8Array) return body;
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

/** `{ head, body }` of an answer. */
export function cameBack(answer) {
  if (typeof answer?.failed === 'string') return { head: { failed: answer.failed }, body: NOTHING };
  if (!Number.isInteger(answer?.status)) {
    throw new MekongError('field_invalid', 'expected { status, headers, body } or { failed }', { field: 'answer' });
  }
  const body = bytesOf(answer.body ?? '', 'answer.body');
  if (body.length > LONGEST) return { head: { failed: 'too_long' }, body: NOTHING };
  return { head: { status: answer.status, headers: pairsOf(answer.headers) }, body };
}
