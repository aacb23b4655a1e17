// The browser's client against a gateway that loses answers, refuses and misbehaves.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { createClient } from '../lib/client.js';
import { backoff } from '../lib/pause.js';
import { busy, code, gateway, ordered, refusal, sent, shop } from './support/client.mjs';
import { OTP, PK } from './support/gateway.mjs';

test('an item is chosen, ordered and paid, and nothing secret stands in an address', async () => {
  const { items } = await shop.catalogue();
  const wanted = { sku: items[0].sku, msisdn: '02055515155' };
  const { order, clientToken, clientKey, expiresAt } = await shop.createOrder(wanted);
  assert.match(clientKey, /^[A-Za-z0-9_-]{22}$/);
  assert.equal(expiresAt, '2099-01-01T00:00:00.000+07:00');
  assert.equal('client_token' in order, false);
  const payer = createClient({ baseUrl: gateway.url, token: clientToken });
  const waiting = payer.waitForOrder(order.merchant_order_id, { version: order.version });
  const paid = await payer.confirmOrder(order.merchant_order_id, OTP);
  assert.deepEqual([paid.state, (await waiting).state], ['succeeded', 'succeeded']);
  // The id has a blank: it is encoded.
  assert.ok(sent().includes(`POST /v1/orders/ORDER%20${clientKey}/confirm`), sent().join());
  for (const { url, headers } of gateway.calls) {
    assert.doesNotMatch(url, /ct_|pk_/);
    assert.match(headers.authorization, /^Bearer (ct|pk)_/);
  }
});

test('two orders have two client keys', async () => {
  const keys = await Promise.all(Array.from({ length: 20 }, async () => (await ordered()).clientKey));
  assert.equal(new Set(keys).size, 20);
});

test('a secret key, no key and no address are refused before anything is sent', async () => {
  const make = (given) => () => createClient({ baseUrl: gateway.url, token: PK, ...given });
  for (const token of ['sk_live_x', 'sk_dev_mekong', '', undefined, 'ct_', 'ct_a b', 'pk_x\n', 'xx_1', 7]) {
    assert.throws(make({ token }), code('key_invalid', { field: 'token' }), String(token));
  }
  for (const baseUrl of [undefined, '', 'gateway', 'ftp://x', 'https://user@x', 'https://x?a=1', 'https://x#a']) {
    assert.throws(make({ baseUrl }), code('field_invalid', { field: 'baseUrl' }), String(baseUrl));
  }
  const { payer, id } = await ordered();
  await assert.rejects(payer.catalogue(), code('not_allowed'));
  await assert.rejects(payer.createOrder({ sku: 'song' }), code('not_allowed'));
  for (const call of ['readOrder', 'waitForOrder', 'confirmOrder', 'cancelOrder']) {
    await assert.rejects(shop[call](id), code('not_allowed'));
  }
  await assert.rejects(shop.watchOrder(id).next(), code('not_allowed'));
  for (const bad of ['', '.', '..', undefined, 7]) {
    await assert.rejects(payer.readOrder(bad), code('merchant_order_id_invalid'), String(bad));
  }
  assert.deepEqual(sent(), []);
});

test('problems become errors with their code, and other answers do not pass for one', async () => {
  const { payer, id } = await ordered();
  const headers = { 'retry-after': '7' };
  gateway.misbehave(refusal(429, 'otp_guesses_limited', { field: 'otp', retry_after: 3600, headers }));
  await assert.rejects(payer.confirmOrder(id, OTP), code('otp_guesses_limited', {
    status: 429, field: 'otp', retryAfter: 3600, moneyMayHaveMoved: false, name: 'MekongError',
    message: 'refused: otp_guesses_limited',
  }));
  const errors = [{ field: 'otp', code: 'otp_invalid', detail: 'expected digits' }, { field: 'a', code: 'field_unknown', detail: 'is not known' }];
  gateway.misbehave({ status: 409, headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ code: 'state_forbids', detail: 'no', errors, order: { merchant_order_id: id, state: 'failed' } }) });
  await assert.rejects(payer.confirmOrder(id, OTP), code('state_forbids', { errors, order: { merchant_order_id: id, state: 'failed' } }));
  gateway.misbehave({ status: 409, headers: { 'content-type': 'application/problem+json' }, body: '{"code":"busy","errors":1,"order":null}' });
  await assert.rejects(payer.confirmOrder(id, OTP), (error) => !('order' in error) && !('errors' in error));
  gateway.misbehave(busy({ 'retry-after': new Date(Date.now() + 9000).toUTCString() }));
  await assert.rejects(payer.readOrder(id), ({ retryAfter }) => retryAfter >= 8 && retryAfter <= 9);
  const others = [[200, '<html>Log in'], [502, '<html>'], [403, '{"code":"blocked"}'], [200, '[]'], [302, '']];
  for (const [status, page] of others) {
    gateway.misbehave({ status, body: page, headers: status === 302 ? { location: 'http://127.0.0.1:1/' } : {} });
    await assert.rejects(payer.readOrder(id), code('unparsable', { moneyMayHaveMoved: false }), page);
  }
  gateway.misbehave({ reset: 'before' });
  await assert.rejects(payer.readOrder(id), code('connection_lost', { moneyMayHaveMoved: false, status: undefined }));
  await assert.rejects(payer.readOrder('another'), code('not_allowed', { status: 403 }));
});

