// What the providers tell beside orders: balance, products, numbers. What they list can be ordered.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createSimulator } from '../../../js/simulator/server.mjs';
import { send } from '../support/http.mjs';
import { APPOTAPAY, BOTH, CONNECT, ordinary, ported, startTopups, topup } from '../support/topups.mjs';

// Inquiries have 5 s.
const lab = await startTopups({ scale: 2 });
after(lab.end);

const at = (path) => `/v1/providers/${path}`;
const numbers = (provider, msisdn, more) => lab.post(at(`${provider}/numbers`), { msisdn, ...more });

/** The problem's code and field. */
const problem = ({ status, json, text }, ...expected) =>
  assert.deepEqual([status, json.code, json.field], expected, text);

test('the balance is the provider\'s, nothing and more than 32 bits too', async () => {
  for (const provider of BOTH) {
    for (const dong of [0, 9_999, 3_402_291_841, 9_999_999_999_999]) {
      await lab.setBalance(provider, dong);
      const { status, json } = await lab.get(at(`${provider}/balance`));
      const sum = (value) => ({ value: String(value), currency: 'VND' });
      const told = { balance: sum(dong), low_balance: sum(0), balance_low: false, suspended: null };
      assert.deepEqual([status, json], [200, told]);
    }
  }
});

test('what is no balance is never shown as one', async () => {
  const odd = {
    [APPOTAPAY]: [
      '{}', '{"errorCode":0}', '{"errorCode":0,"account":{}}', '{"errorCode":0,"account":{"balance":-5}}',
      '{"errorCode":0,"account":{"balance":1.5}}', '{"errorCode":0,"account":{"balance":"1e5"}}',
      '{"errorCode":0,"errorCode":0,"account":{"balance":7}}', '{"errorCode":99,"account":{"balance":7}}',
      '<html>7</html>', '',
    ],
    [CONNECT]: ['-99', '-1', '-5', '1;7', '1.5', '1,000', '+7', '', '<html>7</html>', '7 7', '1234567890123456'],
  };
  for (const provider of BOTH) {
    for (const body of odd[provider]) {
      await lab.plan(provider, 'balance', { body });
      const reply = await lab.get(at(`${provider}/balance`));
      problem(reply, 503, 'provider_unavailable', undefined);
      assert.equal(reply.headers['retry-after'], '5');
      await lab.resume(provider);
    }
    await lab.plan(provider, 'balance', { status: 302, body: '' });
    problem(await lab.get(at(`${provider}/balance`)), 503, 'provider_unavailable', undefined);
  }
});

/** An order for a listed product, as it is listed. */
const ordered = ({ operation, amount, details }, msisdn, more) =>
  ({ ...topup({ msisdn }), operation, amount, details: { ...more, ...details } });

test('products: each of a network\'s can be ordered; an order adds the kind of the contract', async () => {
  await lab.setBalance(APPOTAPAY, 100_000_000);
  const { status, json } = await lab.get(at('appotapay/products'));
  assert.equal(status, 200);
  assert.equal(json.products.length, 54);
  const codes = json.products.map(({ details }) => details.product_code);
  assert.equal(new Set(codes).size, 54);
  for (const product of json.products.filter(({ details }) => /^(viettel|topup)_/.test(details.product_code))) {
    const order = await lab.credited(ordered(product, ordinary(APPOTAPAY), { service_type: 'prepaid' }));
    assert.equal(lab.topups(APPOTAPAY, order.merchant_order_id)[0].amount, Number(product.amount.value));
  }
});

test('products whose price contradicts their code, or cannot be read, are not listed', async () => {
  const products = [
    { productCode: 'topup_10', amount: 20000 }, { productCode: 'topup_20', amount: '20000' },
    { productCode: 'topup_30', amount: 3.5 }, { productCode: 'topup_50' }, { amount: 10000 },
    { productCode: 'topup_100', amount: -100000 },
  ];
  const body = JSON.stringify({ errorCode: 0, message: '', data: [{ telco: 'common', description: '', products }] });
  await lab.plan(APPOTAPAY, 'productCodes', { body });
  const { json } = await lab.get(at('appotapay/products'));
  assert.deepEqual(json.products.map(({ details }) => details), [{ product_code: 'topup_20' }]);
});

test('a number: its network, by the provider where that tells, and the packages that are sold to it', async () => {
  const msisdn = ordinary(APPOTAPAY);
  const known = await numbers(APPOTAPAY, msisdn);
  const e164 = `+84${msisdn.slice(1)}`;
  assert.deepEqual(known.json, { msisdn: e164, issued_by: 'viettel', details: { telco: 'viettel' }, products: null });
  assert.deepEqual((await numbers(APPOTAPAY, ported(3))).json.details, { telco: 'mobifone' });
  assert.deepEqual((await numbers(CONNECT, `84 ${msisdn.slice(1)}`)).json,
    { msisdn: e164, issued_by: 'viettel', details: null, products: null });
  problem(await numbers(CONNECT, msisdn, { details: {} }), 422, 'operation_unsupported', undefined);

  const { status, json } = await numbers(APPOTAPAY, msisdn, { details: { service_type: 'prepaid' } });
  assert.equal(status, 200);
  const big = json.products.find(({ details }) => details.product_code === '6GB');
  assert.deepEqual(big.amount, { value: '72000', currency: 'VND' });
  assert.equal(big.details.telco, 'viettel_data');
  for (const [details, code] of [[{}, 'field_missing'], [{ service_type: 'both' }, 'field_invalid']]) {
    problem(await numbers(APPOTAPAY, msisdn, { details }), 422, code, 'details.service_type');
  }
});

