// Every service and method of LianLian: taken, shown to the payer in its own way, paid, announced, succeeded.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { payment, SHOP, startLianLian } from '../support/lianlian.mjs';
import { CARD, METHODS } from '../support/lianlian_methods.mjs';

const lab = await startLianLian({ lianlian: { allow_cards: true } });
after(lab.end);

// Of several at once the fastest may wait for the slowest: six connections to a host are all that the platform gives.
const AT_ONCE = 5;

const orderBy = ({ service, method, needs }, more = {}) => payment({
  details: { service, method, ...needs },
  return_url: `${SHOP}/thanks`,
  ...more,
});

function shows(next, wanted, what) {
  const [type, ...fields] = wanted.split(' ');
  assert.equal(next?.type, type, what);
  assert.deepEqual(Object.keys(next).sort(), ['type', ...fields].sort(), what);
  if (next.expires_at) assert.match(next.expires_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+07:00$/);
  for (const url of [next.url, next.app_url].filter(Boolean)) assert.match(url, /^[a-z]+:\/\//, what);
}

async function goesThrough(entry) {
  const what = `${entry.service} ${entry.method}`;
  const { id, order } = await lab.opened(orderBy(entry));
  shows(order.next_action, entry.action, what);
  assert.deepEqual([order.sandbox, order.must_recheck, order.may_retry, order.unknown_reason], [true, false, false, null], what);
  assert.equal(order.warnings, undefined, what);
  await lab.payer(id);
  const ended = await lab.ends(id, 'succeeded');
  assert.deepEqual([ended.next_action, ended.review, ended.failure], [null, null, null], what);
  const [entered, ...others] = lab.payments(id);
  assert.deepEqual(others, [], what);
  assert.deepEqual(
    [entered.service, entered.method, entered.amount, entered.status, entered.order_id],
    [entry.service, entry.method ?? null, '344.00', 'PS', ended.provider_order_id], what,
  );
}

test('every service and method: created, told, paid, announced, succeeded, once in the book', async () => {
  const left = [...METHODS];
  const work = async () => { while (left.length > 0) await goesThrough(left.shift()); };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  assert.equal(lab.calls().create, METHODS.length, 'each was sent once, and its signature was good');
  assert.equal(lab.book().payments.length, METHODS.length);
});

test("PromptPay's image is a PNG that can be decoded, and its end is the provider's", async () => {
  const { order } = await lab.opened();
  const png = Buffer.from(order.next_action.image_png_base64, 'base64');
  assert.equal(png.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
  const chunks = chunksOf(png);
  assert.deepEqual([chunks[0].name, chunks.at(-1).name], ['IHDR', 'IEND']);
  const pixels = inflateSync(Buffer.concat(chunks.filter(({ name }) => name === 'IDAT').map(({ data }) => data)));
  assert.ok(pixels.length > chunks[0].data.readUInt32BE(4));
  const lives = Date.parse(order.next_action.expires_at) - Date.parse(order.created_at);
  assert.ok(lives >= 480_000 && lives < 490_000, `${lives} ms`);
});

function chunksOf(png) {
  const chunks = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ name: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

test('a method that no document lists is sent, with a warning', async () => {
  const wanted = payment({ details: { service: 'alipay_offline', method: 'MERCHANT_CODE' } });
  const { id, order } = await lab.opened(wanted);
  assert.deepEqual(order.warnings.map(({ code, field }) => [code, field]), [['method_unlisted', 'details.method']]);
  assert.equal(order.next_action.type, 'redirect');
  const again = await lab.create(wanted);
  assert.deepEqual([again.status, again.json.warnings], [200, order.warnings]);
  await lab.payer(id);
  await lab.ends(id, 'succeeded');
});

/** Refused with the field named, before anything is sent or kept. */
const REFUSED = [
  ['details.method', { method: 'merchant_code' }], ['details.method', { method: 'A'.repeat(33) }],
  ['details.method', { method: 'THAI QR' }], ['details.method', { method: '' }], ['details.method', { method: undefined }],
  ['details.service', { service: 'llpth.thaiqr.pay' }], ['details.service', { service: undefined }],
  ['details.order_desc', { order_desc: '' }], ['details.order_desc', { order_desc: 'x'.repeat(257) }],
  ['details.order_desc', { order_desc: '\u{1f3a9}'.repeat(129) }],
  ['details.customer', { service: 'wechatpay', method: 'INAPP_PAYMENT', appid: 'wx8c23b713feegh361', openid: 'ocaX05PYkETywqz_unF9MYe3m53U', customer: undefined }],
  ['details.customer', { service: 'wechatpay', method: 'APP_PAYMENT', appid: 'wx8c23b713feegh361', customer: undefined }],
  ['details.customer', { service: 'wechatpay', method: 'H5_PAYMENT', client: { remote_ip: '60.191.76.226' }, customer: undefined }],
  ['details.customer', { customer: undefined }], ['details.customer.full_name', { customer: { merchant_user_id: 'U' } }],
  ['details.mobile_number', { service: 'mobile_banking', method: 'KPLUS_NOTIFICATION' }],
  ['details.mobile_number', { service: 'mobile_banking', method: 'KMA_NOTIFICATION', mobile_number: '66929195256' }],
  ['details.app_callback_url', { service: 'mobile_banking', method: 'EASY_APP_BILL' }],
  ['details.buyer_identity_code', { service: 'alipay_offline', method: 'MERCHANT_SCAN' }],
  ['details.auth_code', { service: 'wechatpay', method: 'MERCHANT_SCAN' }],
  ['details.appid', { service: 'wechatpay', method: 'APP_PAYMENT' }],
  ['details.client', { service: 'wechatpay', method: 'H5_PAYMENT' }],
  ['details.card', { service: 'bankcard', method: 'CARD' }], ['details.card', { card: CARD }],
  ['details.auth_code', { auth_code: '130990587353875588' }], ['details.hat', { hat: 'x' }],
];

test('what a service or method needs, or does not take, is refused by name', async () => {
  const before = lab.calls().create;
  await Promise.all(REFUSED.map(async ([field, details]) => {
    const wanted = payment({ details, return_url: SHOP });
    const { status, json, text } = await lab.create(wanted);
    assert.deepEqual([status, json.field, json.money_may_have_moved], [422, field, false], `${field}: ${text}`);
    assert.equal((await lab.get(`/v1/orders/${wanted.merchant_order_id}`)).status, 404);
  }));
  const more = [
    ['amount.currency', { amount: { value: '5000', currency: 'LAK' } }], ['amount.value', { value: '1000000.00' }],
    ['amount.value', { value: '0' }], ['msisdn', { msisdn: '2055515155' }], ['merchant_order_id', { merchant_order_id: 'a.b' }],
  ];
  for (const [field, fields] of more) assert.equal((await lab.create(payment(fields))).json.field, field);
  const card = METHODS.find((each) => each.service === 'bankcard');
  assert.equal((await lab.create(orderBy(card, { return_url: undefined }))).json.field, 'return_url');
  assert.equal(lab.calls().create, before);
});
