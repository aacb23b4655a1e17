import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CARD, createSink, isLianlians, nextOrder, start, thaiQr } from './lianlian_harness.mjs';

const IDS = ['merchant_id', 'merchant_order_id'];
const BASE = ['order_id', 'order_status', 'order_amount', 'order_currency'];
const OFFLINE = [...BASE, 'payment_type', 'due_date', 'order_create_time'];
const PLAIN = [...BASE, 'create_time'];
const ALIPAY = [...IDS, ...PLAIN, 'due_date'];
const WALLET = [...IDS, ...PLAIN, 'link_url', 'link_url_app', 'link_url_expire_sec'];
const AGAIN = { order_info: 'display your order info', order_desc: undefined };
const NO_CUSTOMER = { customer: undefined, products: undefined };

const cross = (heads, tails) => heads.flatMap((head) => tails.map((tail) => `${head}_${tail}`));
const TRUEMONEY = cross(
  ['NORMAL', 'DIGITAL_GAME', 'DIGITAL_LIVE', 'DIGITAL_DEVICE', 'DIGITAL_EBOOK', 'DIGITAL_ENTERTAINMENT', 'DIGITAL_ONLINEEDU'],
  ['ALL_TM', 'BALANCE_TM', 'CREDIT_TM'],
);
const offline = (method, more) => ['alipay.offline.pay', method, { payment_type: method, payment_method: undefined, ...AGAIN, ...more }, OFFLINE];

// Requests and the names in the replies' data, as the Direct API page's samples have them.
const CASES = [
  [...offline('MERCHANT_SCAN', { ...NO_CUSTOMER, buyer_identity_code: '289832926768089864' })],
  [...offline('DYNAMIC_CODE').slice(0, 3), [...OFFLINE, 'link_url']],
  [...offline('MERCHANT_CODE').slice(0, 3), [...OFFLINE, 'link_url']],
  [...offline('INAPP_PAYMENT', { user_id: '2088002716446420' }).slice(0, 3), [...OFFLINE, 'link_url', 'pay_params']],
  ['alipay.pay', 'APP_PAYMENT', AGAIN, [...ALIPAY, 'req_data_to_channel']],
  ['alipay.pay', 'WEB_PAYMENT', AGAIN, [...ALIPAY, 'link_url']],
  ['alipay.pay', 'WAP_PAYMENT', AGAIN, [...ALIPAY, 'link_url']],
  ['wechatpay.pay', 'DYNAMIC_CODE', { ...AGAIN, ...NO_CUSTOMER }, [...PLAIN, 'link_url']],
  ['wechatpay.pay', 'MERCHANT_SCAN', { ...AGAIN, ...NO_CUSTOMER, auth_code: '130990587353875588' }, PLAIN],
  ['wechatpay.pay', 'INAPP_PAYMENT', { ...AGAIN, openid: 'ocaX05PYkETywqz_unF9MYe3m53U', appid: 'wx8c23b713feegh361' }, [...PLAIN, 'pay_params']],
  ['wechatpay.pay', 'APP_PAYMENT', { ...AGAIN, appid: 'wx8c23b713feegh361' }, [...PLAIN, 'pay_params']],
  ['wechatpay.pay', 'H5_PAYMENT', { ...AGAIN, client: { remote_ip: '60.191.76.226' } }, [...PLAIN, 'link_url']],
  ['thaiqr.pay', 'THAI_QR', {}, [...IDS, ...PLAIN, 'qr_code', 'qr_code_expire_sec']],
  ['mobile.banking.pay', 'KPLUS_NOTIFICATION', { mobile_number: '0929195256' }, PLAIN],
  ['mobile.banking.pay', 'KMA_NOTIFICATION', { mobile_number: '0929195256' }, PLAIN],
  ['mobile.banking.pay', 'KMA_DEEPLINK', {}, [...PLAIN, 'link_url']],
  ...['BILL', 'CREDIT', 'ALL'].map((each) => (
    ['mobile.banking.pay', `EASY_APP_${each}`, { app_callback_url: 'https://www.lianlianpay.co.th/app' }, [...PLAIN, 'link_url']]
  )),
  ...TRUEMONEY.map((method) => ['truemoney.pay', method, {}, WALLET]),
  ...cross(['NORMAL', 'DIGITAL'], ['ALL', 'BALANCE', 'CREDIT']).map((method) => ['linepay.pay', method, {}, WALLET]),
  ...cross(['NORMAL'], ['ALL_SP', 'BALANCE_SP', 'CREDIT_SP']).map((method) => ['shopeepay.pay', method, {}, WALLET]),
  ['paotang.pay', 'DEEPLINK', {}, [...IDS, ...PLAIN, 'link_url', 'link_url_app']],
  ...['CARD', 'CREDIT_CARD', 'DEBIT_CARD'].map((method) => (
    ['bankcard.pay', method, { card: CARD, redirect_url: 'http://127.0.0.1/back' }, [...IDS, ...PLAIN, 'link_url']]
  )),
  ['checkout.apply', 'THAI_QR', {}, [...IDS, ...PLAIN, 'link_url']],
  ['checkout.apply', undefined, { cancel_url: 'http://127.0.0.1/cancelled', interest_absorb: 'USER' }, [...IDS, ...PLAIN, 'link_url']],
];

