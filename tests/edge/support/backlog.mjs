// Backlogs: events that wait for an endpoint, orders that wait to be asked about, far more than are under way at once.
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { send } from './http.mjs';
import { behaving } from './orders.mjs';
import { sleep, until } from './wait.mjs';

const SHARDS = 16;
const BUILT = resolve(import.meta.dirname, '../../../dist/worker');

/** The Worker in a folder, wrapped so that it counts what its objects write. */
export function counting(folder, built = BUILT) {
  for (const part of ['index_bg.wasm', 'openapi.json']) cpSync(join(built, part), join(folder, part));
  cpSync(join(built, 'worker.js'), join(folder, 'gateway.js'));
  cpSync(join(import.meta.dirname, 'counting_worker.mjs'), join(folder, 'worker.js'));
  return folder;
}

export const written = async (lab) => (await send(`${lab.url}/_written`)).json;

/** What is written in so many milliseconds. */
export async function writtenIn(lab, ms) {
  const before = await written(lab);
  await sleep(ms);
  const after = await written(lab);
  return { rows: after.rows - before.rows, alarms: after.alarms - before.alarms };
}

/** So many in every shard of the ledger, made of one that is there, while the gateway is down. */
const NUMBERS = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)';
const inEach = (many) => Math.ceil(many / SHARDS);

/** The column `lane` of what is due, where there is one: the ledger of before, which is measured beside, has none. */
function due(records, kind, lane) {
  const has = records.rows('Ledger', "SELECT 1 FROM pragma_table_info('due') WHERE name = 'lane'").length > 0;
  return has ? [`INSERT INTO due (kind, lane, at, key) ${NUMBERS} SELECT '${kind}', '${lane}', i,`]
    : [`INSERT INTO due (kind, at, key) ${NUMBERS} SELECT '${kind}', i,`];
}

/** Events that were never tried, each about a thing of its own, for the endpoint `shop`. */
export async function manyEvents(lab, many) {
  await lab.get('/healthz');
  const { id } = await lab.opened();
  const [{ body }] = await until('it is told', () => lab.records.rows('Ledger', 'SELECT body FROM events WHERE about = ?', id.toLowerCase()));
  await lab.kill();
  const [insert] = due(lab.records, 'deliver', 'to shop');
  lab.records.change('Ledger', `INSERT INTO events (id, about, sequence, at, kind, body) ${NUMBERS}
    SELECT 'evt_' || hex(randomblob(16)), 'backlog' || i, 1, ? + i, 'order.pending', ? FROM n`, inEach(many), Date.now(), body);
  lab.records.change('Ledger', `INSERT INTO deliveries (endpoint, about, sequence, state, since)
    SELECT 'shop', about, 1, 'waiting', at FROM events WHERE about GLOB 'backlog*'`);
  lab.records.change('Ledger', `${insert} 'shop backlog' || i FROM n`, inEach(many));
  await lab.start();
}

/** Orders of which nobody knows what became, all to be asked about now. */
export async function manyOrders(lab, many) {
  await lab.get('/healthz');
  const { id, otp } = await lab.opened({ msisdn: behaving('confirm', '02') });
  await lab.confirm(id, otp);
  await lab.kill();
  const [{ body }] = lab.records.rows('Ledger', 'SELECT body FROM orders WHERE key = ?', id.toLowerCase());
  const [insert] = due(lab.records, 'order', 'ask ltc');
  lab.records.change('Ledger', `INSERT INTO orders (key, created_at, provider, state, review, body) ${NUMBERS}
    SELECT 'backlog' || i, ?, 'ltc', 'unknown', 0, json_set(?, '$.terms.merchant_order_id', 'BACKLOG' || i,
      '$.attempt.deadline', CAST(? AS INTEGER)) FROM n`, inEach(many), Date.now(), body, Date.now() - 60_000);
  lab.records.change('Ledger', `${insert} 'backlog' || i FROM n`, inEach(many));
  await lab.start();
}
