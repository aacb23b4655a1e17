// Bodies: unknown, missing, repeated and wrong fields are refused by name, and no value is ever said back.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { charge, nextNumber, renewal } from '../support/orders.mjs';

const lab = await startLab();
after(lab.end);

// What must never be seen in an answer that refuses it: a password, a number, a key, as a caller may misplace them.
const MARKS = ['90210', '2098765432', 'sk_live_marked'];
const json = { 'content-type': 'application/json' };
const raw = (body, path = '/v1/orders') => lab.call('POST', path, { body, headers: json });

async function refuses(body, status, code, field, path) {
  const before = lab.calls();
  const reply = await raw(typeof body === 'string' ? body : JSON.stringify(body), path);
  const said = `${JSON.stringify(body).slice(0, 200)} → ${reply.text}`;
  assert.deepEqual([reply.status, reply.json?.code, reply.json?.field], [status, code, field], said);
  assert.equal(reply.json.money_may_have_moved, false);
  for (const mark of MARKS) assert.ok(!reply.text.includes(mark), said);
  assert.deepEqual(lab.calls(), before, 'nothing is sent');
}

test('unknown fields are refused by name at every level', async () => {
  const order = charge();
  await refuses({ ...order, otp: '90210' }, 422, 'field_unknown', 'otp');
  await refuses({ ...order, amount: { ...order.amount, minor: 90210 } }, 422, 'field_unknown', 'amount.minor');
  await refuses({ ...order, details: { ...order.details, otp: '90210' } }, 422, 'field_unknown', 'details.otp');
  await refuses({ ...order, details: { ...order.details, period: '90210' } }, 422, 'field_unknown', 'details.period');
  const renewing = renewal();
  await refuses({ ...renewing, details: { ...renewing.details, subscribe: true } }, 422, 'field_unknown', 'details.subscribe');
  await refuses({ otp: '12345', pin: '90210' }, 422, 'field_unknown', 'pin', '/v1/orders/A1/confirm');
  const search = { provider: 'ltc', msisdn: '2055515155', number: '2098765432' };
  await refuses(search, 422, 'field_unknown', 'number', '/v1/subscriptions/search');
});

test('missing fields are named', async () => {
  for (const field of ['provider', 'operation', 'merchant_order_id', 'amount', 'msisdn']) {
    await refuses({ ...charge(), [field]: undefined }, 422, 'field_missing', field);
  }
  await refuses({ ...charge(), amount: { value: '1' } }, 422, 'field_missing', 'amount.currency');
  await refuses({ ...charge(), details: {} }, 422, 'field_missing', 'details.card_name');
  await refuses({ ...charge(), details: undefined }, 422, 'field_missing', 'details.card_name');
  await refuses({ ...renewal(), details: { card_name: 'Gold' } }, 422, 'field_missing', 'details.period');
  await refuses({}, 422, 'field_missing', 'otp', '/v1/orders/A1/confirm');
  await refuses({ state: 'failed', by: 'Noy' }, 422, 'field_missing', 'evidence', '/v1/orders/A1/resolve');
});

test('wrong types and values are refused, and not said back', async () => {
  const bad = [
    ['operation', 'sk_live_marked'], ['provider', 2098765432], ['merchant_order_id', 90210], ['msisdn', 2098765432],
    ['amount', '90210'], ['details', '90210'], ['details', 90210],
  ];
  for (const [field, value] of bad) await refuses({ ...charge(), [field]: value }, 422, 'field_invalid', field);
  await refuses({ ...charge(), amount: { value: 90210, currency: 'LAK' } }, 422, 'field_invalid', 'amount.value');
  await refuses({ ...charge(), details: { card_name: 90210 } }, 422, 'field_invalid', 'details.card_name');
  await refuses({ ...charge(), details: { card_name: 'Gold', subscribe: '90210' } }, 422, 'field_invalid', 'details.subscribe');
  await refuses({ otp: 90210 }, 422, 'field_invalid', 'otp', '/v1/orders/A1/confirm');
  await refuses({ state: '90210', evidence: 'x', by: 'y' }, 422, 'field_invalid', 'state', '/v1/orders/A1/resolve');
});

