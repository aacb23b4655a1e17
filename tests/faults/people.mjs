// People who act on what they saw before, and a page whose payer orders again while nobody knows how the first order
// went. None of it may be taken.
import { randomBytes } from 'node:crypto';
import { send } from '../edge/support/http.mjs';

const plus = (counts, name) => { counts[name] = (counts[name] ?? 0) + 1; };

/** A verdict on what an order was, not on what it is. */
export async function resolvesLate({ caller, stale }, random, path) {
  const seen = await caller.insist(random, 'GET', path);
  if (seen?.status !== 200) return;
  const verdict = { state: random.pick(['failed', 'succeeded']), evidence: 'seen a minute ago', by: 'the run of faults' };
  const version = random.chance(0.2) ? undefined : Math.max(0, seen.json.version - random.between(1, 3));
  stale.tried += 1;
  const reply = await caller.insist(random, 'POST', `${path}/resolve`, { ...verdict, version }, { tries: 5 });
  if (reply?.status === 200) stale.taken.push(seen.json.merchant_refund_id ?? seen.json.merchant_order_id);
  plus(stale.others, reply ? `${reply.status} ${reply.json?.code}` : 'no answer');
}

/** A page orders for the number of an order that is unknown before and after that. */
export async function pageOrders({ caller, keeper, pages }, random, id, msisdn) {
  const isUnknown = async () => (await caller.insist(random, 'GET', `/v1/orders/${id}`))?.json?.state === 'unknown';
  if (!await isUnknown()) return;
  const json = { sku: 'gold', msisdn, client_key: randomBytes(24).toString('base64url') };
  await keeper.up();
  const headers = { authorization: 'Bearer pk_dev_mekong' };
  const reply = await send(`${keeper.url}/v1/orders`, { method: 'POST', headers, json }).catch(() => undefined);
  if (!reply || !await isUnknown()) return;
  pages.tried += 1;
  if (reply.status < 300) pages.taken.push({ id, by: reply.json.merchant_order_id });
  plus(pages.refused, `${reply.status} ${reply.json?.code}`);
}
