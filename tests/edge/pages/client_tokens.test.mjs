// Tokens for one order: what they open, for how long, and what nobody gets with them.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { charge, nextId, wrongOtp } from '../support/orders.mjs';
import { caller, PAYER_FIELDS, PLENTY, problem, readToken, signToken, VARS } from '../support/shop.mjs';

const lab = await startLab({ rateLimit: PLENTY, vars: VARS });
after(lab.end);

const tokens = (id, json) => lab.post(`/v1/orders/${id}/client-tokens`, json);
/** An order that waits for its password, and whoever holds a token of it. */
async function held(json) {
  const opening = await lab.opened();
  const { token } = (await tokens(opening.id, json)).json;
  return { ...opening, token, holder: caller(lab, token) };
}

const REVOKED = [401, 'client_token_revoked', false];
const EXPIRED = [401, 'client_token_expired', false];
const INVALID = [401, 'key_invalid', false];
const NOT_ALLOWED = [403, 'not_allowed', false];

test('a token made with its order is no part of its meaning, and is signed as documented', async () => {
  const wanted = charge();
  const id = wanted.merchant_order_id;
  const began = Math.floor(Date.now() / 1000);
  const made = await lab.create({ ...wanted, client_token: { expires_in: 60 } });
  const ended = Math.floor(Date.now() / 1000);
  assert.equal(made.status, 201, made.text);
  const { token, expires_at } = made.json.client_token;
  const said = readToken(token);
  assert.equal(token, signToken({ order: id, expires: said.expires }));
  assert.deepEqual([said.order, said.generation], [id.toLowerCase(), 0]);
  assert.ok(said.expires >= began + 60 && said.expires <= ended + 60, `${said.expires}`);
  assert.equal(Date.parse(expires_at), said.expires * 1000);
  assert.match(expires_at, /\.000\+07:00$/);
  assert.ok(token.length <= 200);

  const plain = await lab.create(wanted);
  assert.deepEqual([plain.status, plain.json.client_token], [200, undefined]);
  const again = await lab.create({ ...wanted, client_token: {} });
  assert.equal(again.status, 200);
  const hour = readToken(again.json.client_token.token).expires - Math.floor(Date.now() / 1000);
  assert.ok(hour > 3590 && hour <= 3600, `${hour}`);
  assert.equal(lab.texts(wanted.msisdn), 1);
  assert.equal((await lab.order(id)).client_token, undefined);
});

test('what is asked of a token is checked before the order is made', async () => {
  for (const [given, field] of [
    [{ expires_in: 59 }, 'client_token.expires_in'], [{ expires_in: 604_801 }, 'client_token.expires_in'],
    [{ expires_in: '60' }, 'client_token.expires_in'], [{ revoke: true }, 'client_token.revoke'], ['x', 'client_token'],
  ]) {
    const wanted = charge({ client_token: given });
    const reply = await lab.create(wanted);
    assert.deepEqual([reply.status, reply.json.field], [422, field], JSON.stringify(given));
    assert.equal((await lab.get(`/v1/orders/${wanted.merchant_order_id}`)).status, 404);
  }
  const { id } = await lab.opened();
  for (const [given, field] of [[{ expires_in: 0 }, 'expires_in'], [{ revoke: 1 }, 'revoke'], [{ x: 1 }, 'x']]) {
    const reply = await tokens(id, given);
    assert.deepEqual([reply.status, reply.json.field], [422, field], JSON.stringify(given));
  }
  assert.equal((await tokens(id, [])).status, 422);
  assert.deepEqual(problem(await tokens(nextId(), {})), [404, 'order_not_found', false]);
});