test('a word is a string and an object is an object: no other way of writing them is taken', async () => {
  for (const operation of [90210, { charge: null }, ['charge'], null]) {
    await refuses({ ...charge(), operation }, 422, 'field_invalid', 'operation');
  }
  await refuses({ ...charge(), amount: ['5000', 'LAK'] }, 422, 'field_invalid', 'amount');
  await refuses({ ...charge(), details: ['Gold', null, null, false, null] }, 422, 'field_invalid', 'details');
  const { provider, operation, merchant_order_id, amount, msisdn, details } = charge();
  await refuses([provider, operation, merchant_order_id, amount, msisdn, details], 422, 'field_invalid', undefined);
  await refuses(['90210'], 422, 'field_invalid', undefined, '/v1/orders/A1/confirm');
});

test('amounts, numbers, ids and providers that do not exist', async () => {
  const amount = (value, currency = 'LAK') => ({ ...charge(), amount: { value, currency } });
  for (const value of ['', '0', '-90210', '+90210', '90210,5', '9e3', ' 90210', '90210 ', '0x90210', '٣', '9'.repeat(15),
    '10000000000001']) {
    await refuses(amount(value), 422, 'amount_invalid', 'amount.value');
  }
  for (const value of ['90210.0', '90210.00', '1.5']) {
    await refuses(amount(value), 422, 'amount_not_representable', 'amount.value');
  }
  for (const currency of ['lak', 'USD', '', '90210', 'THB']) {
    await refuses(amount('1', currency), 422, 'currency_unsupported', 'amount.currency');
  }
  for (const msisdn of ['', '209876543', '20987654321', '+66812345678', '10987654321', '2098765432x', '+8561098765432']) {
    await refuses({ ...charge(), msisdn }, 422, 'msisdn_invalid', 'msisdn');
  }
  for (const id of ['', 'a b', 'ü', 'A'.repeat(65), 'a-1', 'a_1', 'a.1', '../etc']) {
    await refuses({ ...charge(), merchant_order_id: id }, 422, 'merchant_order_id_invalid', 'merchant_order_id');
  }
  await refuses({ ...charge(), provider: 'sk_live_marked' }, 422, 'provider_unknown', 'provider');
  for (const card_name of ['', 'x'.repeat(101), 'a\u0000b', 'a\nb']) {
    await refuses({ ...charge(), details: { card_name } }, 422, 'field_invalid', 'details.card_name');
  }
});

test('everything that is wrong with a body is told at once', async () => {
  const before = lab.calls();
  const { status, json, text } = await raw(JSON.stringify({
    ...charge(), merchant_order_id: 'A\u200b1', msisdn: '2098765432x', amount: { value: 90210, currency: 'THB' }, otp: '90210',
    return_url: 'https://shop.example/\u0e02\u0e2d\u0e1a', details: { cardname: '90210' },
  }));
  assert.equal(status, 422);
  assert.deepEqual([json.errors[0].field, json.errors[0].code], [json.field, json.code]);
  const told = Object.fromEntries(json.errors.map(({ field, code, detail }) => [field, `${code}: ${detail}`]));
  const wanted = {
    otp: /^field_unknown: .*msisdn/, 'amount.value': /^field_invalid/, 'amount.currency': /^currency_unsupported/,
    merchant_order_id: /^merchant_order_id_invalid: .*invisible/, msisdn: /^msisdn_invalid/, return_url: /^field_invalid: .*ASCII/,
    'details.cardname': /^field_unknown: .*card_name/, 'details.card_name': /^field_missing/,
  };
  assert.deepEqual(Object.keys(told).sort(), Object.keys(wanted).sort(), text);
  for (const [field, pattern] of Object.entries(wanted)) assert.match(told[field], pattern, field);
  for (const mark of MARKS) assert.ok(!text.includes(mark), text);
  assert.deepEqual(lab.calls(), before, 'nothing is sent');
});

/** Every field that a refusal names, with its code. */
const told = ({ status, json, text }) => {
  assert.deepEqual([status, json.errors?.[0].field, json.errors?.[0].code], [422, json.field, json.code], text);
  return json.errors.map(({ field, code }) => `${field} ${code}`).sort();
};

