// Receiving Mekong's events (Standard Webhooks 1.0.0).
import { bytesOf } from './answer.js';
import { core } from './core.js';
import { MekongError } from './error.js';

const PROBLEMS = {
  secret_invalid: 'expected one secret or more, each whsec_ and base64 of 24 to 64 bytes',
  header_missing: 'webhook-id, webhook-timestamp and webhook-signature are required, the id without a point',
  timestamp_invalid: 'webhook-timestamp is no whole number of seconds',
  timestamp_too_old: 'the event was signed too long ago',
  timestamp_too_new: 'the event was signed in the future: check your clock',
  signature_mismatch: 'no signature is any secret\'s over exactly these bytes: pass the body as it came, never parsed and written again',
  payload_invalid: 'the signed text is no event',
};

const fail = (code) => {
  throw new MekongError(code, PROBLEMS[code]);
};

/** A header's value from whatever holds headers; names are compared without regard to case. */
function header(headers, name) {
  if (typeof headers?.get === 'function') return headers.get(name) ?? '';
  const direct = headers?.[name];
  if (direct !== undefined) return String(direct);
  const found = Object.keys(headers ?? {}).find((key) => key.toLowerCase() === name);
  return found === undefined ? '' : String(headers[found]);
}

const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true });

function parsed(payload, id) {
  let event;
  try {
    event = JSON.parse(typeof payload === 'string' ? payload : decoder.decode(payload));
  } catch {
    return fail('payload_invalid');
  }
  const { type, timestamp, data } = event ?? {};
  const isEvent = typeof type === 'string' && typeof timestamp === 'string' && data !== null && typeof data === 'object';
  return isEvent ? { id, type, timestamp, data } : fail('payload_invalid');
}

/** Verifies an event over its exact bytes and reads it. */
export function verifyEvent(payload, headers, secrets, { toleranceSeconds = 300, now = Date.now() / 1000 } = {}) {
  if (!(toleranceSeconds >= 0) || !Number.isFinite(now)) {
    throw new MekongError('field_invalid', 'toleranceSeconds and now are numbers of seconds');
  }
  const id = header(headers, 'webhook-id');
  const parts = [id, header(headers, 'webhook-timestamp'), header(headers, 'webhook-signature')].concat(secrets);
  // A line a part: none may bring another one.
  if (!parts.every((part) => typeof part === 'string' && !part.includes('\n'))) fail('secret_invalid');
  const code = core().verify_event(parts.join('\n'), bytesOf(payload, 'payload'), now, toleranceSeconds);
  return code === undefined ? parsed(payload, id) : fail(code);
}
