// LTC as an earlier version of its server was (2021): who is charged, who is only texted, and what nobody can tell.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { send } from '../support/http.mjs';
import { startLab } from '../support/lab.mjs';
import { charge, nextNumber, renewal } from '../support/orders.mjs';
import { endpointsOf, startReceiver } from '../support/receiver.mjs';
import { caller, clientKey, GOLD, KEYS, PAGE, PLENTY, problem, stock, VARS } from '../support/shop.mjs';
import { until } from '../support/wait.mjs';

const LTC = { simulator: { ltcServer: '2021', otpLifeS: 300 } };
const lab = await startLab({ ...LTC, provider: { transaction_prefix: 'SHOP1' } });
after(lab.end);

const control = (path, json) => send(`${lab.simulatorUrl}${path}`, { method: 'POST', json });
const member = (msisdn) => control('/_ltc/members', { msisdn, member: true });
const charged = (msisdn) => lab.charges(msisdn).length;
const UNSETTLED = [409, 'number_unsettled', false];

/** A charge whose confirm moved the money and was answered as if it had not. */
async function lost(write = 'last', msisdn = nextNumber()) {
  const { id, otp } = await lab.opened({ msisdn });
  await lab.plan('ConfirmDeduct', { fail_write: write }, { msisdn });
  const { json } = await lab.confirm(id, otp);
  assert.deepEqual([json.state, charged(msisdn)], ['unknown', 1]);
  return { id, msisdn };
}

test('LTC is sent the prefix and the id, and the order keeps that though the prefix changes', async (t) => {
  const own = await startLab({ ...LTC, provider: { transaction_prefix: 'OLD' } });
  t.after(own.end);
  const { id, msisdn, otp } = await own.opened();
  await own.restart({ provider: { transaction_prefix: 'NEW' } });
  assert.equal((await own.order(id)).sent_id, `OLD${id}`);
  assert.equal((await own.confirm(id, otp)).json.state, 'succeeded');
  assert.equal(own.charges(msisdn)[0].transaction_id, `OLD${id}`);
  await own.restart({ provider: {} });
  const [advice] = (await own.get('/healthz')).json.advice.filter(({ field }) => field === 'transaction_prefix');
  assert.equal(advice?.secret, 'PROVIDER_LTC');
});

test('a renewal of a number that LTC does not know is no success, and its text counts', async () => {
  const msisdn = nextNumber();
  await lab.subscribed(msisdn);
  const { json } = await lab.create(renewal({ msisdn }));
  assert.deepEqual([json.state, json.unknown_reason, charged(msisdn), lab.texts(msisdn)], ['unknown', 'other_result', 0, 1]);
  await until('it was asked about', () => lab.calls().CheckTransaction > 0, { within: 20_000 });
  await until('the text is counted', () => lab.records.rows('Subscriber', "SELECT 1 FROM spent WHERE what = 'text'").length > 0,
    { within: 20_000 });
  await member(msisdn);
  const other = await lab.create(renewal({ msisdn, period: '2027-01' }));
  assert.deepEqual([other.json.state, charged(msisdn)], ['succeeded', 1], 'another period has its own claim');
});

test('after 002 or HTTP 500 nobody is charged again: neither by a page nor by a server that names no order', async () => {
  for (const write of ['records', 'last']) {
    const { id, msisdn } = await lost(write);
    const next = charge({ msisdn });
    const refused = await lab.create(next);
    assert.deepEqual(problem(refused), UNSETTLED);
    assert.match(refused.json.detail, new RegExp(id));
    assert.deepEqual(problem(await lab.create({ ...next, despite: 'SomeOther1' })), UNSETTLED);
    const again = await lab.create({ ...next, despite: id.toLowerCase() });
    // A member by then: LTC refuses the second one, since the first did charge.
    const expected = write === 'last' ? 'already_registered' : undefined;
    assert.deepEqual([again.status, again.json.failure?.reason], [201, expected], again.text);
    const { json } = await lab.get(`/v1/orders/${next.merchant_order_id}/history`);
    assert.deepEqual(json.history[0].note, { despite: id.toLowerCase() });
    assert.equal(charged(msisdn), 1);
  }
});