test('with a token alone: read, wait, confirm; and what is shown is the payer\'s', async () => {
  const { id, msisdn, holder, otp } = await held({ expires_in: 604_800 });
  const read = await holder.get(`/v1/orders/${id}`);
  assert.deepEqual([read.status, Object.keys(read.json)], [200, PAYER_FIELDS], read.text);
  assert.equal(read.json.msisdn, `+85620*****${msisdn.slice(-3)}`);
  assert.ok(!read.text.includes(msisdn) && !read.text.includes('Gold'));
  assert.deepEqual([read.json.state, read.json.next_action.type, read.json.next_action.attempts_left], ['pending', 'otp', 5]);
  assert.equal((await holder.call('HEAD', `/v1/orders/${id.toLowerCase()}`)).status, 200);

  const wrong = await holder.confirm(id, wrongOtp(otp));
  assert.deepEqual([wrong.status, wrong.json.next_action.attempts_left], [200, 4], wrong.text);
  const waiting = holder.get(`/v1/orders/${id}?wait=30&version=${wrong.json.version}`);
  const confirmed = await holder.confirm(id, otp);
  assert.deepEqual([confirmed.status, confirmed.json.state, Object.keys(confirmed.json)], [200, 'succeeded', PAYER_FIELDS]);
  assert.ok((await waiting).json.version > wrong.json.version, 'the wait ended with a change');
  assert.equal(lab.charges(id).length, 1);
  assert.deepEqual(problem(await holder.confirm(id, otp)), [409, 'order_final', false]);
});

test('the payer cancels while the order waits for its password, and its number is free', async () => {
  const { id, holder, otp, msisdn, token } = await held({});
  const { version } = (await holder.get(`/v1/orders/${id}`)).json;
  const path = `/v1/orders/${id}/cancel`;
  const stale = await holder.post(path, { version: version - 1 });
  assert.deepEqual([...problem(stale), Object.keys(stale.json.order).sort()],
    [409, 'order_changed', false, PAYER_FIELDS.toSorted()]);
  const { status, json } = await holder.post(path, { version });
  assert.deepEqual([status, json.state, json.failure.reason, Object.keys(json)], [200, 'failed', 'cancelled', PAYER_FIELDS]);
  assert.equal((await holder.post(path, { version })).status, 200, 'twice is once');
  await lab.opened({ msisdn });
  const late = await holder.confirm(id, otp);
  assert.deepEqual([...problem(late), late.json.order.state], [409, 'order_final', false, 'failed']);
  assert.deepEqual(problem(await holder.post(`/v1/orders/${(await lab.opened()).id}/cancel`)), NOT_ALLOWED);
  await tokens(id, { revoke: true });
  assert.deepEqual(problem(await caller(lab, token).post(path)), REVOKED);
});

test('everything else is refused, and it is not told whether another order is there', async () => {
  const { id, holder } = await held({});
  const { id: other, otp } = await lab.opened();
  // But for the request's id.
  const told = ({ text, headers }) => text.replace(headers['x-request-id'], '');
  const refusal = await holder.get(`/v1/orders/${other}`);
  assert.deepEqual(problem(refusal), NOT_ALLOWED);
  for (const unknown of [nextId(), '', '%00', `${id}%20`, 'a'.repeat(65)]) {
    assert.equal(told(await holder.get(`/v1/orders/${unknown}`)), told(refusal), unknown);
  }
  assert.equal(told(await holder.confirm(other, otp)), told(refusal));
  assert.equal(told(await holder.confirm(nextId(), otp)), told(refusal));
  const tried = [
    ['GET', '/v1/orders'], ['POST', '/v1/orders', charge()], ['GET', '/v1/catalogue'], ['PUT', '/v1/catalogue', { items: [] }],
    ['POST', `/v1/orders/${id}/client-tokens`, {}], ['POST', `/v1/orders/${id}/recheck`],
    ['POST', `/v1/orders/${id}/resolve`, { state: 'succeeded', evidence: 'x', by: 'y' }], ['GET', `/v1/orders/${id}/history`],
    ['GET', `/v1/orders/${id}/refunds`], ['GET', `/v1/orders/${id}/refunds/r1`], ['GET', '/v1/providers'], ['GET', '/metrics'],
    ['GET', '/v1/events'], ['POST', '/v1/events/redeliver', {}], ['GET', '/v1/notifications'],
    ['POST', '/v1/subscriptions/search', { provider: 'ltc', msisdn: '2055515155' }],
    ['POST', '/v1/orders', { provider: 'appotapay', operation: 'topup' }],
  ];
  for (const [method, path, json] of tried) {
    assert.deepEqual(problem(await holder.call(method, path, { json })), NOT_ALLOWED, `${method} ${path}`);
  }
  assert.equal((await lab.order(other)).state, 'pending');
});

