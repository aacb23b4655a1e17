// Whatever the declarations call headers is read, and by every function alike.
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { MekongError, lianlian, verifyEvent } from 'mekong-pay';

const titled = (name) => name.replace(/(^|-|_)[a-z]/g, (start) => start.toUpperCase());
const forEachOnly = (headers) => ({ forEach: (tell) => { for (const [name, value] of Object.entries(headers)) tell(value, name); } });
const mapped = (headers, change) => Object.fromEntries(Object.entries(headers).map(change));

/** Each way to give headers, made of an object of them. */
const FORMS = {
  'an object': (headers) => headers,
  'an object without a prototype': (headers) => Object.assign(Object.create(null), headers),
  'title case': (headers) => mapped(headers, ([name, value]) => [titled(name), value]),
  'upper case': (headers) => mapped(headers, ([name, value]) => [name.toUpperCase(), value]),
  'IncomingHttpHeaders': (headers) => ({ host: 'shop.example', 'set-cookie': ['a', 'b'], te: undefined, ...headers }),
  'values in lists': (headers) => mapped(headers, ([name, value]) => [name, [value]]),
  'Headers': (headers) => new Headers(headers),
  'pairs': (headers) => Object.entries(headers),
  'pairs of Headers': (headers) => [...new Headers(headers)],
  'pairs in title case': (headers) => Object.entries(headers).map(([name, value]) => [titled(name), value]),
  'an iterator': (headers) => new Headers(headers).entries(),
  'a generator': function* generator(headers) { yield* Object.entries(headers); },
  'a Map': (headers) => new Map(Object.entries(headers)),
  'a Map in title case': (headers) => new Map(Object.entries(headers).map(([name, value]) => [titled(name), value])),
  'a Map of lists': (headers) => new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
  'only forEach': forEachOnly,
};

const now = 1_800_000_000;
const key = randomBytes(32);
const payload = JSON.stringify({ type: 'order.succeeded', timestamp: '2027-01-15T15:00:00.000+07:00', data: { sequence: 2 } });
const event = {
  'webhook-id': 'evt_1', 'webhook-timestamp': String(now),
  'webhook-signature': `v1,${createHmac('sha256', key).update(`evt_1.${now}.${payload}`).digest('base64')}`,
};
const secret = `whsec_${key.toString('base64')}`;

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const { configs } = JSON.parse(readFileSync(new URL('../../../tests/vectors/lianlian.json', import.meta.url)));
const account = lianlian.account({
  ...Object.values(configs)[0], digest: 'SHA1', public_keys: [publicKey.export({ type: 'spki', format: 'pem' })],
});
const body = JSON.stringify({ merchant_order_id: 'A1', order_status: 'PS' });
const notification = { sign: sign('sha1', 'merchant_order_id=A1&order_status=PS', privateKey).toString('base64') };

for (const [name, form] of Object.entries(FORMS)) {
  test(`${name}: an event and a notification`, async () => {
    assert.equal(verifyEvent(payload, form(event), secret, { now }).id, 'evt_1');
    assert.equal((await lianlian.readNotification(account, { headers: form(notification), body })).merchantOrderId, 'A1');
  });
}

test('a signature more, before or after the right one', () => {
  const other = ['webhook-signature', 'v1,AAAA'];
  for (const pairs of [[other, ...Object.entries(event)], [...Object.entries(event), other]]) {
    assert.equal(verifyEvent(payload, pairs, secret, { now }).id, 'evt_1');
  }
  const twice = [...Object.entries(event), ['Webhook-Id', 'evt_2']];
  assert.throws(() => verifyEvent(payload, twice, secret, { now }), MekongError, 'two ids are none');
});

test('what holds no headers has none', () => {
  for (const none of [undefined, null, {}, [], new Headers()]) {
    assert.throws(() => verifyEvent(payload, none, secret, { now }), { code: 'header_missing' });
  }
});
