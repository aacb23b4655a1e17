// Messages that anybody may send, and backlogs: what they write, and what they have the provider asked.
//   cargo xtask bench messages
// MEKONG_WORKER is the folder of another build, to be compared. It ends with 1 where something writes that may not.
import { createSignatures } from '../../js/simulator/lianlian/signature.mjs';
import { counting, manyEvents, manyOrders, written, writtenIn } from '../edge/support/backlog.mjs';
import { flood } from '../edge/support/flood.mjs';
import { newHome } from '../edge/support/gateway.mjs';
import { startLab } from '../edge/support/lab.mjs';
import { nextId } from '../edge/support/orders.mjs';
import { endpointsOf, startReceiver } from '../edge/support/receiver.mjs';
import { sleep, until } from '../edge/support/wait.mjs';
import { orders, startMeasured } from './support/gateways.mjs';
import { load } from './support/measure.mjs';
import { heading, row, title } from './support/table.mjs';

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

/** What is stored of an order, and all rows that the gateway's objects have written. */
async function stored(gateway, id) {
  const count = (sql) => gateway.records.rows('Ledger', `SELECT COUNT(*) AS n FROM ${sql}`, id.toLowerCase())
    .reduce((sum, { n }) => sum + n, 0);
  const { rows, alarms } = await written(gateway);
  return {
    history: count('history WHERE key = ?'), notifications: count('notifications WHERE key = ?'),
    version: gateway.records.order(id).version, rows, alarms,
  };
}

/** Waits until nothing is written any more of what came of the message itself. */
async function settled(gateway) {
  for (let last; last !== (last = (await written(gateway)).rows);) await sleep(QUIET_MS);
}

/**
 * Judged by rows, not by the shard's file: an alarm that was set when the order was made rings once more when nothing is
 * due any longer, and the platform keeps the next one's time in a row of its own (`_cf_METADATA`), a page of the file.
 */
async function measured(gateway, name, message) {
  await settled(gateway);
  const before = await stored(gateway, message.id);
  const taken = await load(spelled(message), gateway.say, { pid: gateway.pid() });
  const after = await stored(gateway, message.id);
  row(name, taken);
  const more = Object.entries(after).map(([what, now]) => `${what} +${now - before[what]}`);
  console.log(`  ${taken.took.length} messages wrote: ${more.join(', ')}`);
  return ['history', 'notifications', 'version', 'rows'].every((what) => after[what] === before[what]);
}

/** An order about which LianLian has said this. */
async function told(gateway, order_status) {
  const { merchant_order_id: id, provider_order_id: order_id, amount } =
    await gateway.make(orders.lianlian({ merchant_order_id: nextId('B') }));
  const fields = {
    order_id, merchant_order_id: id, order_status, order_amount: amount.value, order_currency: amount.currency,
  };
  const message = { id, path: gateway.addressOf(id), fields, body: JSON.stringify(fields), sign: signatures.genuine(fields) };
  await gateway.say(message);
  return message;
}

/** Gateways whose rows are counted, each for one question. */
async function inLab(start, settings, work) {
  const home = newHome();
  const lab = await start({ worker: counting(home.folder, process.env.MEKONG_WORKER), documented: false, ...settings });
  try {
    return await work(lab);
  } finally {
    await lab.end();
    home.remove();
  }
}

async function known(gateway) {
  heading();
  const ended = await measured(gateway, 'about an order that has ended', await told(gateway, 'PS'));
  const waiting = await told(gateway, 'WP');
  // It is asked about 60 s after its deadline, and not before 5 min after the first message again.
  const { attempt } = gateway.records.order(waiting.id);
  await until('it is not asked about for a while', () => Date.now() > attempt.deadline + 65_000 / SCALE, { within: 60_000 });
  const waits = await measured(gateway, 'about one that waits', waiting);
  return ended && waits;
}

/** Messages that say "waits": no build lets those decide. */
async function flooded(gateway, queryMs) {
  const { sent, seconds, caused, most, late } = await flood(gateway, { statuses: ['WP'], queryMs });
  console.log(`a query takes ${queryMs} ms: ${sent} messages in ${seconds.toFixed(1)} s caused ${caused} queries, \
${(caused / seconds).toFixed(1)} a second (budget: ${most} in all)`);
  console.log(`  own rechecks came late by ${[...late].sort((one, other) => one - other).join(', ')} ms`);
}

/** Rows written while all places are taken and none comes free. `underWay` says how many there are. */
async function resting(lab, name, underWay) {
  let last = 0;
  await until('all places are taken', () => {
    const [before, now] = [last, last = underWay()];
    return now > 0 && now === before;
  }, { within: 60_000, every: 500 });
  const { rows, alarms } = await writtenIn(lab, QUIET_MS);
  console.log(`${name}: ${underWay()} under way; in ${QUIET_MS / 1000} s ${rows} rows and ${alarms} alarms are written`);
  return rows === 0;
}

/** Provider and endpoint take longer than is looked at: no place comes free meanwhile, however busy the machine is. */
async function backlogs(lab, shop) {
  await manyOrders(lab, 600);
  await lab.plan('CheckTransaction', { delay_ms: 10_000 }, { times: 10_000 });
  await lab.get('/healthz');
  const asked = await resting(lab, '600 orders, a provider that takes 10 s', () => lab.calls().CheckTransaction ?? 0);
  await manyEvents(lab, 5000);
  shop.answer = () => ({ delayMs: 10_000 });
  await lab.get('/healthz');
  return await resting(lab, '5,000 events, an endpoint that takes 10 s', () => shop.open) && asked;
}

title('signed messages that are known already, each spelled otherwise');
const silent = await inLab(startMeasured, { scale: SCALE }, known);
title('a flood of signed messages that prove nothing, about 80 orders in 4 of 16 shards, at the documented pace');
for (const queryMs of [50, 2000]) await inLab(startMeasured, {}, (gateway) => flooded(gateway, queryMs));
title('backlogs');
const shop = await startReceiver({ answer: () => ({}) });
const idle = await inLab(startLab, { vars: { EVENT_ENDPOINTS: endpointsOf(shop) } }, (lab) => backlogs(lab, shop));
await shop.close();
if (!silent || !idle) process.exitCode = 1;
