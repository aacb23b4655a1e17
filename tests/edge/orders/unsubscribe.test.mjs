// LTC's Unsubscribe call: who may make it, what it ends, what is answered.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { send } from '../support/http.mjs';
import { startLab, UNSUBSCRIBE_SECRET } from '../support/lab.mjs';
import { nextNumber, renewal } from '../support/orders.mjs';

const lab = await startLab();
after(lab.end);

const wish = (msisdn, changed = {}) => ({ Msisdn: msisdn, USSDCode: '*123#', Channel: 'USSD', ...changed });
const PATH = '/v1/notifications/ltc/unsubscribe';
const states = async (msisdn) =>
  Object.fromEntries((await lab.subscriptions(msisdn)).map((each) => [each.details.card_name, each.state]));

async function subscriber() {
  const msisdn = nextNumber();
  await lab.subscribed(msisdn, { ussd_code: '*123#' });
  await lab.subscribed(msisdn, { card_name: 'Silver', ussd_code: '*456#' });
  await lab.subscribed(msisdn, { card_name: 'Bronze' });
  return msisdn;
}

test('a wrong secret looks like a path that does not exist', async () => {
  const msisdn = await subscriber();
  const post = (path) => send(lab.url + path, { method: 'POST', json: wish(msisdn) });
  const seen = async (path) => {
    const { status, text, headers: { date, 'x-request-id': id, ...headers } } = await post(path);
    return { status, text: text.replace(id, ''), headers };
  };
  const nothing = await seen('/v1/no/such/path');
  assert.equal(nothing.status, 404);
  const near = UNSUBSCRIBE_SECRET.slice(0, -1);
  const wrong = [`${PATH}/wrong`, `${PATH}/`, `${PATH}/${near}`, `${PATH}/${UNSUBSCRIBE_SECRET}x`, `${PATH}/${near}%2574`,
    `/v1/notifications/ltc/renewed/${UNSUBSCRIBE_SECRET}`, PATH];
  for (const path of wrong) assert.deepEqual(await seen(path), nothing, path);
  // LianLian's notifications have addresses of this form: whatever ends them, the answer is the same.
  const elsewhere = (end) => seen(`/v1/notifications/lianlian/unsubscribe/${end}`);
  assert.deepEqual(await elsewhere(UNSUBSCRIBE_SECRET), await elsewhere(`${near}x`));
  assert.deepEqual(await states(msisdn), { Gold: 'active', Silver: 'active', Bronze: 'active' });
});

test('a known code ends its own subscription, and the answer echoes the call', async () => {
  const msisdn = await subscriber();
  const { status, json, headers } = await lab.unsubscribe(wish(`0${msisdn}`, { Channel: 'WEB' }));
  assert.equal(status, 200);
  assert.match(headers['content-type'], /^application\/json/);
  const { ResultDesc, ...rest } = json;
  assert.deepEqual(rest, { ResultCode: '200', Msisdn: `0${msisdn}`, USSDCode: '*123#', Channel: 'WEB' });
  assert.ok(ResultDesc);
  assert.deepEqual(await states(msisdn), { Gold: 'cancelled', Silver: 'active', Bronze: 'active' });
});

test('an unknown code ends all of the number\'s subscriptions and no other\'s', async () => {
  const [msisdn, other] = [await subscriber(), await subscriber()];
  assert.equal((await lab.unsubscribe(wish(msisdn, { USSDCode: '*777#' }))).json.ResultCode, '200');
  assert.deepEqual(await states(msisdn), { Gold: 'cancelled', Silver: 'cancelled', Bronze: 'cancelled' });
  assert.deepEqual(await states(other), { Gold: 'active', Silver: 'active', Bronze: 'active' });
});

test('repeated calls get the same answer and change nothing more', async () => {
  const msisdn = await subscriber();
  const first = await lab.unsubscribe(wish(msisdn));
  const ended = await lab.subscriptions(msisdn);
  for (let i = 0; i < 3; i += 1) assert.equal((await lab.unsubscribe(wish(msisdn))).text, first.text);
  assert.deepEqual(await lab.subscriptions(msisdn), ended, 'the moment of the first one stays');
  const stranger = nextNumber();
  const [one, two] = [await lab.unsubscribe(wish(stranger)), await lab.unsubscribe(wish(stranger))];
  assert.deepEqual([one.json.ResultCode, two.text], ['100', one.text]);
});