test('a token that is changed, signed otherwise, or over', async () => {
  const { id, token, otp } = await held({});
  const get = (key) => caller(lab, key).get(`/v1/orders/${id}`);
  assert.equal((await get(token)).status, 200);
  const [said, signature] = token.split('.');
  const changed = (text, at) => `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
  const bad = [
    changed(token, 5), changed(token, said.length - 1), changed(token, said.length + 1), changed(token, token.length - 1),
    said, `${said}.`, `${said}.${signature}A`, `${token}.${signature}`, token.toUpperCase(), token.replace('ct_', 'pt_'),
    signToken({ order: id, secret: 'edge-tests-client-token-secret-of-nobody' }), signToken({ order: id, secret: 'sk_dev_mekong' }),
    signToken({ order: id, secret: '' }), `ct_${Buffer.from('x').toString('base64url')}.`, 'ct_', 'ct_.', `ct_${'A'.repeat(5000)}.A`,
  ];
  for (const key of bad) assert.deepEqual(problem(await get(key)), INVALID, key.slice(0, 90));
  const over = signToken({ order: id, expires: Date.now() / 1000 - 1 });
  assert.deepEqual(problem(await get(over)), EXPIRED);
  assert.deepEqual(problem(await caller(lab, over).confirm(id, otp)), EXPIRED);
  assert.equal((await get(signToken({ order: id, expires: Date.now() / 1000 + 5 }))).status, 200);
  assert.deepEqual(problem(await get(signToken({ order: id, generation: 1 }))), REVOKED, 'of a generation to come');
});

test('revoking ends every earlier token: to read, to wait, to confirm', async () => {
  const { id, otp, holder } = await held({});
  const other = caller(lab, (await tokens(id, {})).json.token);
  const { version } = (await other.get(`/v1/orders/${id}`)).json;
  const waiting = other.get(`/v1/orders/${id}?wait=2&version=${version}`);
  const revoked = await tokens(id, { revoke: true, expires_in: 60 });
  assert.equal(revoked.status, 201);
  assert.equal(readToken(revoked.json.token).generation, 1);
  assert.deepEqual(problem(await waiting), REVOKED, 'who waited is told nothing any more');
  const before = lab.calls().ConfirmDeduct;
  for (const old of [holder, other]) {
    assert.deepEqual(problem(await old.get(`/v1/orders/${id}`)), REVOKED);
    assert.deepEqual(problem(await old.get(`/v1/orders/${id}?wait=30`)), REVOKED);
    assert.deepEqual(problem(await old.confirm(id, otp)), REVOKED);
  }
  assert.equal(lab.calls().ConfirmDeduct, before);
  const order = await lab.order(id);
  assert.deepEqual([order.version, order.next_action.attempts_left], [version, 5], 'nothing that is shown changed');
  assert.equal((await lab.history(id)).at(-1).type, 'revoke_tokens');
  await lab.restart();
  assert.deepEqual(problem(await holder.get(`/v1/orders/${id}`)), REVOKED, 'after a restart, too');
  assert.equal((await caller(lab, revoked.json.token).confirm(id, otp)).json.state, 'succeeded');
  assert.equal(lab.charges(id).length, 1);
});

test('one of 20 simultaneous confirms by tokens makes the call', async () => {
  const { id, otp, holder } = await held({});
  const replies = await Promise.all(Array.from({ length: 20 }, () => holder.confirm(id, otp)));
  assert.equal(replies.filter((reply) => reply.status === 200).length, 1);
  assert.equal(lab.charges(id).length, 1);
});
