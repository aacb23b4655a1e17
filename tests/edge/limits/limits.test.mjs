// What one number, one order and one place may cause, however many callers, keys, spellings and orders are used for it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createClient } from '../support/client.mjs';
import { send } from '../support/http.mjs';
import { startLab } from '../support/lab.mjs';
import { charge, nextId, nextNumber, wrongOtp } from '../support/orders.mjs';
import { PAGE, VARS as SHOP } from '../support/shop.mjs';
import { limitOf, readList } from '../support/structured.mjs';
import { repeat, sleep, until } from '../support/wait.mjs';

const KEYS = ['sk_dev_mekong', 'sk_of_another_till', 'sk_of_the_call_centre'];
const API_KEYS = JSON.stringify(KEYS.map((key, index) => (
  { id: `key${index}`, kind: 'secret', sha256: createHash('sha256').update(key).digest('hex') })));

const lab = await startLab({ vars: { API_KEYS } });
after(lab.end);
const callers = KEYS.map((key) => createClient(() => lab.url, { key }));
const caller = (index) => callers[index % callers.length];

const SPELLINGS = [
  (n) => n, (n) => `0${n}`, (n) => `+856${n}`, (n) => `00856${n}`, (n) => `856${n}`, (n) => [...`+856${n}`].join(' '),
  (n) => `(020) ${n.slice(2, 6)}-${n.slice(6)}`, (n) => `0${n.slice(0, 2)}.${n.slice(2)}`,
];
const spelt = (number, index) => SPELLINGS[index % SPELLINGS.length](number);
const twenty = (make) => Promise.all(Array.from({ length: 20 }, (_, index) => make(index)));

/** What is counted of a number. */
const spent = (what, msisdn) =>
  lab.records.rows('Subscriber', 'SELECT * FROM spent WHERE what = ? AND msisdn = ?', what, `856${msisdn}`).length;
/** Until an order that has ended is known to have, where its number is: a SIGKILL would put that off. */
const freed = (msisdn) => until('the number is free', () =>
  lab.records.rows('Subscriber', 'SELECT * FROM waiting WHERE msisdn = ?', `856${msisdn}`).length === 0);
const RATE = Object.fromEntries([...readFileSync('wrangler.toml', 'utf8').matchAll(/\b(limit|period) = (\d+)/g)]
  .map(([, name, figure]) => [name, Number(figure)]));

test('the reader of structured fields reads nothing else', () => {
  assert.deepEqual(readList('"a";q=5;w=3600, "b\\"c";r=0'), [['a', { q: 5, w: 3600 }], ['b"c', { r: 0 }]]);
  for (const text of ['a;q=5', '"a";Q=5', '"a" ;q=5', '"a";q=5,', '"a";q="5"', '"a";q=5.0', '"a"; q', '"ä"', '"a"b']) {
    assert.throws(() => readList(text), undefined, text);
  }
});

test('texts: one number gets ten a day, from 20 callers at once, in every spelling, over a SIGKILL', async () => {
  const msisdn = nextNumber();
  const refused = [];
  for (let round = 0; round < 13; round += 1) {
    const wanted = Array.from({ length: 20 }, (_, index) => charge({ msisdn: spelt(msisdn, index + round) }));
    const replies = await twenty((index) => caller(index).create(wanted[index]));
    const made = replies.filter(({ status }) => status === 201);
    assert.equal(made.length, round < 10 ? 1 : 0, `round ${round}`);
    assert.equal(lab.texts(msisdn), Math.min(round + 1, 10));
    if (round < 10) await caller(round).cancel(made[0].json.merchant_order_id);
    else refused.push(...replies);
    await freed(msisdn);
    if (round === 4 || round === 10) await lab.restart();
  }
  for (const reply of refused) {
    const { t, ...limit } = limitOf(reply);
    assert.deepEqual(limit, { code: 'otp_texts_limited', name: 'texts', q: 10, w: 86_400 });
    assert.ok(t > 80_000);
  }
  assert.deepEqual([lab.texts(msisdn), spent('text', msisdn), lab.charges(msisdn)], [10, 10, []]);
  await lab.opened();
});

