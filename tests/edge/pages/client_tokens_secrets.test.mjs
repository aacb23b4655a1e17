// What client tokens are signed with: replaced, missing, malformed.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { charge } from '../support/orders.mjs';
import {
  caller, OLD_TOKEN_SECRET, PLENTY, problem, readToken, signToken, TOKEN_SECRET, VARS,
} from '../support/shop.mjs';

const lab = await startLab({ rateLimit: PLENTY, vars: VARS });
after(lab.end);

const tokens = (id, json) => lab.post(`/v1/orders/${id}/client-tokens`, json);
/** An order that waits for its password, and a token of it. */
async function held() {
  const { id } = await lab.opened();
  return { id, token: (await tokens(id, {})).json.token };
}

test('a secret is replaced: the first signs, all verify, one that is gone verifies nothing', async () => {
  const { id, token } = await held();
  const get = async (key) => (await caller(lab, key).get(`/v1/orders/${id}`)).status;
  const NEXT = 'edge-tests-client-token-secret-of-tomorrow';
  assert.equal(await get(signToken({ order: id, secret: OLD_TOKEN_SECRET })), 200);
  const using = (...secrets) => lab.restart({ vars: { ...VARS, CLIENT_TOKEN_SECRETS: JSON.stringify(secrets) } });
  await using(NEXT, TOKEN_SECRET);
  const { token: next } = (await tokens(id, {})).json;
  assert.equal(next, signToken({ order: id, secret: NEXT, expires: readToken(next).expires }));
  assert.deepEqual([await get(token), await get(next)], [200, 200]);
  assert.equal(await get(signToken({ order: id, secret: OLD_TOKEN_SECRET })), 401);
  await using(NEXT);
  assert.deepEqual([await get(token), await get(next)], [401, 200]);
  await lab.restart();
  assert.deepEqual([await get(token), await get(next)], [200, 401]);
});

test('without a secret to sign with there are no tokens, and servers order as ever', async () => {
  const { token, id } = await held();
  const [server] = JSON.parse(VARS.API_KEYS);
  await lab.restart({ vars: { ...VARS, API_KEYS: JSON.stringify([server]), CLIENT_TOKEN_SECRETS: undefined } });
  assert.deepEqual((await lab.get('/healthz')).json.configuration, []);
  const wanted = charge({ client_token: {} });
  for (const refusal of [await lab.create(wanted), await tokens(id, {})]) {
    assert.deepEqual(problem(refusal), [503, 'configuration_invalid', false]);
    assert.match(refusal.json.detail, /CLIENT_TOKEN_SECRETS/);
  }
  assert.equal((await lab.get(`/v1/orders/${wanted.merchant_order_id}`)).status, 404);
  assert.deepEqual(problem(await caller(lab, token).get(`/v1/orders/${id}`)), [401, 'key_invalid', false]);
  await lab.opened();

  for (const secrets of [undefined, '[]', '["too-short"]', 'x', '[5]', `["${'x'.repeat(31)}"]`]) {
    await lab.restart({ vars: { ...VARS, CLIENT_TOKEN_SECRETS: secrets } });
    const { status, json, text } = await lab.get('/healthz');
    assert.deepEqual([status, json.configuration.map((each) => each.secret)], [200, ['CLIENT_TOKEN_SECRETS']], text);
    assert.deepEqual(problem(await tokens(id, {})), [503, 'configuration_invalid', false]);
    assert.deepEqual(problem(await caller(lab, token).get(`/v1/orders/${id}`)), [503, 'configuration_invalid', false]);
    assert.equal((await lab.get(`/v1/orders/${id}`)).status, 200);
  }
  // One that is too short falls by itself: the other one signs, and verifies what it signed.
  await lab.restart({ vars: { ...VARS, CLIENT_TOKEN_SECRETS: JSON.stringify(['x'.repeat(31), TOKEN_SECRET]) } });
  assert.deepEqual((await lab.get('/healthz')).json.configuration.map(({ field, stops }) => [field, stops]), [['[0]', 'this only']]);
  assert.equal((await tokens(id, {})).status, 201);
  assert.equal((await caller(lab, token).get(`/v1/orders/${id}`)).status, 200);
  await lab.restart();
  assert.equal((await caller(lab, token).get(`/v1/orders/${id}`)).status, 200, 'it holds again');
});