test('waiting survives lost connections, 429, 503 and pages of something in between', async () => {
  const { payer, id, order } = await ordered();
  gateway.misbehave({ reset: 'before' }, busy(), { status: 200, body: '<html>' }, { status: 502, body: 'bad gateway' });
  const retries = [];
  const onRetry = (error, ms) => retries.push([error.code, ms > 0]);
  const waiting = payer.waitForOrder(id, { version: order.version, onRetry });
  setTimeout(() => gateway.change(id, { state: 'succeeded' }), 200);
  assert.equal((await waiting).state, 'succeeded');
  assert.deepEqual(retries, [['connection_lost', true], ['busy', true], ['unparsable', true], ['unparsable', true]]);
  assert.ok(sent().every((line) => line.endsWith(`?wait=30&version=${order.version}`)), sent().join());
});

test('waiting ends with what no repetition mends, with its time, and with its signal', async () => {
  const { payer, id, order } = await ordered();
  await assert.rejects(payer.waitForOrder('another'), code('not_allowed'));
  await assert.rejects(payer.waitForOrder(id, { timeoutMs: 100 }), code('timeout'));
  const leaving = new AbortController();
  const waiting = payer.waitForOrder(id, { version: order.version, signal: leaving.signal });
  setTimeout(() => leaving.abort(), 100);
  await assert.rejects(waiting, { name: 'AbortError' });
  await assert.rejects(payer.readOrder(id, { signal: leaving.signal }), { name: 'AbortError' });
  const calls = gateway.calls.length;
  gateway.misbehave({ reset: 'before' });
  const pausing = AbortSignal.timeout(60);
  await assert.rejects(payer.waitForOrder(id, { signal: pausing }), { name: 'TimeoutError' });
  assert.equal(gateway.calls.length, calls + 1, 'it left in the pause before the second try');
});

test('watching gives each change once, to the end', async () => {
  const { payer, id } = await ordered();
  const seen = [];
  for await (const { state, version } of payer.watchOrder(id)) {
    seen.push([state, version]);
    if (state === 'pending') setTimeout(() => gateway.change(id, { state: 'unknown', next_action: null }), 50);
    if (state === 'unknown') setTimeout(() => gateway.change(id, { state: 'failed' }), 50);
  }
  assert.deepEqual(seen, [['pending', 2], ['unknown', 3], ['failed', 4]]);
  const last = await payer.waitForOrder(id, { until: () => false });
  assert.equal(last.state, 'failed', 'nothing comes after a final state');
});

test('what runs out without a new version is a change, too', async () => {
  const { payer, id } = await ordered();
  const watching = payer.watchOrder(id);
  assert.equal((await watching.next()).value.next_action.type, 'otp');
  gateway.orders.get(id).next_action = null;
  assert.equal((await watching.next()).value.next_action, null);
  await watching.return();
});

test('a gateway that does not hold the call is not asked in a tight circle', async () => {
  const { payer, id, order } = await ordered();
  const { version } = order;
  for (let times = 0; times < 50; times++) gateway.misbehave({ status: 200, body: { ...order, version } });
  await assert.rejects(payer.waitForOrder(id, { version, timeoutMs: 1200 }), code('timeout'));
  assert.ok(gateway.calls.length <= 4, `${gateway.calls.length} calls`);
  gateway.behave();
});

test('pauses grow, are spread, heed Retry-After and stay bounded', () => {
  const [least, most] = [() => 0, () => 1];
  assert.deepEqual([0, 1, 2, 6, 60].map((failures) => backoff(failures, 0, least)), [250, 500, 1000, 15_000, 15_000]);
  assert.deepEqual([0, 1, 2, 6, 60].map((failures) => backoff(failures, 0, most)), [500, 1000, 2000, 30_000, 30_000]);
  assert.deepEqual([5, -5, 86_400].map((asked) => backoff(0, asked, least)), [5000, 250, 120_000]);
  assert.equal(backoff(0, 10, most), 11_000);
});

test('the client is fetch alone: no import leads out of js/mekong-pay/lib, and no wasm', () => {
  const folder = new URL('../lib/', import.meta.url);
  const reached = new Set();
  const follow = (name) => {
    if (reached.has(name)) return;
    reached.add(name);
    const text = readFileSync(new URL(name, folder), 'utf8');
    assert.doesNotMatch(text, /\bimport\(|eval|WebAssembly|node:/, name);
    for (const [, from] of text.matchAll(/from '([^']+)'/g)) follow(from.replace(/^\.\//, ''));
  };
  follow('client.js');
  assert.ok([...reached].every((name) => readdirSync(folder).includes(name)), [...reached].join());
});
