// A shop with no server: a purchase from its page, by both providers, and the same one asked again.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { send } from '../support/http.mjs';
import { startLianLian } from '../support/lianlian.mjs';
import { charge, nextNumber } from '../support/orders.mjs';
import { endpointsOf, startReceiver } from '../support/receiver.mjs';
import {
  caller, clientKey, CUSTOMER, GOLD, HAT, ORIGIN, OTHER_PAGE, PAGE, PAYER_FIELDS, PLENTY, problem, readToken, stock, VARS,
} from '../support/shop.mjs';

const events = await startReceiver();
after(events.close);
const lab = await startLianLian({ rateLimit: PLENTY, vars: { ...VARS, EVENT_ENDPOINTS: endpointsOf(events) } });
after(lab.end);
const page = caller(lab, PAGE);
await stock(lab, GOLD, HAT);

const gold = (more) => ({ sku: 'gold', client_key: clientKey(), msisdn: nextNumber(), ...more });
const hat = (more) => ({ sku: 'hat', client_key: clientKey(), method: 'promptpay', details: { customer: CUSTOMER }, ...more });
const TAKEN = [409, 'order_id_taken', false];

/** The texted password, as the payer reads it on the phone. */
const otpOf = async (msisdn) => (await send(`${lab.simulatorUrl}/_sms/${msisdn}`)).json.messages[0].otp;

/** What the provider was asked to make so far, at both. */
const asked = () => [lab.simulator.book().ltc.calls.RequestDeduct, lab.calls().create];

describe('with a publishable key and nothing else', () => {
  test('LTC: bought, the password read off the phone, confirmed, charged once', async () => {
    const wanted = gold();
    const made = await page.create(wanted);
    assert.equal(made.status, 201, made.text);
    const { client_token: { token, expires_at }, ...order } = made.json;
    assert.deepEqual(Object.keys(order), PAYER_FIELDS);
    assert.deepEqual([order.state, order.amount, order.next_action.type], ['pending', GOLD.amount, 'otp']);
    assert.match(order.merchant_order_id, /^[A-Z2-7]{26}$/);
    assert.equal(made.headers.location, `/v1/orders/${order.merchant_order_id}`);
    assert.ok(Math.abs(Date.parse(expires_at) - Date.now() - 86_400_000) < 10_000, expires_at);
    assert.equal(readToken(token).order, order.merchant_order_id.toLowerCase());

    const payer = caller(lab, token);
    const id = order.merchant_order_id;
    const waiting = payer.get(`/v1/orders/${id}?wait=30&version=${order.version}`);
    const confirmed = await payer.confirm(id, await otpOf(wanted.msisdn));
    assert.deepEqual([confirmed.status, confirmed.json.state], [200, 'succeeded'], confirmed.text);
    assert.notEqual((await waiting).json.version, order.version);
    const [entry, ...more] = lab.charges(id);
    assert.deepEqual([more, entry.msisdn, entry.amount, entry.card_name], [[], wanted.msisdn, 5000, 'Gold']);

    const merchants = await lab.order(id);
    assert.deepEqual([merchants.sku, merchants.details.card_name, merchants.msisdn], ['gold', 'Gold', `+856${wanted.msisdn}`]);
    const told = await events.gets(id, ['order.pending', 'order.succeeded']);
    assert.deepEqual(told.map(({ thing }) => [thing.sku, thing.client_token]), [['gold', undefined], ['gold', undefined]]);
  });

  test('LianLian: bought by PromptPay, paid, and the page is told at once', async () => {
    const made = await page.create(hat({ return_url: `${ORIGIN}/thanks` }));
    assert.equal(made.status, 201, made.text);
    const { merchant_order_id: id, next_action, version, client_token, return_url, msisdn } = made.json;
    assert.deepEqual([next_action.type, return_url, msisdn], ['qr', `${ORIGIN}/thanks`, null]);
    assert.ok(next_action.image_png_base64.length > 100);
    const waiting = caller(lab, client_token.token).get(`/v1/orders/${id}?wait=30&version=${version}`);
    await lab.payer(id);
    assert.equal((await waiting).json.state, 'succeeded');
    const [payment] = lab.payments(id);
    assert.deepEqual([payment.status, lab.payments(id).length], ['PS', 1]);
    assert.equal((await lab.order(id)).amount.value, '344.00');
  });
});

