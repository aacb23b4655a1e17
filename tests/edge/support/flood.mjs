// Strangers who hold what LianLian signed and proves nothing, and send it as often as they can.
import { createHash } from 'node:crypto';
import { KEY } from './client.mjs';
import { payment, signatureOf } from './lianlian.mjs';
import { nextId } from './orders.mjs';
import { repeat, sleep } from './wait.mjs';

const SHARDS = 4;
const EACH = 20;
const TEXTS = 6;
/** HINTED_QUERIES: of one shard so many at once, then one in so long (src/domain/budget.rs). */
const AT_ONCE = 8;
const EVERY_MS = 2000;
/** The first recheck, after a call's deadline (RECHECKS in src/domain/schedule.rs). */
const RECHECK_MS = 5000;
/** So long a query takes, unless said: places matter, and without a budget hints would wait in the way of rechecks. */
const QUERY_MS = 2000;
/** So long the flood lasts before the first recheck, what is flooded being made anew, and after the last. */
const BEFORE_MS = 16_000;
const AFTER_MS = 3500;

const shardOf = (id) => createHash('sha256').update(id.toLowerCase()).digest()[0] % 16;

/** Ids that lie in the first shards of the ledger, turn by turn. */
function idsIn(shards, each) {
  const ids = [];
  const left = Array(shards).fill(each);
  while (left.some((more) => more > 0)) {
    const id = nextId('F');
    const shard = shardOf(id);
    if (!(left[shard] > 0)) continue;
    left[shard] -= 1;
    ids.push(id);
  }
  return ids;
}

/** Orders that wait for their payer; not by QR code, which the simulator would take its time to draw. */
async function waiting(gateway, ids) {
  const left = [...ids];
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${KEY}` };
  await repeat(left.length, async () => {
    const wanted = payment({ merchant_order_id: left.shift(), details: { service: 'truemoney', method: 'NORMAL_BALANCE_TM' } });
    const { status } = await fetch(`${gateway}/v1/orders`, { method: 'POST', headers, body: JSON.stringify(wanted) });
    if (status !== 201) throw new Error(`${wanted.merchant_order_id}: ${status}`);
  }, 8);
}

/** Of each order some signed texts that prove nothing: each may hint once. */
const textsOf = (payments, statuses) => Array.from({ length: TEXTS }, (_, n) => payments.map((order) => {
  const fields = {
    order_id: order.order_id, merchant_order_id: order.merchant_order_id, order_amount: order.amount,
    order_currency: order.currency, order_status: statuses[n % statuses.length], complete_time: `2026120100000${n}`,
  };
  const body = JSON.stringify(fields);
  return { id: order.merchant_order_id, fields, body, sign: signatureOf(body) };
})).flat();

/** What leads to no order's own address: a notification without one or at the id alone, one that was not signed, the payer's form. */
const WAYS = [
  ({ body, sign }) => ['notifications/lianlian', { sign }, body],
  ({ id, body, sign }) => [`notifications/lianlian/${id}`, { sign }, body],
  ({ body }) => ['notifications/lianlian', { sign: 'AAAA' }, body.replace('{', '{"order_status":"WP",')],
  ({ id, fields, sign }) => [`returns/lianlian/${id}`, {}, `${new URLSearchParams({ ...fields, sign })}`],
];

/** Sends them round and round, about all orders in one way and then in the next, until `end`; gives how many. */
async function send(gateway, texts, end, atOnce = 16) {
  let sent = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (Date.now() < end) {
      sent += 1;
      const way = WAYS[Math.floor((sent * TEXTS) / texts.length) % WAYS.length];
      const [path, headers, body] = way(texts[sent % texts.length]);
      const type = path.startsWith('returns') ? 'application/x-www-form-urlencoded' : 'application/json';
      await fetch(`${gateway}/v1/${path}`, { method: 'POST', headers: { 'content-type': type, ...headers }, body, redirect: 'manual' });
    }
  }));
  return sent;
}

/**
 * A flood about many orders at the documented pace, while others of the same shards are due to be asked about by
 * themselves: how many queries it caused, how many the budget allows, and by how much each of the others came late.
 */
export async function flood(lab, { statuses = ['PS', 'WP'], queryMs = QUERY_MS } = {}) {
  await lab.plan('query', { delay_ms: queryMs }, { times: null });
  const own = idsIn(SHARDS, 2);
  await waiting(lab.url, own);
  const planned = (id) => lab.records.order(id).attempt.deadline + RECHECK_MS;
  // The flood is over what is made later, so that none of it is due by itself meanwhile.
  await sleep(planned(own[0]) - BEFORE_MS - Date.now());
  const flooded = idsIn(SHARDS, EACH);
  await waiting(lab.url, flooded);
  const [texts, before] = [textsOf(flooded.flatMap((id) => lab.payments(id)), statuses), lab.calls().query];

  const begun = Date.now();
  const sent = await send(lab.url, texts, Math.max(...own.map(planned)) + AFTER_MS);
  const ms = Date.now() - begun;
  const itself = [...own, ...flooded].filter((id) => planned(id) <= Date.now()).length;
  const asked = (id) => {
    const { asked_at, last_read_at } = lab.records.order(id);
    return asked_at ?? (last_read_at === null ? Infinity : last_read_at - queryMs);
  };
  return {
    flooded, sent, seconds: ms / 1000, caused: lab.calls().query - before - itself,
    most: SHARDS * (AT_ONCE + Math.ceil(ms / EVERY_MS)), atLeast: SHARDS * AT_ONCE,
    late: own.map((id) => asked(id) - planned(id)),
  };
}