test('every good secret is taken, and the simulator\'s own call too', async () => {
  const [old, played] = [await subscriber(), await subscriber()];
  assert.equal((await lab.unsubscribe(wish(old), 'the-secret-before-the-rotation')).json.ResultCode, '200');
  const url = `${lab.url}${PATH}/${UNSUBSCRIBE_SECRET}`;
  const json = { url, msisdn: played, ussd_code: '*123#', channel: 'Application' };
  const reply = await send(`${lab.simulatorUrl}/_ltc/unsubscribe`, { method: 'POST', json });
  assert.deepEqual([reply.json.status, reply.json.body.ResultCode], [200, '200']);
  for (const msisdn of [old, played]) assert.equal((await states(msisdn)).Gold, 'cancelled');
});

test('without a USSD code a wish from the web ends everything of the number', async () => {
  for (const changed of [{ USSDCode: undefined, Channel: 'WEB' }, { USSDCode: '', Channel: 'Application' }]) {
    const msisdn = await subscriber();
    const { json } = await lab.unsubscribe(wish(msisdn, changed));
    assert.deepEqual(json, { ResultCode: '200', ResultDesc: 'Operation Succeeded', Msisdn: msisdn, USSDCode: '', Channel: changed.Channel });
    assert.deepEqual(await states(msisdn), { Gold: 'cancelled', Silver: 'cancelled', Bronze: 'cancelled' });
  }
  const { json } = await lab.unsubscribe(wish(nextNumber()));
  assert.match(json.ResultDesc, /^ບໍ່ພົບ.* MEKONG$/);
});

test('what is malformed is answered in LTC\'s words and changes nothing', async () => {
  const msisdn = await subscriber();
  for (const [code, changed] of [
    ['101', { USSDCode: undefined }], ['101', { USSDCode: '' }], ['101', { USSDCode: null }],
    ['002', { Msisdn: undefined }], ['002', { Channel: undefined }], ['002', { Msisdn: '12345' }],
    ['002', { USSDCode: 'x'.repeat(101) }], ['002', { Channel: { toString: 1 } }],
  ]) {
    const { status, json } = await lab.unsubscribe(wish(msisdn, changed));
    assert.deepEqual([status, json.ResultCode], [200, code], JSON.stringify(changed));
    if (code === '101') assert.equal(json.ResultDesc, 'Please input USSD code');
    assert.deepEqual(Object.keys(json).sort(), ['Channel', 'Msisdn', 'ResultCode', 'ResultDesc', 'USSDCode']);
  }
  for (const body of ['', '[]', '{"Msisdn"', 'Msisdn=1', `{"a":${'['.repeat(500)}`, '\u0000']) {
    const { status, json } = await send(`${lab.url}${PATH}/${UNSUBSCRIBE_SECRET}`, { method: 'POST', body });
    assert.deepEqual([status, json.ResultCode], [200, '002'], body);
  }
  assert.deepEqual(await states(msisdn), { Gold: 'active', Silver: 'active', Bronze: 'active' });
});

test('names are read without regard to case', async () => {
  const msisdn = await subscriber();
  const json = { msisdn, ussdcode: '*456#', CHANNEL: 'USSD' };
  assert.equal((await lab.unsubscribe(json)).json.ResultCode, '200');
  assert.equal((await states(msisdn)).Silver, 'cancelled');
});

test('it is stored before it is answered', async () => {
  const msisdn = await subscriber();
  assert.equal((await lab.unsubscribe(wish(msisdn))).json.ResultCode, '200');
  await lab.restart();
  assert.equal((await lab.create(renewal({ msisdn }))).json.code, 'subscription_not_active');
  assert.equal((await lab.create(renewal({ msisdn, details: { card_name: 'Silver' } }))).json.state, 'succeeded');
});

test('an allow-list of addresses keeps others away as if there were nothing', async (t) => {
  const own = await startLab({ provider: { unsubscribe_from: ['192.0.2.0/24', '2001:db8::/32'] } });
  t.after(own.end);
  const from = (address) => send(`${own.url}${PATH}/${UNSUBSCRIBE_SECRET}`, {
    method: 'POST', json: wish(nextNumber()), headers: address ? { 'cf-connecting-ip': address } : {},
  });
  for (const good of ['192.0.2.9', '2001:db8::7']) assert.equal((await from(good)).status, 200, good);
  for (const bad of ['192.0.3.9', '2001:db9::7', 'x', undefined]) assert.equal((await from(bad)).status, 404, bad);
});