describe('a purchase asked again', () => {
  test('is the same order, in any spelling of the number, before and after its end', async () => {
    const wanted = gold();
    const made = await page.create(wanted);
    const id = made.json.merchant_order_id;
    const before = asked();
    const { msisdn } = wanted;
    for (const spelling of [msisdn, `0${msisdn}`, `+856 ${msisdn}`, `00856${msisdn.replace(/(\d{4})$/, '-$1')}`]) {
      const again = await page.create({ ...wanted, msisdn: spelling });
      assert.deepEqual([again.status, again.json.merchant_order_id, again.headers.location], [200, id, undefined], again.text);
      assert.equal((await caller(lab, again.json.client_token.token).get(`/v1/orders/${id}`)).status, 200);
    }
    await caller(lab, made.json.client_token.token).confirm(id, await otpOf(msisdn));
    assert.deepEqual([(await page.create(wanted)).status, (await page.create(wanted)).json.state], [200, 'succeeded']);
    assert.deepEqual([asked(), lab.texts(msisdn)], [before, 1]);
  });

  test('20 times at once is one order and one call', async () => {
    for (let burst = 0; burst < 5; burst++) {
      const wanted = burst % 2 ? hat() : gold();
      const before = asked().reduce((sum, calls) => sum + calls);
      const replies = await Promise.all(Array.from({ length: 20 }, () => page.create(wanted)));
      assert.deepEqual(replies.map(({ status }) => status).sort(), [...Array(19).fill(200), 201]);
      assert.equal(new Set(replies.map(({ json }) => json.merchant_order_id)).size, 1);
      assert.equal(asked().reduce((sum, calls) => sum + calls) - before, 1);
    }
  });

  test('keeps its price though the catalogue has another one, or the item no more', async () => {
    const wanted = hat();
    const made = await page.create(wanted);
    const changed = { ...HAT, amount: { value: '999.00', currency: 'THB' }, details: { order_desc: 'a dear hat' } };
    const { methods: _, ...chargeless } = changed;
    const stocks = [[GOLD, changed], [GOLD], [], [{ ...GOLD, sku: 'hat' }],
      [{ ...chargeless, details: { ...changed.details, service: 'thaiqr', method: 'THAI_QR' } }]];
    try {
      for (const items of stocks) {
        await stock(lab, ...items);
        const again = await page.create(wanted);
        assert.deepEqual([again.status, again.json.amount.value], [200, '344.00'], again.text);
        assert.equal(again.json.merchant_order_id, made.json.merchant_order_id);
      }
      await stock(lab, GOLD, changed);
      const fresh = await page.create(hat());
      assert.deepEqual([fresh.status, fresh.json.amount.value], [201, '999.00']);
      assert.equal(lab.payments(made.json.merchant_order_id).length, 1);
    } finally {
      await stock(lab, GOLD, HAT);
    }
  });

  test('with another meaning is refused; with another key it is another order', async () => {
    const wanted = hat();
    const { json: { merchant_order_id: id } } = await page.create(wanted);
    const before = asked();
    for (const other of [
      { method: 'truemoney' }, { details: { customer: { ...CUSTOMER, full_name: 'Bruce' } } }, { details: undefined },
      { return_url: `${ORIGIN}/` }, { sku: 'gold' }, { sku: 'none' }, { msisdn: '2055515155' },
    ]) {
      const refused = await page.create({ ...wanted, ...other });
      assert.deepEqual([problem(refused), refused.json.field], [TAKEN, 'client_key'], JSON.stringify(other));
      assert.ok(!refused.text.includes(id));
    }
    assert.deepEqual(asked(), before);
    const keys = [{ ...wanted, client_key: clientKey() }, { ...wanted, client_key: wanted.client_key.slice(0, -1) }];
    for (const other of keys) assert.notEqual((await page.create(other)).json.merchant_order_id, id);
    const elsewhere = await caller(lab, OTHER_PAGE).create(wanted);
    assert.equal(elsewhere.status, 201, 'the same key of the browser at another shop');
    assert.notEqual(elsewhere.json.merchant_order_id, id);
    const servers = await lab.create(charge({ merchant_order_id: id }));
    assert.deepEqual(problem(servers), TAKEN, 'its id is taken for servers, too');
  });
});
