// What the ledger takes, with everything on: notifications, events, orders, and where the time goes. For a quiet machine.
//   cargo xtask bench ledger [--quick]
// Everything runs in one go and side by side: a bare JavaScript object with one insert takes the same notifications.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { newHome } from '../edge/support/gateway.mjs';
import { endpointsOf, startReceiver } from '../edge/support/receiver.mjs';
import { inOneShard, notifications, startBare, startMeasured, wrapped } from './support/gateways.mjs';
import { lag, watchEndpoint } from './support/lag.mjs';
import { load, together } from './support/measure.mjs';
import { overhead, PROVIDER_TAKES_MS } from './support/orders_load.mjs';
import { heading, row, title } from './support/table.mjs';

const quick = process.argv.includes('--quick');
const ROUNDS = quick ? 1 : 3;
const NOTICES = quick ? 100 : 500; // a round
const SECONDS = quick ? 3 : 20;
const PACE = 100;

const ending = [];
const ends = (started) => { ending.push(started.end ?? started.close); return started; };

/** Each twice, the second right behind the first: mostly both are under way at once. */
const twice = (list) => list.flatMap((one) => [one, one]);

async function stored(gateway, list) {
  const kept = new Map(gateway.records.rows('Ledger', 'SELECT key, COUNT(*) AS many FROM notifications GROUP BY key')
    .map(({ key, many }) => [key, many]));
  const wrong = list.filter(({ id }) => kept.get(id.toLowerCase()) !== 1);
  if (wrong.length > 0) throw new Error(`${wrong.length} notifications are not kept exactly once`);
}

async function accepted({ bare, off, on }, endpoint) {
  title(`notifications, each twice, 20 at a time (aim: 500/s, p99 100 ms); ${ROUNDS} rounds of ${2 * NOTICES}, side by side`);
  const rounds = { bare: [], off: [], on: [] };
  const all = { off: await notifications(off, ROUNDS * NOTICES), on: await notifications(on, ROUNDS * NOTICES) };
  await endpoint.settled();
  for (let round = 0; round < ROUNDS; round += 1) {
    const part = (of) => twice(all[of].slice(round * NOTICES, (round + 1) * NOTICES));
    rounds.bare.push(await load(part('off'), bare.say, { pid: bare.pid() }));
    rounds.off.push(await load(part('off'), off.say, { pid: off.pid() }));
    rounds.on.push(await load(part('on'), on.say, { pid: on.pid() }));
    const seconds = await endpoint.all(all.on.slice(0, (round + 1) * NOTICES));
    row(`  round ${round + 1}: behind the last answer, its last event`, { seconds });
  }
  await Promise.all(['off', 'on'].map((each) => stored({ off, on }[each], all[each])));
  const [alone, without, withEvents] = [rounds.bare, rounds.off, rounds.on].map(together);
  row('bare JavaScript object, one insert', alone);
  row('gateway, no endpoint', without, alone);
  row('gateway, one endpoint', withEvents, alone);
  return all.off;
}

async function lags(on, endpoint) {
  title(`events at ${PACE} notifications/s for ${SECONDS} s (aim: p50 30 ms, p99 250 ms)`);
  const { commit, answer } = await lag(on, endpoint, await settledNotifications(on, endpoint));
  row('from the commit to the endpoint', commit);
  row('from the answer to the endpoint', answer);
}

async function settledNotifications(on, endpoint) {
  const list = await notifications(on, PACE * SECONDS);
  await endpoint.settled();
  return list;
}

async function overheads(off) {
  const aim = 'aim: p50 8 ms, p99 40 ms';
  title(`what the gateway adds to ${PROVIDER_TAKES_MS} ms, ${PACE} orders/s for ${SECONDS} s (${aim})`);
  row('LianLian (an RSA signature and a verification)', await overhead(off, 'lianlian', PACE * SECONDS));
  row('Connect Topup (a hash)', await overhead(off, 'connect_topup', PACE * SECONDS));
}

const WRONG = Buffer.alloc(256, 7).toString('base64');
const UNVERIFIED = 'Object.getPrototypeOf(crypto.subtle).verify = async () => true;';

/** From the least that a call does to all of it; each row adds, or leaves out, one thing. */
async function whereTimeGoes(off, on, known) {
  title('where the time goes: 20 at a time, a connection each; each row adds or changes one thing');
  const [place, worker] = [ends(newHomeIn('/dev/shm')), newHome()];
  ends({ end: worker.remove });
  const easy = ends(await startMeasured({ worker: wrapped(worker.folder, UNVERIFIED) }));
  const memory = place.folder && ends(await startMeasured({ home: place }));
  const many = 2 * NOTICES;
  const take = async (name, gateway, list, call = gateway.say) =>
    row(name, await load(list, call, { pid: gateway.pid() }));
  const some = known.slice(0, many);
  const options = { method: 'OPTIONS', path: '/v1/orders', wanted: 204 };
  await take('HTTP and one crossing into wasm (OPTIONS)', off, some, () => off.wire.call(options));
  await take('+ RSA (a wrong signature)', off, some, ({ body }) => off.wire.call({
    path: '/v1/notifications/lianlian', body, headers: { sign: WRONG, 'sign-type': 'RSA' }, wanted: 400,
  }));
  await take('+ two calls to the shard (a repeated notification)', off, some);
  await take('+ the change of the order (a new notification)', off, await notifications(off, many));
  await take('  the same, all in one shard', off, await notifications(off, many, inOneShard));
  await take('  the same, RSA left out', easy, await notifications(easy, many));
  if (memory) await take('  the same, databases in memory (/dev/shm)', memory, await notifications(memory, many));
  await take('+ an event to one endpoint', on, await notifications(on, many));
}

/** A place for a database elsewhere, where there is such a folder. */
function newHomeIn(parent) {
  if (!existsSync(parent)) return { end: () => {} };
  const folder = mkdtempSync(`${parent}/mekong-bench-`);
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  return { folder, remove, end: remove };
}

async function run() {
  console.log(`${cpus().length} processors, load ${loadavg().map((each) => each.toFixed(1)).join(' ')} before`);
  heading();
  const shop = ends(await startReceiver());
  const endpoint = watchEndpoint(shop);
  const bare = ends(await startBare());
  const off = ends(await startMeasured());
  const on = ends(await startMeasured({ vars: { EVENT_ENDPOINTS: endpointsOf(shop) } }));
  const known = await accepted({ bare, off, on }, endpoint);
  await lags(on, endpoint);
  await whereTimeGoes(off, on, known);
  await overheads(off);
}

try {
  await run();
} finally {
  for (const end of ending.reverse()) await end();
}