test('texts: what certainly was not sent is given back', async () => {
  // One id for 20 numbers at once: one order is made of it, whatever the others had claimed.
  const [id, numbers] = [nextId(), Array.from({ length: 20 }, () => nextNumber())];
  const wanted = numbers.map((msisdn) => charge({ msisdn, merchant_order_id: id }));
  const replies = await twenty((index) => caller(index).create(wanted[index]));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [201, ...Array(19).fill(409)]);
  await until('the others were given back', () => numbers.filter((number) => spent('text', number) > 0).length === 1);
  for (const number of numbers) assert.equal(spent('text', number), lab.texts(number), number);
});

test('guesses: 20 a day at one number, five an order, from 20 callers at once, over a SIGKILL', async () => {
  const msisdn = nextNumber();
  const before = lab.calls().ConfirmDeduct;
  const tried = () => lab.calls().ConfirmDeduct - before;
  for (let order = 0; order < 4; order += 1) {
    const { id, otp } = await lab.opened({ msisdn: spelt(msisdn, order) });
    for (let guess = 1; guess <= 5; guess += 1) {
      const replies = await twenty((index) => caller(index).confirm(id, wrongOtp(otp)));
      assert.equal(replies.filter(({ status }) => status === 200).length, 1);
      assert.equal(tried(), order * 5 + guess);
    }
    const history = (await lab.history(id)).length;
    const hammered = await twenty((index) => caller(index).confirm(id, otp));
    assert.ok(hammered.every(({ json }) => json.code === 'order_final'));
    assert.equal((await lab.history(id)).length, history, 'a refused confirm leaves nothing behind');
    await freed(msisdn);
    if (order === 1) await lab.restart();
  }
  assert.equal(spent('guess', msisdn), 20, 'what was refused is not counted');
  const { id, otp } = await lab.opened({ msisdn });
  await lab.restart();
  for (const reply of await twenty((index) => caller(index).confirm(id, otp))) {
    const { t, ...limit } = limitOf(reply);
    assert.deepEqual(limit, { code: 'otp_guesses_limited', name: 'guesses', q: 20, w: 86_400 });
    assert.ok(t > 80_000);
  }
  const { state, next_action: next } = await lab.order(id);
  assert.deepEqual([state, next.attempts_left, tried(), lab.charges(msisdn)], ['pending', 5, 20, []]);
});

test('rechecks: one a second', async () => {
  const { id, otp } = await lab.opened();
  await lab.plan('ConfirmDeduct', { reset: 'before' }, { transaction_id: id });
  assert.equal((await lab.confirm(id, otp)).json.state, 'unknown');
  const asked = await until('it may be asked', async () => {
    const reply = await lab.recheck(id);
    return reply.status === 200 && reply;
  });
  assert.ok(asked);
  const { t, ...limit } = limitOf(await lab.recheck(id));
  assert.deepEqual([limit, t], [{ code: 'recheck_too_soon', name: 'rechecks', q: 1, w: 1 }, 1]);
});

test('credentials that were refused are not tried again at every call', async (t) => {
  const own = await startLab({ provider: { password: 'of-yesterday' } });
  t.after(own.end);
  const begun = Date.now();
  for (const { json } of await repeat(30, () => own.create(charge()))) {
    assert.equal(json.code, 'provider_credentials_refused');
  }
  assert.ok(own.calls().token <= 1 + (Date.now() - begun) / 5000, `${own.calls().token} tries`);
  await until('they are tried again', async () => {
    const before = own.calls().token;
    await own.create(charge());
    return own.calls().token > before;
  }, { every: 500 });
});

/** A call with a wrong key, or with the right one, that comes from `source`. */
const from = (url, source, key = 'sk_guessed') => send(`${url}/v1/orders`, {
  headers: { authorization: `Bearer ${key}`, ...(source && { 'cf-connecting-ip': source }) } });

