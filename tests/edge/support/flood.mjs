// Strangers who hold what LianLian signed and proves nothing, and send it as often as they can.
import { createHash } from 'node:crypto';
import { KEY } from './client.mjs';
import { payment, signatureOf } from './lianlian.mjs';
import { nextId } from './orders.mjs';
import { repeat } from './wait.mjs';

const TEXTS = 6;
const shardOf = (id) => createHash('sha256').update(id.toLowerCase()).digest()[0] % 16;

/** Ids that lie in the first so many shards of the ledger, turn by turn. */
export function* idsIn(shards, each) {
  const left = Array(shards).fill(each);
  while (left.some((more) => more > 0)) {
    const id = nextId('F');
    const shard = shardOf(id);
    if (!(left[shard] > 0)) continue;
    left[shard] -= 1;
    yield id;
  }
}

/** Orders that wait for their payer; not by QR code, which the simulator would take its time to draw. */
export async function waiting(ids, gateway) {
  const list = [...ids];
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${KEY}` };
  await repeat(list.length, async () => {
    const wanted = payment({ merchant_order_id: list.shift(), details: { service: 'truemoney', method: 'NORMAL_BALANCE_TM' } });
    const { status } = await fetch(`${gateway}/v1/orders`, { method: 'POST', headers, body: JSON.stringify(wanted) });
    if (status !== 201) throw new Error(`${wanted.merchant_order_id}: ${status}`);
  }, 8);
}

/** Of each order some signed texts that prove nothing: each may hint once. */
export function textsOf(payments) {
  return Array.from({ length: TEXTS }, (_, n) => payments.map((order) => {
    const fields = {
      order_id: order.order_id, merchant_order_id: order.merchant_order_id, order_amount: order.amount,
      order_currency: order.currency, order_status: n % 2 ? 'WP' : 'PS', complete_time: `2026120100000${n}`,
    };
    const body = JSON.stringify(fields);
    return { id: order.merchant_order_id, fields, body, sign: signatureOf(body) };
  })).flat();
}

/** The ways that lead to no order's own address: a notice without one, a notice at the id alone, the payer's form. */
const WAYS = [
  ({ body, sign }) => ['notifications/lianlian', { sign, 'content-type': 'application/json' }, body],
  ({ id, body, sign }) => [`notifications/lianlian/${id}`, { sign, 'content-type': 'application/json' }, body],
  ({ id, fields, sign }) => [`returns/lianlian/${id}`, {}, new URLSearchParams({ ...fields, sign })],
];

/** Sends them round and round, so many at a time, until `ended` says so; gives how many were sent and what was answered. */
export async function flood(gateway, list, ended, atOnce = 16) {
  let sent = 0;
  const answers = new Set();
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (!ended()) {
      sent += 1;
      const [path, headers, body] = WAYS[sent % WAYS.length](list[sent % list.length]);
      const { status } = await fetch(`${gateway}/v1/${path}`, { method: 'POST', headers, body, redirect: 'manual' });
      answers.add(status);
    }
  }));
  return { sent, answers: [...answers] };
}
