// A shop's client and a gateway that it meets, which both are every test's own.
import assert from 'node:assert/strict';
import { after, beforeEach } from 'node:test';
import { MekongError, createClient } from '../../lib/client.js';
import { PK, problem, startGateway } from './gateway.mjs';

export const gateway = await startGateway();
after(() => gateway.close());
beforeEach(() => { gateway.calls.length = 0; });

export const shop = createClient({ baseUrl: `${gateway.url}/`, token: PK });
export const code = (wanted, more = {}) => (error) => {
  assert.ok(error instanceof MekongError, String(error));
  assert.deepEqual({ code: error.code, ...pick(error, more) }, { code: wanted, ...more });
  return true;
};
const pick = (from, like) => Object.fromEntries(Object.keys(like).map((name) => [name, from[name]]));
export const sent = () => gateway.calls.map(({ method, url }) => `${method} ${url}`);
export const refusal = (status, wanted, { headers, ...more } = {}) => ({
  status, body: problem(status, wanted, more), headers: { 'content-type': 'application/problem+json', ...headers },
});
export const busy = (headers) => refusal(503, 'busy', { headers });

export async function ordered(client_key) {
  const made = await shop.createOrder({ sku: 'song', msisdn: '02055515155', client_key });
  gateway.calls.length = 0;
  const payer = createClient({ baseUrl: gateway.url, token: made.clientToken });
  return { ...made, id: made.order.merchant_order_id, payer };
}