test('wrong keys: too many from one place end in 429, and only there, until the time is over', async (t) => {
  const own = await startLab({ rateLimit: '5/4' });
  t.after(own.end);
  const places = [['192.0.2.1', '192.0.2.1'], ['192.0.2.2', '::ffff:192.0.2.2'], ['2001:db8::1', '2001:db8::ffff:1'],
    [undefined, undefined]];
  for (const [one, other] of places) {
    for (let times = 0; times < 5; times += 1) assert.equal((await from(own.url, one)).json.code, 'key_invalid', one);
    const limited = await from(own.url, other);
    const limit = { code: 'rate_limited', name: 'requests', q: RATE.limit, w: RATE.period, t: RATE.period };
    assert.deepEqual([limitOf(limited), limited.headers['www-authenticate']], [limit, undefined], other);
    assert.equal((await from(own.url, one, KEYS[0])).status, 200, 'the right key is let in');
  }
  await sleep(4000);
  for (const [one] of places) assert.equal((await from(own.url, one)).status, 401, 'the time is over');
});

test('10,000 wrong keys are refused within a minute, and wake no object', async (t) => {
  const own = await startLab();
  t.after(own.end);
  const agent = new Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  const guess = (key) => new Promise((done, failed) => {
    const headers = { authorization: `Bearer sk_${key}` };
    const call = request(`${own.url}/v1/orders/A1`, { agent, headers }, (reply) => {
      reply.resume().once('end', () => done(reply.statusCode)).once('error', failed);
    });
    call.once('error', failed).end();
  });
  const begun = Date.now();
  let key = 0;
  const statuses = await repeat(10_000, () => guess(key += 1), 32);
  const took = Date.now() - begun;
  assert.ok(took < 60_000, `${took} ms`);
  const times = (status) => statuses.filter((each) => each === status).length;
  // The window may have ended once on the way.
  assert.ok([RATE.limit, 2 * RATE.limit].includes(times(401)), `${times(401)} of 401`);
  assert.equal(times(401) + times(429), 10_000);
  const stored = readdirSync(join(own.home.folder, 'objects'), { recursive: true });
  assert.deepEqual(stored.filter((file) => /[0-9a-f]{64}\.sqlite/.test(file)), []);
  assert.equal((await from(own.url, undefined, KEYS[0])).status, 200);
});

test('without the binding wrong keys are refused as ever, and the gateway is well', async (t) => {
  const own = await startLab({ rateLimit: 'none' });
  t.after(own.end);
  const statuses = await repeat(RATE.limit + 5, async () => (await from(own.url)).status);
  assert.ok(statuses.every((status) => status === 401));
  const { status, json } = await own.get('/healthz');
  assert.deepEqual([status, json.configuration], [200, []], 'only public keys need it');
  await own.restart({ vars: SHOP });
  const needed = await own.get('/healthz');
  assert.deepEqual([needed.status, needed.json.configuration.map(({ secret }) => secret)], [200, ['RATE_LIMIT']]);
  assert.equal((await from(own.url, undefined, PAGE)).status, 403, 'and callers are let in');
});

test('a page\'s key is counted for each place, and a token for its order', async (t) => {
  const own = await startLab({ vars: SHOP, rateLimit: '5/10' });
  t.after(own.end);
  const { id } = await own.opened();
  const { token } = (await own.post(`/v1/orders/${id}/client-tokens`, {})).json;
  const asks = (key, path, address) => send(own.url + path, {
    headers: { authorization: `Bearer ${key}`, 'cf-connecting-ip': address },
  });
  for (const [key, path] of [[PAGE, '/v1/catalogue'], [token, `/v1/orders/${id}`]]) {
    // They are on their way together: which of them come last is nobody's to say.
    const replies = (await repeat(7, () => asks(key, path, '203.0.113.9'))).sort((one, other) => one.status - other.status);
    assert.deepEqual(replies.map(({ status }) => status), [200, 200, 200, 200, 200, 429, 429], path);
    assert.equal(limitOf(replies[6]).code, 'rate_limited');
    assert.equal((await asks(key, path, '203.0.113.10')).status, 200, 'from elsewhere');
  }
});
