import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { canonicalString } from '../lianlian/canonical.mjs';
import { CARD, MERCHANT, canonical, isLianlians, signed, start, thaiQr } from './lianlian_harness.mjs';

const bankcard = (card) => ({
  service: 'llpth.bankcard.pay', payment_method: 'CARD', notify_url: 'http://127.0.0.1/', redirect_url: 'http://127.0.0.1/', card: { ...CARD, ...card },
});

test('the official worked example', () => {
  const example = { c: { b: '11', a: '10' }, a: '100', b: [{ c: '3', b: '2', a: '1' }, { c: '6', b: '5', a: '4' }] };
  assert.equal(canonicalString(example), 'a=100&a=1&b=2&c=3&a=4&b=5&c=6&a=10&b=11');
  assert.equal(canonicalString({ b: null, a: '', B: 1, c: true, d: ['x'], e: {} }), 'B=1&a=');
});

const WRONG = [
  ['no header', () => ({ sign: '' })],
  ['of something else', () => ({ sign: signed({ a: '1' }) })],
  ['one byte of it', (good) => ({ sign: good.replace(/^./, (mark) => (mark === 'A' ? 'B' : 'A')) })],
  ['another digest', (_, fields) => ({ sign: signed(fields, 'SHA256') })],
  ['another type', () => ({ 'sign-type': 'MD5' })],
  ['no base64', () => ({ sign: '***' })],
];

test('a wrong signature gets 401001 with the string it should have been of', async (t) => {
  const lianlian = await start(t);
  const request = thaiQr();
  for (const [name, headers] of WRONG) {
    const { status, code, data, headers: got } = await lianlian.post(request, headers(signed(request), request));
    assert.deepEqual([status, code, got.get('sign')], [200, 401001, null], name);
    assert.equal(data.canonical_string, canonical(request), name);
  }
  const query = await lianlian.get({ version: 'v1', service: 'llpth.payment.query', merchant_id: MERCHANT, merchant_order_id: 'A' }, { sign: 'x' });
  assert.deepEqual([query.code, query.data.canonical_string], [401001, `merchant_id=${MERCHANT}&merchant_order_id=A&service=llpth.payment.query&version=v1`]);
  assert.deepEqual((await lianlian.book()).payments, []);
});

test('a card is never shown again', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const stateFile = join(folder, 'state.jsonl');
  const lianlian = await start(t, { stateFile });
  const card = { ...CARD, card_no: '4929000000000006', holder_name: 'CANARY', cvv2: '987' };
  const request = thaiQr(bankcard(card));
  const refused = await lianlian.post(request, { sign: 'AAAA' });
  const misspelt = await lianlian.post({ ...request, cardNo: card.card_no, card: undefined }, { sign: 'AAAA' });
  assert.match(refused.data.canonical_string, /card_no=\*\*\*&card_type=\*\*\*&cvv2=\*\*\*/);
  const created = await lianlian.post(request);
  assert.equal(created.code, 200000);
  const query = await lianlian.query(request.merchant_order_id);
  const page = await lianlian.send('GET', `/lianlian/pay/${created.data.order_id}`);
  const seen = [refused.text, misspelt.text, created.text, query.text, page.text, readFileSync(stateFile, 'utf8')].join();
  for (const secret of ['4929000000000006', 'CANARY', '987"', '=987']) assert.ok(!seen.includes(secret), secret);
});

test('with SHA-256 both sides use it', async (t) => {
  const lianlian = await start(t, { lianlianDigest: 'SHA256' });
  const request = thaiQr();
  const { code, data, headers } = await lianlian.post(request);
  assert.equal(code, 200000);
  assert.ok(isLianlians(data, headers.get('sign'), 'SHA256'));
  assert.equal((await lianlian.post(request, { sign: signed(request) })).code, 401001);
});