test('a package that is listed for a number goes into an order as it is listed', async () => {
  const msisdn = ordinary(APPOTAPAY);
  for (const service_type of ['prepaid', 'postpaid']) {
    const { json } = await numbers(APPOTAPAY, msisdn, { details: { service_type } });
    for (const product of json.products) {
      const { merchant_order_id: id, details } = await lab.credited(ordered(product, msisdn));
      assert.equal(lab.topups(APPOTAPAY, id)[0].product, product.details.product_code);
      assert.equal(details.service_type, service_type);
    }
  }
});

test('what is no mobile number is refused, and one of before 2018 is told its new prefix', async () => {
  const wrong = [
    '', '12', '0241234567', '19001234', '086612345', '08661234567', '+66866123456', '0866 12345a', '٠٨٦٦١٢٣٤٥٦',
  ];
  for (const provider of BOTH) {
    for (const msisdn of wrong) {
      problem(await numbers(provider, msisdn), 422, 'msisdn_invalid', 'msisdn');
    }
    for (const [before, after_] of [['0120', '070'], ['0125', '085'], ['0169', '039'], ['0199', '059']]) {
      for (const reply of [
        await numbers(provider, `${before}1234567`), await numbers(provider, `+84${before.slice(1)}1234567`),
        await lab.create(topup({ provider, msisdn: `${before}1234567` })),
      ]) {
        problem(reply, 422, 'msisdn_invalid', 'msisdn');
        assert.ok(reply.json.detail.includes(before) && reply.json.detail.includes(after_), reply.text);
        assert.ok(!reply.text.includes('1234567'), 'the number itself is not quoted');
      }
    }
  }
  const unknown = await numbers(APPOTAPAY, '0551234567');
  problem(unknown, 422, 'msisdn_invalid', 'msisdn');
});

test('what is not there is said', async () => {
  problem(await lab.get(at('nobody/balance')), 404, 'provider_unknown', undefined);
  problem(await lab.get(at('nobody/products')), 404, 'provider_unknown', undefined);
  problem(await lab.post(at('nobody/numbers'), { msisdn: '0866123456' }), 404, 'provider_unknown', undefined);
  problem(await lab.post(at('nobody/resume')), 404, 'provider_unknown', undefined);
  problem(await lab.get(at('ltc/balance')), 422, 'operation_unsupported', undefined);
  problem(await lab.get(at('ltc/products')), 422, 'operation_unsupported', undefined);
  problem(await lab.get(at('connect_topup/products')), 422, 'operation_unsupported', undefined);
  problem(await lab.get(at('lianlian/balance')), 422, 'provider_not_configured', 'provider');
  problem(await numbers(APPOTAPAY, '0866123456', { number: 1 }), 422, 'field_unknown', 'number');
  for (const path of ['balance', 'products', 'numbers', 'resume']) {
    const method = ['numbers', 'resume'].includes(path) ? 'POST' : 'GET';
    const stranger = await send(`${lab.url}${at(`appotapay/${path}`)}`, { method });
    assert.equal(stranger.status, 401, path);
  }
  const { json } = await lab.get('/v1/providers');
  const told = json.providers.map(({ id, configured, operations }) => [id, configured, operations.includes('topup')]);
  assert.deepEqual(told, [
    ['ltc', true, false], ['lianlian', false, false], ['appotapay', true, true], ['connect_topup', true, true],
  ]);
});

test('a number never stands in an address of ours', async () => {
  const msisdn = ordinary(APPOTAPAY);
  assert.equal((await lab.get(at(`appotapay/numbers?msisdn=${msisdn}`))).status, 405);
  assert.ok([404, 405].includes((await lab.get(at(`appotapay/numbers/${msisdn}`))).status));
  const wanted = topup({ msisdn });
  const { headers } = await lab.create(wanted);
  assert.equal(headers.location, `/v1/orders/${wanted.merchant_order_id}`);
});

test('a provider that is down: inquiries and lookups are 503, nothing is ordered, and it works again', async (t) => {
  const own = await startTopups({ scale: 2 });
  t.after(own.end);
  await own.simulator.close();
  const wanted = topup({ details: { face_value: '10000', service_type: 'prepaid' } });
  for (const reply of [
    await own.get(at('appotapay/balance')), await own.get(at('connect_topup/balance')),
    await own.get(at('appotapay/products')), await own.post(at('appotapay/numbers'), { msisdn: '0866123456' }),
    await own.create(wanted),
  ]) {
    problem(reply, 503, 'provider_unavailable', undefined);
    assert.equal(reply.json.money_may_have_moved, false);
    assert.ok(reply.headers['retry-after']);
  }
  assert.equal((await own.get(`/v1/orders/${wanted.merchant_order_id}`)).status, 404);
  const back = createSimulator();
  t.after(() => back.close());
  await back.listen(own.simulatorPort);
  assert.equal((await own.insist(wanted)).json.state, 'succeeded');
});