test('every service and method: created, paid, announced, queried, in the book', async (t) => {
  const sink = await createSink(t);
  const lianlian = await start(t);
  assert.equal(CASES.length, 55);
  for (const [service, method, fields, names] of CASES) {
    const request = thaiQr({ service: `llpth.${service}`, payment_method: method, notify_url: sink.url, ...fields });
    const { code, json, data, headers } = await lianlian.post(request);
    const what = `${service} ${method} ${json.message}`;
    assert.deepEqual([code, json.message], [200000, 'Success'], what);
    assert.match(json.trace_id, /^[0-9a-f]{16}$/);
    assert.deepEqual(Object.keys(data).sort(), [...names].sort(), what);
    assert.equal(headers.get('sign-type'), 'RSA');
    assert.ok(isLianlians(data, headers.get('sign')), what);
    const status = /bankcard|checkout/.test(service) ? 'PI' : 'WP';
    assert.deepEqual([data.order_status, data.order_amount, data.order_currency], [status, '344.00', 'THB']);

    sink.got.length = 0;
    assert.equal((await lianlian.payer(request.merchant_order_id, 'pay')).json.order_status, 'PS');
    const [notification] = await sink.wait(1);
    assert.ok(isLianlians(notification.json, notification.headers.sign), what);
    assert.deepEqual([notification.json.order_id, notification.json.order_status, notification.json.order_amount], [data.order_id, 'PS', '344.00']);
    const query = await lianlian.query(request.merchant_order_id);
    assert.ok(isLianlians(query.data, query.headers.get('sign')), what);
    assert.deepEqual([query.data.order_status, query.data.order_id, query.data.complete_time], ['PS', data.order_id, notification.json.complete_time]);
  }
  const book = await lianlian.book();
  assert.deepEqual(book.payments.map(({ status }) => status), CASES.map(() => 'PS'));
  assert.deepEqual(book.calls, { create: CASES.length, query: CASES.length, refund: 0, refund_query: 0, cancel: 0 });
});

test('what the payer gets: a QR image, long addresses, null, app schemes, seconds', async (t) => {
  const lianlian = await start(t);
  const create = async (service, method, fields) => (await lianlian.post(thaiQr({ service: `llpth.${service}.pay`, payment_method: method, ...fields }))).data;
  const qr = await create('thaiqr', 'THAI_QR');
  assert.equal(Buffer.from(qr.qr_code, 'base64').subarray(1, 4).toString(), 'PNG');
  assert.equal(qr.qr_code_expire_sec, '480');
  const shopee = await create('shopeepay', 'NORMAL_ALL_SP');
  assert.deepEqual([shopee.link_url_app, shopee.link_url_expire_sec, shopee.link_url.length], [null, '1800', 567]);
  assert.equal((await create('alipay', 'WEB_PAYMENT', AGAIN)).link_url.length, 1271);
  assert.match((await create('linepay', 'NORMAL_ALL')).link_url_app, /^line:/);
  const { due_date, create_time } = await create('alipay', 'APP_PAYMENT', AGAIN);
  assert.equal(Date.parse(due_date) - Date.parse(create_time), 31 * 86_400_000);
});

test('submitted again', async (t) => {
  const lianlian = await start(t);
  const checkout = thaiQr({ service: 'llpth.checkout.apply' });
  const first = await lianlian.post(checkout);
  const again = await lianlian.post({ ...checkout, order_amount: '344.00', order_desc: 'other' });
  assert.deepEqual(again.data, first.data);
  assert.equal((await lianlian.post({ ...checkout, order_amount: '345' })).code, 429003);
  await lianlian.payer(checkout.merchant_order_id, 'pay');
  assert.equal((await lianlian.post(checkout)).code, 429006);
  const qr = thaiQr();
  await lianlian.post(qr);
  assert.equal((await lianlian.post(qr)).code, 429001);
  await lianlian.payer(qr.merchant_order_id, 'cancel');
  assert.equal((await lianlian.post(qr)).code, 409002);
  const wechat = thaiQr({ service: 'llpth.wechatpay.pay', payment_method: 'DYNAMIC_CODE', ...AGAIN });
  await lianlian.post(wechat);
  assert.equal((await lianlian.post(wechat)).code, 422009);
});