const BLANK = [
  ['version', {}], ['merchant_order_id', {}], ['order_amount', {}], ['order_currency', {}], ['order_desc', {}],
  ['payment_method', {}], ['customer', {}], ['service', {}], ['merchant_id', {}],
  ['payment_type', { service: 'llpth.alipay.offline.pay', order_info: 'x', payment_method: 'DYNAMIC_CODE' }],
  ['order_info', { service: 'llpth.alipay.pay', payment_method: 'WEB_PAYMENT' }],
  ['buyer_identity_code', { service: 'llpth.alipay.offline.pay', order_info: 'x', payment_type: 'MERCHANT_SCAN' }],
  ['auth_code', { service: 'llpth.wechatpay.pay', order_info: 'x', payment_method: 'MERCHANT_SCAN' }],
  ['appid', { service: 'llpth.wechatpay.pay', order_info: 'x', payment_method: 'APP_PAYMENT' }],
  ['openid', { service: 'llpth.wechatpay.pay', order_info: 'x', payment_method: 'INAPP_PAYMENT', appid: 'wx8c23b713feegh361' }],
  ['client', { service: 'llpth.wechatpay.pay', order_info: 'x', payment_method: 'H5_PAYMENT' }],
  ['mobile_number', { service: 'llpth.mobile.banking.pay', payment_method: 'KMA_NOTIFICATION' }],
  ['app_callback_url', { service: 'llpth.mobile.banking.pay', payment_method: 'EASY_APP_ALL' }],
  ['card', { service: 'llpth.bankcard.pay', payment_method: 'CARD', notify_url: 'http://127.0.0.1/', redirect_url: 'http://127.0.0.1/' }],
];

test('a required field that is missing is named', async (t) => {
  const lianlian = await start(t);
  for (const [name, fields] of BLANK) {
    const { code, json, headers } = await lianlian.post(thaiQr({ ...fields, [name]: undefined }));
    assert.deepEqual([code, json.message], [400000, `${name} blank`]);
    assert.deepEqual([headers.get('sign'), json.data], [null, undefined]);
  }
  assert.deepEqual((await lianlian.book()).payments, []);
});

const INVALID = [
  [{ order_amount: '0' }, 401008], [{ order_amount: '1.234' }, 401008], [{ order_amount: '-1' }, 401008],
  [{ order_amount: '1e3' }, 401008], [{ order_amount: '1000000' }, 403002], [{ order_amount: 344 }, 400000],
  [{ order_currency: 'USD' }, 400000], [{ payment_method: 'THAI' }, 400000], [{ payment_method: 'toString' }, 400000],
  [{ merchant_order_id: 'a b' }, 400000], [{ merchant_order_id: 'a'.repeat(65) }, 400000], [{ order_desc: 'x'.repeat(257) }, 400000],
  [{ notify_url: 'ftp://127.0.0.1/' }, 400000], [{ store_id: '1' }, 400000], [{ service: 'llpth.nothing' }, 400000],
  [{ customer: 'x' }, 400000], [{ customer: { full_name: 'Bruce Lee' } }, 400000], [{ products: [{ name: 'hat' }] }, 400000],
  [{ merchant_id: '142023010100009009' }, 404002],
  [{ service: 'llpth.wechatpay.pay', order_info: 'x', payment_method: 'MERCHANT_SCAN', auth_code: '1' }, 430004],
  [bankcard({ card_no: '4111' }), 403000], [bankcard({ exp_year: '20' }), 403001], [bankcard({ cvv2: 'x' }), 403000],
];

test('a field that is malformed is refused by its code', async (t) => {
  const lianlian = await start(t);
  for (const [fields, code] of INVALID) assert.equal((await lianlian.post(thaiQr(fields))).code, code, JSON.stringify(fields));
  assert.deepEqual((await lianlian.book()).payments, []);
});

test('garbage is answered, not fatal', async (t) => {
  const lianlian = await start(t);
  const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`.replace('{', '{"service":"llpth.thaiqr.pay","merchant_id":"142023010100009001",');
  for (const body of ['', '{', 'null', '[1]', '{"service":{}}', '{"service":"llpth.thaiqr.pay","merchant_id":"142023010100009001","__proto__":1}', deep]) {
    const { status, code } = await lianlian.send('POST', '/lianlian/gateway', { body, headers: { sign: 'x' } });
    assert.equal(status, 200, body.slice(0, 60));
    assert.ok([400000, 401001].includes(code), body.slice(0, 60));
  }
  assert.equal((await lianlian.send('POST', '/lianlian/gateway', { body: 'x'.repeat(100_000) })).status, 413);
  assert.equal((await lianlian.send('GET', '/lianlian/nothing')).status, 404);
  assert.equal((await lianlian.payer('NOBODY', 'pay')).status, 404);
  assert.equal((await lianlian.send('POST', '/_payer/x', { body: '{' })).status, 400);
});
