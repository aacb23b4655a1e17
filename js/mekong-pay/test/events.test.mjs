// Events as they are signed by node:crypto: whatever the payload, however long, under whichever secrets.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { MekongError, verifyEvent } from 'mekong-pay';

const NOW = 1_700_000_000;
const ID = 'evt_1';
const newSecret = (bytes = 32) => `whsec_${randomBytes(bytes).toString('base64')}`;
const SECRET = newSecret();

const event = (text) => JSON.stringify({ type: 'order.succeeded', timestamp: '2026-11-22T05:06:25.620+07:00', data: { text } });

function signature(payload, secret, id, timestamp) {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(payload).digest('base64')}`;
}

/** Headers of a payload that is signed with each of these. */
const signed = (payload, secrets = [SECRET], { id = ID, timestamp = NOW } = {}) => ({
  'webhook-id': id, 'webhook-timestamp': String(timestamp),
  'webhook-signature': secrets.map((secret) => signature(payload, secret, id, timestamp)).join(' '),
});

const refusal = (code) => (error) => error instanceof MekongError && error.code === code;
const verify = (payload, headers, secrets = SECRET, options = {}) => verifyEvent(payload, headers, secrets, { now: NOW, ...options });

test('any text and any length, as a text and as bytes, and no other byte', () => {
  const texts = ['', 'a', 'é', 'ສະບາຍດີ', 'สวัสดี', '🧾', 'a🧾é', '\u0000', 'x'.repeat(5000), 'ກ'.repeat(5000), 'x'.repeat(40_000), 'ກ'.repeat(400_000), 'x'.repeat(1_200_000)];
  for (const text of texts) {
    const payload = event(text);
    const headers = signed(payload);
    const bytes = Buffer.from(payload);
    const forms = [payload, bytes, new Uint8Array(bytes), new Uint8Array(bytes).buffer];
    for (const form of forms) assert.equal(verify(form, headers).data.text, text);
    const at = bytes.length - 3;
    bytes[at] ^= 1;
    assert.throws(() => verify(bytes, headers), refusal('signature_mismatch'));
    assert.throws(() => verify(`${payload}\n`, headers), refusal('signature_mismatch'));
  }
  // What is no text is as its bytes are: a half of a pair is written as a replacement character.
  const halved = event('a').replace('"a"', '"\ud83e"');
  assert.equal(verify(halved, signed(Buffer.from(halved))).type, 'order.succeeded');
});

test('one of several secrets, whichever were given before', () => {
  const payload = event('x');
  const [first, second, third] = [newSecret(24), newSecret(), newSecret(64)];
  const headers = signed(payload, [second]);
  for (let again = 0; again < 2; again++) {
    assert.throws(() => verify(payload, headers, first), refusal('signature_mismatch'));
    assert.equal(verify(payload, headers, second).id, ID);
    assert.equal(verify(payload, headers, [first, second]).id, ID);
    assert.throws(() => verify(payload, headers, [first, third]), refusal('signature_mismatch'));
    assert.equal(verify(payload, signed(payload, [third, first]), [first]).id, ID);
    // Nothing of the secrets before is left when there is none.
    const none = ['', [], [''], [second, ''], undefined, 'whsec_', second.slice(6), `whsec_${'A'.repeat(28)}`, `${second}=`, newSecret(23), newSecret(65), `${first}\n${second}`];
    for (const wrong of none) assert.throws(() => verifyEvent(payload, headers, wrong, { now: NOW }), refusal('secret_invalid'), String(wrong));
    assert.throws(() => verify(payload, headers, first), refusal('signature_mismatch'));
  }
});

test('the window is as wide both ways', () => {
  const payload = event('x');
  const at = (timestamp, options) => verify(payload, signed(payload, [SECRET], { timestamp }), SECRET, options);
  for (const timestamp of [NOW - 300, NOW, NOW + 300]) assert.equal(at(timestamp).id, ID);
  assert.throws(() => at(NOW - 301), refusal('timestamp_too_old'));
  assert.throws(() => at(NOW + 301), refusal('timestamp_too_new'));
  assert.equal(at(NOW - 600, { toleranceSeconds: 600 }).id, ID);
  assert.throws(() => at(NOW + 1, { toleranceSeconds: 0 }), refusal('timestamp_too_new'));
  for (const timestamp of ['', '1e9', '+1700000000', '1700000000.0', 'x']) {
    const wrong = timestamp === '' ? 'header_missing' : 'timestamp_invalid';
    assert.throws(() => at(timestamp), refusal(wrong), timestamp);
  }
});

test('headers of any kind, and no line, point or part of another one in them', () => {
  const payload = event('x');
  const headers = signed(payload);
  const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
  for (const form of [headers, upper, new Headers(headers)]) assert.equal(verify(payload, form).id, ID);
  for (const name of Object.keys(headers)) {
    assert.throws(() => verify(payload, { ...headers, [name]: undefined }), refusal('header_missing'), name);
  }
  assert.throws(() => verify(payload, signed(payload, [SECRET], { id: 'evt.1' })), refusal('header_missing'));
  const smuggled = newSecret();
  const lines = { ...signed(payload, [smuggled]) };
  lines['webhook-signature'] += `\n${smuggled}`;
  assert.throws(() => verify(payload, lines), MekongError);
});
