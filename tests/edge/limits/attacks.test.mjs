// What somebody can try who has seen the shop's page, has its publishable key and a client token of an order of his own,
// as many callers as he likes and all day. Each attempt has its answer, and the providers' books stay as they were.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { send } from '../support/http.mjs';
import { startLianLian } from '../support/lianlian.mjs';
import { nextNumber, wrongOtp } from '../support/orders.mjs';
import { caller, clientKey, GOLD, HAT, PAGE, readToken, signToken, stock, VARS } from '../support/shop.mjs';

const lab = await startLianLian({ vars: VARS, rateLimit: '400/10' });
const rows = [];
after(async () => {
  await lab.end();
  const wide = Math.max(...rows.map(([name]) => name.length));
  console.log(rows.map(([name, tries, said]) => `${name.padEnd(wide)} ${String(tries).padStart(6)}  ${said}`).join('\n'));
});
await stock(lab, GOLD, HAT);

const page = caller(lab, PAGE);
const buy = (fields) => page.post('/v1/orders', { sku: 'gold', client_key: clientKey(), msisdn: nextNumber(), ...fields });
const said = ({ status, json }) => `${status} ${json?.code ?? json?.state ?? ''}`.trim();

/** Notes what the attempts were answered, each kind once, and wants it to be nothing else than `wanted`. */
function refused(name, replies, ...wanted) {
  const kinds = [...new Set(replies.map(said))].sort();
  rows.push([name, replies.length, kinds.join(', ')]);
  assert.deepEqual(kinds, [...wanted].sort(), name);
  for (const { json } of replies) if (json?.code) assert.equal(json.money_may_have_moved, false, name);
}

/** One after the other: what is asked all at once is the business of other attempts. */
async function each(list, attempt) {
  const replies = [];
  for (const one of list) replies.push(await attempt(one));
  return replies;
}

/** An order that waits for its password, and its token's holder. */
async function mine() {
  const msisdn = nextNumber();
  const { status, json: order } = await buy({ msisdn });
  assert.equal(status, 201);
  const { token } = order.client_token;
  return { id: order.merchant_order_id, msisdn, token, holder: caller(lab, token), otp: lab.lastOtp(msisdn) };
}

test('with the publishable key: nothing but the catalogue, at its prices', async () => {
  const { id } = await mine();
  const amount = { value: '1', currency: 'LAK' };
  refused('another SKU', await each(['Gold', 'gold ', '', '../gold', 'g'.repeat(65)], (sku) => buy({ sku })), '422 field_invalid', '422 sku_unknown');
  refused('an amount of his own', await each([{ amount }, { amount: '1' }, { price: '1' }, { quantity: 0 }], buy), '422 field_unknown');
  refused('fields of the shop\'s', await each([{ card_name: 'Silver' }, { subscribe: true }, { game_name: 'x' }],
    (details) => buy({ details })), '422 field_unknown');
  refused('a method that is not sold', await each(['NORMAL_ALL_TM', 'bankcard', 'constructor', '__proto__', ''],
    (method) => buy({ sku: 'hat', msisdn: undefined, method })), '422 field_invalid');
  refused('a merchant\'s order', await each(['ltc', 'lianlian', 'appotapay', 'connect_topup'], (provider) => page.post('/v1/orders', {
    provider, operation: 'topup', merchant_order_id: 'T1', amount: { value: '10000', currency: 'VND' }, msisdn: '0901234567', details: {},
  })), '422 field_unknown');
  refused('a key that can be guessed', await each(['', 'a', '1234567890123456789'], (client_key) => buy({ client_key })), '422 field_invalid');
  refused('a page of his own to return to', await each(['https://evil.example/', 'https://shop.example.evil.example/', 'javascript:alert(1)'],
    (return_url) => buy({ sku: 'hat', method: 'promptpay', msisdn: undefined, return_url })), '422 return_url_not_allowed', '422 field_invalid');
  const paths = [
    ['GET', '/v1/orders'], ['GET', `/v1/orders/${id}`], ['POST', `/v1/orders/${id}/confirm`], ['POST', `/v1/orders/${id}/resolve`],
    ['POST', `/v1/orders/${id}/refunds`], ['POST', `/v1/orders/${id}/client-tokens`], ['PUT', '/v1/catalogue'], ['GET', '/v1/events'],
    ['GET', '/metrics'], ['GET', '/v1/providers'], ['GET', '/v1/providers/appotapay/balance'], ['POST', '/v1/providers/ltc/resume'],
    ['POST', '/v1/subscriptions/search'], ['GET', '/v1/notifications'],
  ];
  refused('whatever else there is', await each(paths, ([method, path]) => page.call(method, path, method === 'GET' ? {} : { json: {} })),
    '403 not_allowed');
});

test('top-ups cannot even be put into the catalogue', async () => {
  const item = { sku: 'air', provider: 'connect_topup', operation: 'topup', amount: { value: '10000', currency: 'VND' }, details: {} };
  refused('a top-up in the catalogue', [await lab.call('PUT', '/v1/catalogue', { json: { items: [item] } })], '422 field_invalid');
  refused('a top-up by its SKU', [await buy({ sku: 'air' })], '422 sku_unknown');
});

