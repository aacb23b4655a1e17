// One run: makes the orders, lets time pass, reads everything, compares.
import { send } from '../edge/support/http.mjs';
import { compare } from './checks.mjs';
import { comeToRest, letTimePass, makeOrders } from './drive.mjs';
import { readLedger } from './ledger.mjs';
import { createRandom } from './random.mjs';
import { details, figures, lines } from './report.mjs';
import { startWorld } from './world.mjs';

// The reader's choices are no order's.
const READER_STREAM = 1_000_000_009;

/**
 * `{ checks, breaches, text, everything }`. `broken` names a way to break the gateway (worker/breaks.mjs); the other
 * settings are startWorld's.
 */
export async function run({ orders, patient = true, say, ...settings }) {
  const began = Date.now();
  const world = await startWorld(settings);
  try {
    await makeOrders(world, orders, say);
    say?.(`made after ${seconds(began)} s`);
    await (patient ? letTimePass(world) : comeToRest(world));
    say?.(`settled after ${seconds(began)} s`);
    const ledger = await read(world);
    world.seconds = seconds(began);
    const checks = compare(world, ledger);
    const breaches = checks.reduce((total, check) => total + check.breaches.length, 0);
    const text = [...figures(world, ledger), ...lines(checks), ...details(checks, world, ledger)].join('\n');
    const { wire, book, endpoint } = world;
    const everything = () => ({
      orders: [...ledger.orders], events: ledger.events, sent: [...wire.sent], received: [...endpoint.events],
      book: book(),
    });
    return { checks, breaches, text, everything };
  } finally {
    await world.end();
  }
}

const seconds = (began) => Math.round((Date.now() - began) / 1000);

async function read(world) {
  const random = createRandom(world.seed, READER_STREAM);
  const ledger = await readLedger(world, random);
  const { json } = await send(`${world.simulatorUrl}/_lianlian/notifications`);
  const subscriptions = new Map();
  for (const msisdn of world.left.keys()) {
    const reply = await world.caller.insist(random, 'POST', '/v1/subscriptions/search', { provider: 'ltc', msisdn });
    subscriptions.set(msisdn, reply.json.subscriptions);
  }
  return { ...ledger, announced: json.notifications, subscriptions };
}
