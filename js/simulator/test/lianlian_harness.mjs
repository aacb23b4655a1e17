import { createSign, createVerify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createSimulator } from '../server.mjs';
import { sleep } from './harness.mjs';

const key = (name) => readFileSync(new URL(`../lianlian/keys/${name}.pem`, import.meta.url));
const MERCHANT_PRIVATE = key('merchant_private');
const LIANLIAN_PUBLIC = key('lianlian_public');

export const MERCHANT = '142023010100009001';
export const SLOW_MS = 30;
let serial = 0;
export const nextOrder = () => `ORDER_${String(++serial).padStart(8, '0')}`;

/** The documented rule once more, in the test's own words. */
export function canonical(value) {
  const walk = (object) => Object.entries(object)
    .filter(([, each]) => each !== null && each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, each]) => {
      if (Array.isArray(each)) return each.map(walk).join('&');
      return typeof each === 'object' ? walk(each) : `${name}=${each}`;
    })
    .filter((each) => each !== '')
    .join('&');
  return walk(value);
}

export const signed = (value, digest = 'SHA1') => createSign(digest).update(canonical(value)).sign(MERCHANT_PRIVATE, 'base64');

export const isLianlians = (value, signature, digest = 'SHA1') => (
  createVerify(digest).update(canonical(value)).verify(LIANLIAN_PUBLIC, signature ?? '', 'base64')
);

/** Stands for the gateway: takes notifications and answers what it is told to. */
export async function createSink(t) {
  const sink = { got: [], answer: () => ({ code: 200000, message: 'Success' }), status: 200 };
  const server = createServer((req, res) => {
    const parts = [];
    req.on('data', (part) => parts.push(part));
    req.on('end', async () => {
      const text = Buffer.concat(parts).toString();
      const notification = { url: req.url, method: req.method, headers: req.headers, text, json: JSON.parse(text), at: Date.now() };
      sink.got.push(notification);
      const answer = await sink.answer(notification);
      res.writeHead(sink.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  sink.url = `http://127.0.0.1:${server.address().port}/notify`;
  sink.wait = async (count) => {
    await until(() => sink.got.length >= count);
    return sink.got;
  };
  return sink;
}

export async function until(condition) {
  for (let n = 0; n < 400; n += 1) {
    if (await condition()) return;
    await sleep(5);
  }
  throw new Error('it did not come true in 2 s');
}

export async function start(t, given = {}) {
  const simulator = createSimulator({ delayMs: SLOW_MS, holdMs: 5 * SLOW_MS, ...given });
  const { url } = await simulator.listen(0);
  t.after(() => simulator.close());
  return { simulator, url, ...createClient(url, given.lianlianDigest) };
}

function createClient(url, digest) {
  async function send(method, path, { body, headers } = {}) {
    const response = await fetch(url + path, { method, body, headers, redirect: 'manual' });
    const text = await response.text();
    return { status: response.status, text, headers: response.headers, ...parsed(text) };
  }

  const post = (fields, headers = {}) => send('POST', '/lianlian/gateway', {
    body: JSON.stringify(fields), headers: { 'Content-Type': 'application/json', sign: signed(fields, digest), 'sign-type': 'RSA', ...headers },
  });
  const get = (fields, headers = {}) => send('GET', `/lianlian/gateway?${new URLSearchParams(fields)}`, {
    headers: { sign: signed(fields, digest), ...headers },
  });
  const common = (service, fields) => ({ version: 'v1', service, merchant_id: MERCHANT, ...fields });
  const control = (path, json) => send('POST', path, { body: JSON.stringify(json) });

  return {
    send,
    post,
    get,
    control,
    query: (id, service = 'llpth.payment.query') => get(common(service, { merchant_order_id: id })),
    refund: (fields, service = 'llpth.refund.apply') => post(common(service, fields)),
    refundQuery: (id, service = 'llpth.refund.query') => get(common(service, { merchant_refund_id: id })),
    cancel: (id, service) => post(common(service, { merchant_order_id: id })),
    plan: (behaviour, match, times) => control('/_lianlian/plan', { behaviour, match, times }),
    payer: (id, action, more) => control(`/_payer/${id}`, { action, ...more }),
    notify: (body) => control('/_lianlian/notify', body),
    book: async () => (await send('GET', '/_book')).json.lianlian,
    notifications: async () => (await send('GET', '/_lianlian/notifications')).json.notifications,
  };
}

function parsed(text) {
  try {
    const json = JSON.parse(text);
    return { json, code: json.code, data: json.data };
  } catch {
    return {};
  }
}

export const CARD = { holder_name: 'Bruce Lee', card_no: '4111111111111111', card_type: 'C', exp_year: '49', exp_month: '12', cvv2: '123' };

/** The page's THAI_QR request, with what a test wants else. */
export const thaiQr = (fields = {}) => ({
  version: 'v1',
  service: 'llpth.thaiqr.pay',
  merchant_id: MERCHANT,
  merchant_order_id: nextOrder(),
  order_amount: '344',
  order_currency: 'THB',
  payment_method: 'THAI_QR',
  order_desc: 'display your order info',
  customer: { full_name: 'Bruce Lee', merchant_user_id: 'USER_0001' },
  products: [{ name: 'hat', unit_price: '344', quantity: '1' }],
  ...fields,
});