test('an unknown provider, or none, hides nothing that can be told without it', async () => {
  const before = lab.calls();
  const rest = { merchant_order_id: 'a b', amount: { value: '1.5', currency: 'EUR' } };
  const wanted = ['amount.currency currency_unsupported', 'merchant_order_id merchant_order_id_invalid'];
  assert.deepEqual(told(await lab.create({ provider: 'truemoney' })), ['amount field_missing', 'merchant_order_id field_missing',
    'operation field_missing', 'provider provider_unknown']);
  assert.deepEqual(told(await lab.create({ ...rest, provider: 'truemoney', operation: 'payment' })), [...wanted, 'provider provider_unknown']);
  assert.deepEqual(told(await lab.create({ ...rest, provider: 'lianlian', operation: 'payment', x: 1 })),
    [...wanted, 'provider provider_not_configured', 'x field_unknown']);
  assert.deepEqual(told(await lab.create(charge({ provider: 'lianlian', operation: 'payment', msisdn: undefined }))),
    ['provider provider_not_configured']);
  const { json: { detail } } = await lab.create({ ...charge(), operation: 'pay' });
  assert.match(detail, /charge, renewal, payment, topup$/);
  assert.deepEqual(lab.calls(), before, 'nothing is sent');
});

test('every other body: all that is wrong with it', async () => {
  const { id } = await lab.opened();
  for (const [path, body, wanted, headers] of [
    [`${id}/resolve`, { state: 'x', evidence: ' ', by: 5, y: 1 }, ['If-Match field_invalid', 'by field_invalid', 'evidence field_invalid',
      'state field_invalid', 'y field_unknown'], { 'if-match': 'x' }],
    [`${id}/cancel`, { version: 'x', y: 1 }, ['If-Match field_invalid', 'version field_invalid', 'y field_unknown'], { 'if-match': 'x' }],
    [`${id}/client-tokens`, { expires_in: 1, revoke: 'yes' }, ['expires_in field_invalid', 'revoke field_invalid']],
    ['/v1/subscriptions', { provider: 'ltc', msisdn: 'x', consented_at: 'x', y: 1 }, ['consented_at field_invalid', 'details.card_name field_missing',
      'msisdn msisdn_invalid', 'y field_unknown']],
    ['/v1/subscriptions/search', { provider: 'x', y: 1 }, ['msisdn field_missing', 'provider provider_unknown', 'y field_unknown']],
    ['/v1/providers/ltc/numbers', { msisdn: 'x', y: 1 }, ['msisdn msisdn_invalid', 'y field_unknown']],
    ['/v1/events/redeliver', { since: 'x', endpoint: 'x' }, ['endpoint endpoint_unknown', 'since field_invalid']],
  ]) {
    const reply = await lab.post(path.startsWith('/') ? path : `/v1/orders/${path}`, body, { headers });
    assert.deepEqual(told(reply), wanted, path);
  }
});

test('every query: all that is wrong with it', async () => {
  const { id } = await lab.opened();
  const page = ['cursor field_invalid', 'foo field_unknown', 'limit field_invalid'];
  for (const path of ['/v1/notifications', `/v1/orders/${id}/history`, `/v1/orders/${id}/refunds`]) {
    assert.deepEqual(told(await lab.get(`${path}?foo=1&limit=0&cursor=x`)), page, path);
  }
  for (const [query, wanted] of [
    ['/v1/orders?foo=1&state=x&limit=0', ['foo field_unknown', 'limit field_invalid', 'state field_invalid']],
    ['/v1/events?foo=1&type=x&since=x&limit=1&limit=2', ['foo field_unknown', 'limit field_invalid', 'since field_invalid', 'type field_invalid']],
    [`/v1/orders/${id}?wait=31&version=x&waits=1`, ['version field_invalid', 'wait field_invalid', 'waits field_unknown']],
  ]) {
    assert.deepEqual(told(await lab.get(query)), wanted, query);
  }
});

