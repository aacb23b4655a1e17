// Signed messages that are known already, each spelled otherwise: how many a second are acknowledged, and what they write.
//   cargo xtask bench messages
// Anybody who has seen one may send them, so none may write: rows, the order's version and the shard's file are compared.
import { statSync } from 'node:fs';
import { createSignatures } from '../../js/simulator/lianlian/signature.mjs';
import { ownPath } from '../edge/support/lianlian.mjs';
import { nextId } from '../edge/support/orders.mjs';
import { sleep, until } from '../edge/support/wait.mjs';
import { orders, startMeasured } from './support/gateways.mjs';
import { load } from './support/measure.mjs';
import { heading, row } from './support/table.mjs';

const MANY = 2000;
const SECONDS = 10;
const QUIET_MS = 3000;
const SCALE = 5;
const signatures = createSignatures('SHA1');

/** The same message in other bytes for each `n`: keys turned, a letter escaped, blanks that write `n` in binary. */
function respelled(fields, n) {
  const pairs = Object.entries(fields);
  const turned = [...pairs.slice(n % pairs.length), ...pairs.slice(0, n % pairs.length)];
  const [[name, value], ...rest] = turned;
  const escaped = `"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}"`;
  const written = [`${escaped}:${JSON.stringify(value)}`, ...rest.map((pair) => pair.map((word) => JSON.stringify(word)).join(':'))];
  const blanks = n.toString(2).replaceAll('0', ' ').replaceAll('1', '\n');
  return `{${blanks}${written.join(',')}}`;
}

/** For so long at most. */
function* spelled(message) {
  const end = performance.now() + SECONDS * 1000;
  for (let n = 1; n <= MANY && performance.now() < end; n += 1) yield { ...message, body: respelled(message.fields, n) };
}

const sizeOf = (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** What is stored of an order, and in its shard. */
function stored(gateway, id) {
  const count = (sql) => gateway.records.rows('Ledger', `SELECT COUNT(*) AS n FROM ${sql}`, id.toLowerCase())
    .reduce((sum, { n }) => sum + n, 0);
  const file = gateway.records.shardOf(id);
  return {
    history: count('history WHERE key = ?'),
    notices: count('notices WHERE key = ?'),
    version: gateway.records.order(id).version,
    bytes: sizeOf(file) + sizeOf(`${file}-wal`),
  };
}

/** Waits until nothing is written any more of what came of the message itself, an alarm's row for one. */
async function settled(gateway, id) {
  for (let last; last !== (last = stored(gateway, id).bytes);) await sleep(QUIET_MS);
}

async function measured(gateway, name, message) {
  await settled(gateway, message.id);
  const before = stored(gateway, message.id);
  const taken = await load(spelled(message), (each) => say(gateway, each), { pid: gateway.pid() });
  const after = stored(gateway, message.id);
  row(name, taken);
  const more = Object.entries(after).map(([what, now]) => `${what} +${now - before[what]}`);
  console.log(`  ${taken.took.length} messages wrote: ${more.join(', ')}`);
  return Object.entries(after).every(([what, now]) => now === before[what]);
}

const say = (gateway, { id, body, sign }) => gateway.wire.call({
  path: `/v1/notifications/lianlian${ownPath(id)}`, body, headers: { sign, 'sign-type': 'RSA' },
});

/** An order about which LianLian has said this. */
async function told(gateway, order_status) {
  const { merchant_order_id: id, provider_order_id: order_id, amount } =
    await gateway.make(orders.lianlian({ merchant_order_id: nextId('B') }));
  const fields = {
    order_id, merchant_order_id: id, order_status, order_amount: amount.value, order_currency: amount.currency,
  };
  const message = { id, fields, body: JSON.stringify(fields), sign: signatures.genuine(fields) };
  await say(gateway, message);
  return message;
}

const gateway = await startMeasured({ scale: SCALE });
try {
  const [paid, waiting] = [await told(gateway, 'PS'), await told(gateway, 'WP')];
  heading();
  const ended = await measured(gateway, 'about an order that has ended', paid);
  // It is asked about 60 s after its deadline, and not before 5 min after the first message again.
  const { attempt } = gateway.records.order(waiting.id);
  await until('it is not asked about for a while', () => Date.now() > attempt.deadline + 65_000 / SCALE, { within: 60_000 });
  const waits = await measured(gateway, 'about one that waits', waiting);
  if (!ended || !waits) process.exitCode = 1;
} finally {
  await gateway.end();
}
