import assert from 'node:assert/strict';
import { assertClean } from './canaries.mjs';
import { send } from './http.mjs';
import { charge } from './orders.mjs';
import { until } from './wait.mjs';

export const KEY = 'sk_dev_mekong';

/** A merchant's server. `base()` is asked each time: the gateway may have been started again elsewhere. */
export function createClient(base, { key = KEY, lastOtp } = {}) {
  const authorization = { authorization: `Bearer ${key}` };
  const call = async (method, path, given = {}) => {
    const reply = await send(base() + path, { method, ...given, headers: { ...authorization, ...given.headers } });
    assertClean(`the answer to ${method} ${path}`, reply.text);
    return reply;
  };
  const get = (path, given) => call('GET', path, given);
  const post = (path, json, given) => call('POST', path, { json, ...given });

  const client = {
    call, get, post,
    create: (order) => post('/v1/orders', order),
    order: async (id) => (await get(`/v1/orders/${id}`)).json,
    confirm: (id, otp) => post(`/v1/orders/${id}/confirm`, { otp }),
    recheck: (id) => post(`/v1/orders/${id}/recheck`),
    cancel: (id) => post(`/v1/orders/${id}/cancel`),
    /** By somebody who has looked at the order as it is now, unless the verdict names a version. */
    resolve: async (id, verdict) =>
      post(`/v1/orders/${id}/resolve`, { version: (await client.order(id)).version, ...verdict }),
    history: async (id) => (await get(`/v1/orders/${id}/history`)).json.history,
    subscriptions: async (msisdn) =>
      (await post('/v1/subscriptions/search', { provider: 'ltc', msisdn })).json.subscriptions,
  };
  return { ...client, ...steps(client, lastOtp) };
}

/** What many tests begin with; each step is checked. */
function steps({ create, confirm, order, post }, lastOtp) {
  /** A charge whose password was texted; with the password. */
  async function opened(fields) {
    const wanted = charge(fields);
    const reply = await create(wanted);
    assert.equal(reply.status, 201, reply.text);
    assert.equal(reply.json.state, 'pending', reply.text);
    return { id: wanted.merchant_order_id, msisdn: wanted.msisdn, wanted, otp: lastOtp(wanted.msisdn) };
  }

  async function charged(fields) {
    const opening = await opened(fields);
    const reply = await confirm(opening.id, opening.otp);
    assert.equal(reply.json.state, 'succeeded', reply.text);
    return { ...opening, order: reply.json };
  }

  async function subscribed(msisdn, details = {}, consentedAt = '2026-01-01T00:00:00+07:00') {
    const wanted = { provider: 'ltc', msisdn, consented_at: consentedAt, details: { card_name: 'Gold', ...details } };
    const reply = await post('/v1/subscriptions', wanted);
    assert.equal(reply.status, 200, reply.text);
    return reply.json;
  }

  /** Waits until the order is in one of the states. */
  const reaches = (id, states, given) => until(`order ${id} is ${states}`, async () => {
    const now = await order(id);
    return [states].flat().includes(now.state) && now;
  }, given);

  return { opened, charged, subscribed, reaches };
}