test('twenty equal creates at once make one order', async (t) => {
  const lianlian = await start(t);
  const request = thaiQr();
  const codes = (await Promise.all(Array.from({ length: 20 }, () => lianlian.post(request)))).map(({ code }) => code).sort();
  assert.deepEqual(codes, [200000, ...Array(19).fill(429001)]);
  assert.equal((await lianlian.book()).payments.length, 1);
});

test('an order expires by itself and is announced', async (t) => {
  const sink = await createSink(t);
  const lianlian = await start(t, { lianlianExpiryS: 0.05 });
  const request = thaiQr({ notify_url: sink.url });
  await lianlian.post(request);
  await sink.wait(1);
  assert.equal(sink.got[0].json.order_status, 'PE');
  assert.equal((await lianlian.query(request.merchant_order_id)).data.order_status, 'PE');
  assert.equal((await lianlian.payer(request.merchant_order_id, 'pay')).status, 409);
  assert.equal((await lianlian.payer(request.merchant_order_id, 'pay', { late: true })).json.order_status, 'PS');
});

test('each service keeps its own time', async (t) => {
  let clock = Date.parse('2023-01-01T02:00:00Z');
  const lianlian = await start(t, { now: () => clock });
  const qr = thaiQr();
  const wallet = thaiQr({ service: 'llpth.truemoney.pay', payment_method: 'NORMAL_ALL_TM' });
  const paotang = thaiQr({ service: 'llpth.paotang.pay', payment_method: 'DEEPLINK' });
  assert.equal((await lianlian.post(qr)).data.create_time, '2023-01-01 09:00:00');
  await lianlian.post(wallet);
  await lianlian.post(paotang);
  const states = async () => Promise.all([qr, wallet, paotang].map(async (each) => (await lianlian.query(each.merchant_order_id)).data.order_status));
  clock += 179_000;
  assert.deepEqual(await states(), ['WP', 'WP', 'WP']);
  clock += 1_000;
  assert.deepEqual(await states(), ['WP', 'PE', 'WP']);
  clock += 300_000;
  assert.deepEqual(await states(), ['PE', 'PE', 'WP']);
});

test('cancel: two services have it', async (t) => {
  const lianlian = await start(t);
  const alipay = thaiQr({ service: 'llpth.alipay.offline.pay', payment_type: 'DYNAMIC_CODE', ...AGAIN });
  const wechat = thaiQr({ service: 'llpth.wechatpay.pay', payment_method: 'DYNAMIC_CODE', ...AGAIN });
  for (const each of [alipay, wechat]) await lianlian.post(each);
  assert.equal((await lianlian.cancel(wechat.merchant_order_id, 'llpth.alipay.offline.cancel')).code, 404003);
  const { code, data, headers } = await lianlian.cancel(alipay.merchant_order_id, 'llpth.alipay.offline.cancel');
  assert.deepEqual([code, data, headers.get('sign')], [200000, undefined, null]);
  const cancelled = await lianlian.cancel(wechat.merchant_order_id, 'llpth.wechatpay.pay.cancel');
  assert.equal(cancelled.data.order_status, 'PC');
  assert.ok(isLianlians(cancelled.data, cancelled.headers.get('sign')));
  const paid = { ...wechat, merchant_order_id: nextOrder() };
  await lianlian.post(paid);
  await lianlian.payer(paid.merchant_order_id, 'pay');
  assert.equal((await lianlian.cancel(paid.merchant_order_id, 'llpth.wechatpay.pay.cancel')).code, 422018);
});

test('queries: unknown orders, older codes, the wrong method', async (t) => {
  const lianlian = await start(t);
  const request = thaiQr();
  await lianlian.post(request);
  assert.equal((await lianlian.query('NOBODY')).code, 404003);
  const { data } = await lianlian.query(request.merchant_order_id, 'llpth.thaiqr.pay.query');
  assert.deepEqual([data.order_status, data.product_code, data.customer], ['WP', 'QR_PROMPT', request.customer]);
  assert.equal((await lianlian.query(request.merchant_order_id, 'llpth.alipay.pay.query')).code, 404003);
  assert.equal((await lianlian.cancel(request.merchant_order_id, 'llpth.payment.query')).code, 400000);
});
