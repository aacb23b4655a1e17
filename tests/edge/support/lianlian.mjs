// LianLian in a lab: its payer, its notifications by hand, its book, and orders of every kind.
import assert from 'node:assert/strict';
import { createHmac, createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSignatures } from '../../../js/simulator/lianlian/signature.mjs';
import { send } from './http.mjs';
import { FINGERPRINT_SECRET, startLab } from './lab.mjs';
import { nextId } from './orders.mjs';
import { until } from './wait.mjs';

const pem = (name) => readFileSync(new URL(`../../../js/simulator/lianlian/keys/${name}.pem`, import.meta.url), 'utf8');

export const MERCHANT = '142023010100009001';
/** The key that the gateway signs with, and the one that it believes. */
export const OWN_KEY = createPrivateKey(pem('merchant_private'));
export const THEIR_KEY = createPublicKey(pem('lianlian_public'));
/** A good key that is not LianLian's. */
export const FOREIGN_KEY = createPublicKey(pem('merchant_public'));

export const base64 = (key, type) => key.export({ format: 'der', type }).toString('base64');
export const account = (changed) => ({
  merchant_id: MERCHANT, private_key: base64(OWN_KEY, 'pkcs8'), public_keys: [base64(THEIR_KEY, 'spki')], timeout_s: 25,
  ...changed,
});

/** Where the tests' shops live; the app's scheme is listed, too. */
export const SHOP = 'https://shop.example';
const RETURN_URLS = JSON.stringify([SHOP, 'myapp://']);

/**
 * At this pace a create may take 1 s, rechecks come 0.2 s, 0.6 s and 2.4 s after that, and a second look at a failure
 * 2.4 s after the first.
 */
export const SCALE = 25;

export async function startLianLian({ lianlian, vars, ...more } = {}) {
  // Refused messages count against the place that they come from, which here is always the same.
  const rateLimit = '100000/60';
  const lab = await startLab({ scale: SCALE, rateLimit, lianlian: account(lianlian), vars: { RETURN_URLS, ...vars }, ...more });
  return Object.assign(lab, provider(lab), moves(lab));
}

export const CUSTOMER = { merchant_user_id: 'USER_0001', full_name: 'Bruce Lee' };

/** An order by PromptPay, unless `details` say else. */
export const payment = ({ details, value = '344.00', ...fields } = {}) => ({
  provider: 'lianlian',
  operation: 'payment',
  merchant_order_id: nextId('L'),
  amount: { value, currency: 'THB' },
  details: { service: 'thaiqr', method: 'THAI_QR', order_desc: 'one hat', customer: CUSTOMER, ...details },
  ...fields,
});

/** One that can be charged with no further act of the payer. */
export const scan = (fields) => payment({
  ...fields,
  details: { service: 'alipay_offline', method: 'MERCHANT_SCAN', buyer_identity_code: '289832926768089864' },
});

/** One whose provider gives money back, and can cancel. */
export const alipay = (fields) => payment({ ...fields, details: { service: 'alipay_offline', method: 'DYNAMIC_CODE' } });

const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
/** By which the gateway knows an address that it gave for an order, `order/refund` for a refund. */
export const tagOf = (purpose, key) => hmac(hmac(FINGERPRINT_SECRET, 'mekong: addresses, v1'), `${purpose}\nlianlian\n${key.toLowerCase()}`)
  .subarray(0, 16).toString('base64url');
/** Where LianLian was told to send the notifications of an order. */
export const ownPath = (id) => `/${id}/${tagOf('notifications', id)}`;

const signatures = createSignatures('SHA1');
/** LianLian's signature of a message, as JSON text. */
export const signatureOf = (body) => signatures.genuine(JSON.parse(body));

/** What the provider knows, does and says. */
function provider(lab) {
  const control = async (path, json) => {
    const reply = await send(lab.simulatorUrl + path, { method: 'POST', json });
    assert.equal(reply.status, 200, `${path}: ${reply.text}`);
    return reply.json;
  };
  const book = () => lab.simulator.book().lianlian;
  return {
    book,
    calls: () => book().calls,
    payments: (id) => book().payments.filter((each) => each.merchant_order_id === id),
    refunds: (id) => book().refunds.filter((each) => each.merchant_order_id === id),
    plan: (call, behaviour, { times = 1, ...match } = {}) =>
      control('/_lianlian/plan', { match: { call, ...match }, times, behaviour }),
    payer: (id, action = 'pay', more = {}) => control(`/_payer/${id}`, { action, ...more }),
    endRefund: (id, action = 'succeed') => control(`/_lianlian/refund/${id}`, { action }),
    /** Statuses of the answers that the gateway gave to notifications sent by hand. */
    notify: async (json) => (await control('/_lianlian/notify', json)).deliveries.map((each) => each.status),
    announced: async (id) => (await send(`${lab.simulatorUrl}/_lianlian/notifications`)).json.notifications
      .filter((each) => each.merchant_order_id === id),
    /** Any bytes as a notification, signed by LianLian unless `sign` is given, at the address of the order that it names. */
    notification: (body, { sign = signatureOf(body), path = pathFor(body), headers = {} } = {}) =>
      send(`${lab.url}/v1/notifications/lianlian${path}`, {
        method: 'POST', body, headers: { 'content-type': 'application/json', sign, 'sign-type': 'RSA', ...headers },
      }),
  };
}

const pathFor = (body) => {
  const [, id] = /"merchant_order_id": ?"([^"]*)"/.exec(String(body)) ?? [];
  return id ? ownPath(id) : '';
};

/** What many tests do. */
function moves(lab) {
  let latest = Promise.resolve();
  /** One after another: a create may take 1 s at this pace, and the simulator draws a QR code for many. */
  function alone(work) {
    const turn = latest.then(work);
    latest = turn.catch(() => {});
    return turn;
  }

  /** An order that waits for its payer. */
  async function opened(wanted = payment()) {
    const reply = await alone(() => lab.create(wanted));
    assert.deepEqual([reply.status, reply.json.state], [201, 'pending'], reply.text);
    return { id: wanted.merchant_order_id, wanted, order: reply.json };
  }

  async function paid(wanted) {
    const opening = await opened(wanted);
    await lab.payer(opening.id);
    return { ...opening, order: await ends(opening.id, 'succeeded') };
  }

  /** Waits as callers do, through the recheck that comes 12 s after the deadline, and checks what it ended as. */
  async function ends(id, state) {
    const order = await until(`${id} has ended`, async () => {
      const { json } = await lab.get(`/v1/orders/${id}?wait=15`);
      return ['succeeded', 'failed'].includes(json.state) && json;
    }, { within: 40_000 });
    assert.equal(order.state, state, JSON.stringify(order));
    return order;
  }

  const queries = async (id) => (await lab.history(id)).filter((line) => line.type === 'query').length;
  /** Waits until one more query about the order has been recorded. */
  async function askedAgain(id) {
    const before = await queries(id);
    await until(`${id} was asked about`, async () => (await queries(id)) > before);
  }

  const refund = (id, value, { merchant_refund_id = nextId('R'), reason = 'returned', ...more } = {}) =>
    lab.call('POST', `/v1/orders/${id}/refunds`, {
      json: { merchant_refund_id, amount: { value, currency: 'THB' }, reason, ...more },
    });

  return { alone, opened, paid, ends, queries, askedAgain, refund };
}
