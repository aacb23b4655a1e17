// What nobody can do who has seen a shop's page.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLianLian } from '../support/lianlian.mjs';
import { charge, nextNumber } from '../support/orders.mjs';
import { caller, clientKey, CUSTOMER, GOLD, HAT, PAGE, PLENTY, problem, stock, VARS } from '../support/shop.mjs';
import { until } from '../support/wait.mjs';

const lab = await startLianLian({ rateLimit: PLENTY, vars: VARS });
after(lab.end);
const page = caller(lab, PAGE);
await stock(lab, GOLD, HAT);

const gold = (more) => ({ sku: 'gold', client_key: clientKey(), msisdn: nextNumber(), ...more });
const hat = (more) => ({ sku: 'hat', client_key: clientKey(), method: 'promptpay', details: { customer: CUSTOMER }, ...more });
const NOT_ALLOWED = [403, 'not_allowed', false];

/** What the provider was asked to make so far, at both. */
const asked = () => [lab.simulator.book().ltc.calls.RequestDeduct, lab.calls().create];

test('order anything but an item, at another price, with details of its own', async () => {
  const before = asked();
  const injected = [
    [gold({ amount: { value: '1', currency: 'LAK' } }), 'amount'], [gold({ provider: 'ltc' }), 'provider'],
    [gold({ operation: 'charge' }), 'operation'], [gold({ merchant_order_id: 'X1' }), 'merchant_order_id'],
    [gold({ client_token: {} }), 'client_token'], [gold({ details: { card_name: 'Silver' } }), 'details.card_name'],
    [gold({ details: { subscribe: true } }), 'details.subscribe'], [gold({ method: 'promptpay' }), 'method'],
    [hat({ method: undefined }), 'method'], [hat({ method: 'bankcard' }), 'method'], [hat({ method: '__proto__' }), 'method'],
    [hat({ details: { customer: CUSTOMER, order_desc: 'x' } }), 'details.order_desc'],
    [hat({ details: { customer: CUSTOMER, service: 'checkout' } }), 'details.service'],
    [hat({ details: { customer: CUSTOMER, card: { card_no: '1' } } }), 'details.card'],
    [hat({ details: { customer: { full_name: 'x' } } }), 'details.customer.merchant_user_id'],
    [hat({ details: undefined }), 'details.customer'], [gold({ msisdn: undefined }), 'msisdn'], [gold({ msisdn: '12' }), 'msisdn'],
    [hat({ return_url: 'https://evil.example/' }), 'return_url'], [gold({ return_url: 'javascript:x' }), 'return_url'],
    [gold({ sku: 'none' }), 'sku'], [gold({ sku: "x' OR '1'='1" }), 'sku'], [gold({ client_key: 'short' }), 'client_key'],
    [gold({ client_key: undefined }), 'client_key'], [gold({ sku: undefined }), 'sku'],
  ];
  for (const [json, field] of injected) {
    const reply = await page.create(json);
    assert.deepEqual([reply.status, reply.json.field], [422, field], reply.text);
  }
  assert.deepEqual(asked(), before);
});

test('top up, renew, or pass a server\'s order', async () => {
  const topup = {
    provider: 'appotapay', operation: 'topup', merchant_order_id: 'T1', amount: { value: '10000', currency: 'VND' },
    msisdn: '0866123456', details: { face_value: '10000', service_type: 'prepaid' },
  };
  for (const json of [topup, charge(), charge({ operation: 'renewal', details: { card_name: 'Gold', period: '1' } })]) {
    assert.deepEqual(problem(await page.create(json)), [422, 'field_unknown', false]);
  }
  for (const operation of ['topup', 'renewal', 'refund']) {
    const reply = await lab.call('PUT', '/v1/catalogue', { json: { items: [{ ...GOLD, operation }] } });
    assert.deepEqual([reply.status, reply.json.field], [422, 'items[0].operation']);
  }
  assert.equal((await page.get('/v1/catalogue')).json.items.length, 2, 'the catalogue is as it was');
});

test('anything else', async () => {
  const { json: { merchant_order_id: id } } = await page.create(hat());
  for (const [method, path, json] of [
    ['GET', '/v1/orders'], ['GET', `/v1/orders/${id}`], ['GET', '/v1/orders/none'], ['POST', `/v1/orders/${id}/confirm`, { otp: '12345' }],
    ['POST', `/v1/orders/${id}/client-tokens`, {}], ['POST', `/v1/orders/${id}/cancel`], ['GET', `/v1/orders/${id}/history`],
    ['POST', `/v1/orders/${id}/refunds`, {}], ['PUT', '/v1/catalogue', { items: [] }], ['GET', '/v1/providers'], ['GET', '/metrics'],
    ['GET', '/v1/events'], ['POST', '/v1/subscriptions', {}], ['GET', '/v1/notifications'], ['POST', '/v1/providers/appotapay/resume'],
  ]) {
    assert.deepEqual(problem(await page.call(method, path, { json })), NOT_ALLOWED, `${method} ${path}`);
  }
});

test('learn the id of another order of a number', async () => {
  const first = gold();
  const { json: { merchant_order_id: id } } = await page.create(first);
  const refused = await page.create(gold({ msisdn: first.msisdn }));
  assert.deepEqual(problem(refused), [409, 'otp_order_open', false]);
  assert.ok(!refused.text.toLowerCase().includes(id.toLowerCase()), refused.text);
  assert.equal(lab.texts(first.msisdn), 1);
  const servers = await lab.create(charge({ msisdn: first.msisdn }));
  assert.ok(servers.json.detail.includes(id), 'a server is told');
});

test('be told "failed" while money may have moved; nor does waiting for the end go round and round', async () => {
  const { json: { merchant_order_id: id, client_token } } = await page.create(hat());
  const payer = caller(lab, client_token.token);
  await lab.payer(id, 'expire');
  await lab.ends(id, 'failed');
  assert.equal((await payer.get(`/v1/orders/${id}`)).json.state, 'failed');
  await lab.payer(id, 'pay', { late: true });
  const shown = await until('the payer is told otherwise', async () => {
    const { json } = await payer.get(`/v1/orders/${id}`);
    return json.state === 'unknown' && json;
  });
  assert.deepEqual([shown.failure, shown.may_retry, shown.must_recheck], [null, false, true]);
  const merchants = await lab.order(id);
  assert.deepEqual([merchants.state, merchants.review.reasons], ['failed', ['paid_after_failure']]);
  const began = Date.now();
  await payer.get(`/v1/orders/${id}?wait=1`);
  assert.ok(Date.now() - began >= 950, 'it was held');
  const waiting = payer.get(`/v1/orders/${id}?wait=30&version=${shown.version}`);
  await lab.resolve(id, { state: 'succeeded', evidence: 'statement', by: 'test' });
  assert.equal((await waiting).json.state, 'succeeded');
});

test('order without a secret for its tokens, or by another spelling of its key', async () => {
  for (const key of ['pk_edge_tests_pagE', 'pk_', `${PAGE} `.repeat(2).trim()]) {
    assert.deepEqual(problem(await caller(lab, key).create(gold())), [401, 'key_invalid', false]);
  }
  const before = asked();
  await lab.restart({ vars: { ...VARS, CLIENT_TOKEN_SECRETS: undefined } });
  assert.deepEqual(problem(await page.create(gold())), [503, 'configuration_invalid', false]);
  assert.equal((await page.get('/v1/catalogue')).status, 200);
  assert.deepEqual(asked(), before);
  await lab.restart();
});