test('with a client token: nothing but its own order', async () => {
  const [own, other] = [await mine(), await mine()];
  const foreign = [
    ['GET', `/v1/orders/${other.id}`], ['POST', `/v1/orders/${other.id}/confirm`], ['GET', '/v1/orders/none'], ['GET', '/v1/orders'],
    ['POST', '/v1/orders'], ['GET', '/v1/catalogue'], ['POST', `/v1/orders/${other.id}/cancel`],
    ...['recheck', 'resolve', 'refunds', 'client-tokens', 'history']
      .map((what) => [what === 'history' ? 'GET' : 'POST', `/v1/orders/${own.id}/${what}`]),
  ];
  refused('another order, and other routes', await each(foreign, ([method, path]) =>
    own.holder.call(method, path, method === 'GET' ? {} : { json: path.includes('confirm') ? { otp: other.otp } : {} })), '403 not_allowed');

  const changed = [...own.token].map((char, at) => own.token.slice(0, at) + (char === 'A' ? 'B' : 'A') + own.token.slice(at + 1));
  const { order, generation, expires } = readToken(own.token);
  const made = [
    signToken({ order: other.id.toLowerCase(), expires, secret: 'x'.repeat(40) }), signToken({ order, expires, secret: '' }),
    `${own.token}A`, own.token.slice(0, -1), own.token.split('.')[0], own.token.replace('.', '..'),
  ];
  refused('a changed token', await each([...changed, ...made], (token) => caller(lab, token).get(`/v1/orders/${own.id}`)), '401 key_invalid');
  const over = signToken({ order, generation, expires: Date.now() / 1000 - 1 });
  refused('a token whose time is over', [await caller(lab, over).get(`/v1/orders/${own.id}`)], '401 client_token_expired');
  await lab.post(`/v1/orders/${own.id}/client-tokens`, { revoke: true });
  refused('a revoked token', [await own.holder.get(`/v1/orders/${own.id}`), await own.holder.confirm(own.id, own.otp)], '401 client_token_revoked');
  assert.deepEqual(lab.charges(own.msisdn), []);
});

test('the password is not guessed, whoever guesses', async () => {
  const { id, msisdn, token, otp } = await mine();
  const wrong = Array.from({ length: 60 }, (_, index) => String((Number(wrongOtp(otp)) + index) % 100_000).padStart(5, '0')).filter((guess) => guess !== otp);
  const replies = await Promise.all(wrong.map((guess, index) => caller(lab, token).post(`/v1/orders/${id}/confirm`, { otp: guess },
    { headers: { 'cf-connecting-ip': `203.0.113.${index}` } })));
  replies.push(...await each(wrong.slice(0, 30), (guess) => caller(lab, token).confirm(id, guess)));
  const kinds = new Set(replies.map(said));
  rows.push(['guessing a password', replies.length, [...kinds].sort().join(', ')]);
  for (const kind of kinds) assert.match(kind, /^(200 (pending|failed)|409 order_(in_progress|final|outcome_unknown|not_confirmable)|429 otp_guesses_limited)$/);
  assert.ok(lab.simulator.book().ltc.calls.ConfirmDeduct > 0);
  assert.equal((await lab.order(id)).state, 'failed');
  assert.deepEqual(lab.charges(msisdn), []);
});

test('a number is not flooded with texts', async () => {
  const msisdn = nextNumber();
  const replies = [];
  for (let nth = 0; nth < 40; nth += 1) {
    const reply = await buy({ msisdn: nth % 2 ? `+856${msisdn}` : `0${msisdn}` });
    replies.push(reply);
    if (reply.status === 201) await lab.cancel(reply.json.merchant_order_id);
  }
  refused('texts to one number', replies, '201 pending', '429 otp_texts_limited');
  assert.equal(lab.texts(msisdn), 10);
});

test('what is too large, too deep or not JSON is refused', async () => {
  const raw = (body, headers = {}) => send(`${lab.url}/v1/orders`, {
    method: 'POST', body, headers: { authorization: `Bearer ${PAGE}`, 'content-type': 'application/json', ...headers },
  });
  refused('70 kB', [await raw(JSON.stringify({ sku: 'x'.repeat(70_000) }))], '413 body_too_large');
  refused('nested 30,000 times', [await raw('['.repeat(30_000)), await raw('{"a":'.repeat(10_000))], '400 json_invalid');
  refused('not JSON', await each(['', '{', '{"sku":"gold",}', 'sku=gold', Buffer.from([0x22, 0xff, 0x22])], (body) => raw(body)), '400 json_invalid');
  refused('a field twice', [await raw(`{"sku":"hat","sku":"gold","client_key":"${clientKey()}"}`)], '422 field_invalid');
  refused('as a form', [await raw('sku=gold', { 'content-type': 'application/x-www-form-urlencoded' })], '415 content_type_unsupported');
});

test('keys are not guessed', async () => {
  const began = Date.now();
  const replies = [];
  for (let nth = 0; nth < 10_000; nth += 500) {
    replies.push(...await Promise.all(Array.from({ length: 500 }, (_, index) => send(`${lab.url}/v1/orders`, {
      headers: {
        authorization: `Bearer ${['sk_', 'pk_', 'ct_'][index % 3]}${randomBytes(18).toString('base64url')}`,
        'cf-connecting-ip': '203.0.113.77',
      },
    }))));
  }
  refused('10,000 keys', replies, '401 key_invalid', '429 rate_limited');
  // 400 in 10 s, however long it took.
  const looked = replies.filter(({ status }) => status === 401).length;
  assert.ok(looked <= 400 * (Math.floor((Date.now() - began) / 10_000) + 2), `${looked}`);
  for (const { headers } of replies.filter(({ status }) => status === 429)) assert.ok(Number(headers['retry-after']) > 0);
  assert.ok(Date.now() - began < 60_000);
  refused('the shop meanwhile', [await lab.get('/v1/providers')].map(({ status }) => ({ status, json: {} })), '200');
});

test('the books show nothing that was not bought', async () => {
  const book = lab.simulator.book();
  assert.deepEqual([book.ltc.charges, book.appotapay.topups, book.connect_topup.topups], [[], [], []]);
  assert.deepEqual(book.lianlian.payments.filter(({ status }) => status === 'PS'), []);
});
