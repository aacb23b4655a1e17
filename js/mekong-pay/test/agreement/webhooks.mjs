// Deliveries of events (Standard Webhooks 1.0.0): one as it was signed, and the same with a byte changed somewhere.
import { isUtf8 } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { verifyEvent } from 'mekong-pay';
import { attempt } from '../support/cases.mjs';
import { GRAPHIC, LOWER, WORD, any, damaged, iso, made, misspelt, shuffled, some } from './texts.mjs';
import { object, oddNumber, reordered, written } from './writing.mjs';

const bytesOf = (random, length) => Buffer.from(Array.from({ length }, () => random.below(256)));

function secret(random) {
  const base64 = bytesOf(random, random.weighed([[60, random.between(24, 64)], [1, 23], [1, 65]])).toString('base64');
  return random.weighed([[200, `whsec_${base64}`], [1, base64], [1, `whsec_${base64.replace(/=+$/, '')}`], [1, 'whsec_'], [1, '']]);
}

/** The key of a secret: 24 to 64 bytes, in base64 as it must be written. */
function keyOf(text) {
  const key = Buffer.from(text.slice(6), 'base64');
  return text.startsWith('whsec_') && key.toString('base64') === text.slice(6) && key.length >= 24 && key.length <= 64 ? key : undefined;
}

const sign = (key, { id, timestamp, payload }) =>
  `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(payload).digest('base64')}`;

function verified(keys, { now, tolerance }, delivery) {
  const { id, timestamp, signature } = delivery;
  if (id === '' || id.includes('.') || timestamp === '' || signature === '') return 'header_missing';
  if (!/^\d+$/.test(timestamp) || BigInt(timestamp) >= 2n ** 63n) return 'timestamp_invalid';
  if (Number(timestamp) < now - tolerance) return 'timestamp_too_old';
  if (Number(timestamp) > now + tolerance) return 'timestamp_too_new';
  const given = signature.split(' ');
  return keys.some((key) => given.includes(sign(key, delivery))) ? null : 'signature_mismatch';
}

function event(random) {
  // No names of every kind here: JSON.parse of several V8s takes an escaped one for another (nodejs/node#63785).
  const order = object(some(random, 0.7, { a: () => any(random, 40), b: () => oddNumber(random), c: () => [any(random, 9), null], é: () => '' }));
  const data = object({ sequence: { number: String(random.between(1, 999)) }, order });
  const fields = object({ type: `order.${made(random, LOWER, 3, 9)}`, timestamp: iso(random.between(0, 4e12)), data });
  const node = random.chance(0.01) ? oddNumber(random) : random.chance(0.02) ? object({ type: 'order.failed' }) : fields;
  return Buffer.from(written(random, reordered(random, node)));
}

/** The header with other words around the signature that counts. */
const decorated = (random, signatures) => (random.chance(0.8) ? signatures
  : shuffled(random, [signatures, 'v1a,AAAA', 'v2,', `v1,${bytesOf(random, 32).toString('base64')}`, 'v1,', '']).join(' '));

function changed(random, delivery) {
  const name = random.weighed([[6, 'payload'], [2, 'signature'], [1, 'id'], [1, 'timestamp']]);
  const change = name === 'payload' ? damaged : misspelt;
  return { ...delivery, [name]: change(random, delivery[name]) };
}

/** The event, if its bytes are one. */
function parsed({ id, payload }) {
  try {
    const { type, timestamp, data } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) ?? {};
    const isEvent = typeof type === 'string' && typeof timestamp === 'string' && typeof data === 'object' && data !== null;
    return isEvent ? { id, type, timestamp, data } : null;
  } catch {
    return null;
  }
}

const sent = (delivery) => ({ ...delivery, payload: delivery.payload.toString('base64') });

async function byPackage({ secrets, now, tolerance, good, changed: other, asBytes }) {
  const said = async ({ id, timestamp, signature, payload }) => {
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
    const bytes = Buffer.from(payload, 'base64');
    const given = asBytes ? new Uint8Array(bytes) : bytes.toString();
    const { result, error } = await attempt(() => verifyEvent(given, headers, secrets, { toleranceSeconds: tolerance, now }));
    // Signed, and no event.
    const code = error && error.code !== 'payload_invalid' ? error.code : null;
    return { event: result ?? null, code };
  };
  const [one, two] = [await said(good), await said(other)];
  return { good: one.code, event: one.event, changed: two.code };
}

function delivery(random, keys, seconds) {
  const name = made(random, random.chance(0.8) ? WORD : GRAPHIC.filter((char) => char !== '.'), 1, 40);
  const id = random.weighed([[60, `evt_${name}`], [1, 'evt.1'], [1, '']]);
  const unsigned = { id, timestamp: String(seconds), payload: event(random) };
  const signatures = keys.map((key) => sign(key, unsigned)).join(' ');
  return { signatures, good: { ...unsigned, signature: decorated(random, signatures) } };
}

export default {
  expected: ['accepted', 'secret_invalid', 'header_missing', 'timestamp_too_old', 'timestamp_too_new'],
  ofPackage: ({ webhook }) => byPackage(webhook),
  make(random) {
    const secrets = Array.from({ length: random.weighed([[6, 1], [3, 2], [1, 3]]) }, () => secret(random));
    const keys = secrets.map(keyOf);
    const isGood = keys.every(Boolean);
    const seconds = random.between(946_684_800, 4_102_444_800);
    const tolerance = random.pick([300, 300, 300, 0, 5, 86_400]);
    const away = random.weighed([[20, 0], [10, random.between(-tolerance, tolerance)], [1, tolerance + 1], [1, -tolerance - 1]]);
    const clock = { now: seconds + away, tolerance };
    const { signatures, good } = delivery(random, keys.map((key) => key ?? 'none'), seconds);
    const other = changed(random, good);
    const said = (each) => (isGood ? verified(keys, clock, each) : 'secret_invalid');
    const opinion = {
      signatures: isGood ? signatures : null, good: said(good), changed: said(other),
      event: said(good) === null ? parsed(good) : null,
    };
    const asBytes = random.chance(0.5) || !isUtf8(other.payload);
    return {
      webhook: { secrets, ...clock, good: sent(good), changed: sent(other), asBytes }, opinion,
      tally: opinion.good ?? 'accepted',
    };
  },
};