test('where two orders of a number may have charged, both must be named', async () => {
  const { id: first, msisdn } = await lost('records');
  const second = charge({ msisdn, despite: first });
  assert.equal((await lab.create(second)).json.state, 'pending');
  await lab.plan('ConfirmDeduct', { fail_write: 'records' }, { msisdn });
  assert.equal((await lab.confirm(second.merchant_order_id, lab.lastOtp(msisdn))).json.state, 'unknown');
  const both = [first, second.merchant_order_id];
  const third = charge({ msisdn });
  for (const [despite, left] of [[undefined, first], [first, both[1]], [[both[1]], first], [[both[1], 'SomeOther1'], first]]) {
    const refused = await lab.create({ ...third, despite });
    assert.deepEqual(problem(refused), UNSETTLED);
    assert.ok(refused.json.detail.includes(left), `${despite} → ${refused.text}`);
  }
  const made = await lab.create({ ...third, despite: both });
  assert.deepEqual([made.status, made.json.state], [201, 'pending'], made.text);
  const { json } = await lab.get(`/v1/orders/${third.merchant_order_id}/history`);
  assert.deepEqual(json.history[0].note, { despite: both });
  assert.deepEqual((await lab.create({ ...third, despite: 'a b' })).json.field, 'despite');
});

test('a number that LTC does not know, checked for half an hour: no subscriber, and no other try', async (t) => {
  const own = await startLab({ ...LTC, scale: 20 });
  t.after(own.end);
  const msisdn = nextNumber();
  await own.subscribed(msisdn);
  const wanted = renewal({ msisdn });
  assert.equal((await own.create(wanted)).json.unknown_reason, 'other_result');
  await own.restart({ scale: 600 }); // 30 minutes become 3 s.
  const ended = await until('three checks over half an hour', async () => {
    await own.recheck(wanted.merchant_order_id);
    const order = await own.order(wanted.merchant_order_id);
    return order.state === 'failed' && order;
  }, { every: 100, within: 60_000 });
  await own.restart({ scale: 1 });
  assert.deepEqual([ended.failure.reason, ended.may_retry, ended.review], ['not_subscribed', false, null]);
  const refused = await until('our subscription has ended', async () => {
    const reply = await own.create(renewal({ msisdn, period: '2027-02' }));
    return reply.status === 409 && reply;
  }, { within: 20_000 });
  assert.equal(refused.json.code, 'subscription_not_active');
  assert.deepEqual([own.texts(msisdn), own.charges(msisdn).length], [1, 0]);
});

test('what LTC says of the account is told once, not once for each order', async (t) => {
  const shop = await startReceiver();
  t.after(shop.close);
  const own = await startLab({ vars: { EVENT_ENDPOINTS: endpointsOf(shop) } });
  t.after(own.end);
  for (let order = 0; order < 3; order += 1) {
    const msisdn = nextNumber();
    await own.subscribed(msisdn);
    await own.plan('RequestDeduct', { overrides: { ResultType: 'Purchase' } }, { msisdn });
    assert.equal((await own.create(renewal({ msisdn }))).json.unknown_reason, 'other_result');
  }
  const told = async () => (await own.get('/v1/events?type=account.alert')).json.events;
  const [event, ...more] = await until('it is told', async () => (await told()).length > 0 && told(), { within: 20_000 });
  assert.deepEqual([event.body.data.account.code, more.length], ['result_type_unknown', 0]);
});

test('a page makes no second order while it is not known whether the first charged', async (t) => {
  const own = await startLab({ ...LTC, vars: VARS, rateLimit: PLENTY });
  t.after(own.end);
  const [server, page] = [own, caller(own, PAGE)];
  await stock(server, GOLD);
  const msisdn = nextNumber();
  const wanted = () => ({ sku: 'gold', client_key: clientKey(), msisdn });
  const { json: order } = await page.create(wanted());
  await own.plan('ConfirmDeduct', { fail_write: 'records' }, { msisdn });
  const payer = caller(own, order.client_token.token);
  assert.equal((await payer.confirm(order.merchant_order_id, own.lastOtp(msisdn))).json.state, 'unknown');
  const refused = await page.create(wanted());
  assert.deepEqual(problem(refused), UNSETTLED);
  assert.ok(!refused.text.includes(order.merchant_order_id), 'a stranger learns no id');
  assert.equal((await page.create({ ...wanted(), despite: order.merchant_order_id })).status, 422, 'not a page\'s to say');
  await own.resolve(order.merchant_order_id, { state: 'succeeded', evidence: 'statement 7', by: 'Noy' });
  assert.equal((await page.create(wanted())).status, 201);
  assert.deepEqual([own.texts(msisdn), own.charges(msisdn).length], [2, 1]);
});