test('a number and its password are read as they are pasted', async () => {
  const number = nextNumber();
  const lao = [...number].map((digit) => String.fromCodePoint(0xed0 + Number(digit))).join('\u200b');
  const order = { ...charge(), msisdn: `\u202a\uff0b856\u00a0${lao}\u202c` };
  const { status, json } = await raw(JSON.stringify(order));
  assert.deepEqual([status, json.msisdn], [201, `+856${number}`]);
  const otp = [...lab.lastOtp(number)].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('\u2011');
  const paid = await raw(JSON.stringify({ otp: `\ufeff${otp}\u00a0` }), `/v1/orders/${order.merchant_order_id}/confirm`);
  assert.equal(paid.json.state, 'succeeded', paid.text);
  assert.equal(lab.charges(order.merchant_order_id).length, 1);
});

test('a field that is given twice is refused, at every level', async () => {
  const twice = (text, first) => JSON.stringify(charge()).replace(text, `${first},${text}`);
  await refuses(twice('"operation":"charge"', '"operation":"renewal"'), 422, 'field_invalid', 'operation');
  await refuses(twice('"value":"5000"', '"value":"90210"'), 422, 'field_invalid', 'amount.value');
  await refuses(twice('"card_name":"Gold"', '"card_name":"Silver"'), 422, 'field_invalid', 'details.card_name');
  await refuses('{"otp":"12345","otp":"90210"}', 422, 'field_invalid', 'otp', '/v1/orders/A1/confirm');
});

test('what is no JSON is refused with its place', async () => {
  const good = JSON.stringify(charge());
  const broken = ['', ' ', good.slice(0, -1), `${good}{}`, `${good} 90210`, `\ufeff${good}`, "{'provider':'ltc'}",
    '{"provider":"90210', 'NaN', '\u0000'];
  for (const body of broken) await refuses(body, 400, 'json_invalid', undefined);
  assert.match((await raw(`\ufeff${good}`)).json.detail, /byte order mark/);
  for (const body of ['', ' \n']) assert.match((await raw(body)).json.detail, /^the body is empty/);
  for (const body of ['null', '[]', '"90210"', '90210', 'true']) {
    const reply = await raw(body);
    assert.deepEqual([reply.status, reply.json.code], [422, 'field_invalid'], `${body} → ${reply.text}`);
    assert.ok(!reply.text.includes('90210'));
  }
  const invalid = Buffer.from(good.replace('Gold', 'G\u00e9ld'), 'latin1');
  assert.equal((await lab.call('POST', '/v1/orders', { body: invalid, headers: json })).status, 400, 'not UTF-8');
});

test('deep nesting is refused before it can hurt', async () => {
  const deep = (open, close, depth) => open.repeat(depth) + close.repeat(depth);
  for (const [open, close] of [['[', ']'], ['{"a":', '}']]) {
    for (const depth of [200, 5000]) {
      const inner = open === '[' ? deep(open, close, depth) : `${open.repeat(depth)}1${close.repeat(depth)}`;
      for (const body of [inner, JSON.stringify(charge()).replace('{"card_name":"Gold"}', inner)]) {
        const reply = await raw(body);
        assert.ok([400, 422].includes(reply.status), `${depth} → ${reply.status} ${reply.text}`);
      }
    }
  }
  assert.equal((await lab.create(charge({ msisdn: nextNumber() }))).status, 201, 'and it still works');
});

test('a verdict needs its evidence and its author', async () => {
  const { id } = await lab.opened();
  for (const [changed, field] of [
    [{ evidence: ' ' }, 'evidence'], [{ by: '' }, 'by'], [{ by: 'x'.repeat(1001) }, 'by'], [{ state: 'pending' }, 'state'],
    [{ state: 'succeeded', against_evidence: true }, 'against_evidence'], [{ provider_order_id: 'x' }, 'provider_order_id'],
    [{ state: 'succeeded', provider_order_id: '' }, 'provider_order_id'],
    [{ state: 'succeeded', provider_order_id: 'a b' }, 'provider_order_id'],
  ]) {
    const verdict = { state: 'failed', evidence: 'a statement', by: 'Noy', ...changed };
    const { status, json: { code, field: named } } = await lab.resolve(id, verdict);
    assert.deepEqual([status, code, named], [422, 'field_invalid', field]);
  }
});