describe('texts of a page\'s key', () => {
  const [, plain] = KEYS;
  const key = { ...plain, texts_per_hour: 80, texts_exempt: ['198.51.100.0/24'] };
  const vars = { ...VARS, API_KEYS: JSON.stringify([KEYS[0], key]) };
  const buy = (own, source, fields) => send(`${own.url}/v1/orders`, {
    method: 'POST', headers: { authorization: `Bearer ${PAGE}`, 'cf-connecting-ip': source },
    json: { sku: 'gold', client_key: clientKey(), msisdn: nextNumber(), ...fields },
  });
  const tally = (replies) => replies.reduce((all, { status, json }) => {
    const word = status === 201 ? 'made' : json.code;
    return { ...all, [word]: (all[word] ?? 0) + 1 };
  }, {});

  test('one /48 or /24 gets a twentieth, all of them the budget; servers and exempt carriers go on', async (t) => {
    const own = await startLab({ vars, rateLimit: PLENTY });
    t.after(own.end);
    await stock(own, GOLD);
    const site = Array.from({ length: 20 }, (_, at) => buy(own, `2001:db8:7:${at.toString(16)}::1`));
    assert.deepEqual(tally(await Promise.all(site)), { made: 4, page_texts_limited: 16 });
    const street = Array.from({ length: 10 }, (_, at) => buy(own, `192.0.2.${at}`));
    assert.deepEqual(tally(await Promise.all(street)), { made: 4, page_texts_limited: 6 });
    assert.deepEqual((await own.get('/v1/events?type=key.texts_half_spent')).json.events, []);
    // A refusal of the number gives the text back.
    const { msisdn } = await own.opened();
    assert.equal((await buy(own, '198.51.100.1', { msisdn })).json.code, 'otp_order_open');
    const carrier = [];
    for (let round = 0; round < 4; round += 1) {
      carrier.push(...await Promise.all(Array.from({ length: 20 }, (_, at) => buy(own, `198.51.100.${at}`))));
    }
    assert.deepEqual(tally(carrier), { made: 72, page_texts_limited: 8 });
    const told = await until('half is told', async () => {
      const { events } = (await own.get('/v1/events?type=key.texts_half_spent')).json;
      return events.length > 0 && events;
    }, { within: 20_000 });
    assert.deepEqual(told.map(({ body }) => [body.data.key.id, body.data.key.texts_per_hour]), [['page', 80]]);
    const refused = await buy(own, '203.0.113.1');
    assert.match(refused.headers['ratelimit-policy'], /^"page_texts";q=80;w=3600$/);
    assert.equal((await own.create(charge())).json.state, 'pending', 'a secret key is not touched');
  });

  test('one purchase asked 20 times at once is one text of the budget', async (t) => {
    const few = { ...plain, texts_per_hour: 3, texts_exempt: [] };
    const own = await startLab({ vars: { ...VARS, API_KEYS: JSON.stringify([KEYS[0], few]) }, rateLimit: PLENTY });
    t.after(own.end);
    await stock(own, GOLD);
    for (const left of [2, 1, 0]) {
      const wanted = { client_key: clientKey(), msisdn: nextNumber() };
      const replies = await Promise.all(Array.from({ length: 20 }, () => buy(own, '192.0.2.1', wanted)));
      assert.deepEqual(replies.map(({ status }) => status).sort(), [...Array(19).fill(200), 201], `${left} left`);
      assert.equal((await buy(own, '192.0.2.1', wanted)).status, 200);
    }
    assert.equal((await buy(own, '192.0.2.1')).json.code, 'page_texts_limited');
  });
});
