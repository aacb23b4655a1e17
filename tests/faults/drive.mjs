// Makes the orders, many at once; then lets seven days pass, so that whatever can be settled is.
import { sleep } from '../edge/support/wait.mjs';
import { createRecords } from '../edge/support/records.mjs';
import { decideRefunds, payment } from './kinds/lianlian.mjs';
import { charge, renewal } from './kinds/ltc.mjs';
import { appotapay, connectTopup } from './kinds/topups.mjs';
import { createRandom } from './random.mjs';
import { SCALE } from './world.mjs';

const KINDS = [[34, charge], [12, renewal], [34, payment], [10, appotapay], [10, connectTopup]];
const SAY_EVERY = 1000;
const OUTAGE_MS = 4000;

/** Orders of every kind, until so many, with their refunds, were accepted; or half of what was tried was not. */
export async function makeOrders(world, orders, say) {
  let next = 0;
  let said = 0;
  let out = world.calm;
  const errors = [];
  const accepted = () => world.caller.told.size;
  async function work() {
    while (accepted() < orders && world.ids.size < 2 * orders) {
      const serial = next++;
      const random = createRandom(world.seed, serial);
      if (accepted() >= said + SAY_EVERY) say?.(`${said += SAY_EVERY} orders`);
      if (!out && accepted() > orders / 2) void world.endpoint.goesOut(OUTAGE_MS, out = true);
      try {
        await random.weighed(world.kinds ?? KINDS)(world, random, serial);
      } catch (error) {
        errors.push(`${serial}: ${error.stack}`);
      }
    }
  }
  await Promise.all(Array.from({ length: world.atOnce }, work));
  if (errors.length > 0) throw new Error(`the driver failed:\n${errors.slice(0, 3).join('\n')}`);
}

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];
const DAY = 24 * HOUR;
/** After the first of them every password has run out, and every payment that nobody made. */
const LEAPS = [
  [1, 60 * SECOND], ...[MINUTE, 6 * MINUTE, 31 * MINUTE, 31 * MINUTE, 2 * HOUR, 6 * HOUR].map((ms) => [SCALE, ms]),
  ...Array.from({ length: 8 }, () => [SCALE, DAY]),
];
/** From then on the endpoint takes whatever comes, so that everything can arrive. */
const CALM_AFTER = 4;
const LOOK_MS = 120;
const longest = ({ ids }) => 12_000 + 4 * ids.size;
/** Only a machine that is busy with something else takes so long. */
const longestOfAll = ({ ids }) => 60_000 + 30 * ids.size;
const SOON_MS = 300;
/** What was started is due again when its lease of a minute ends: until then it may still be under way. */
const LEASE_MS = 60_000 / SCALE + SOON_MS;

/** Lets the time of all rechecks and deliveries pass. */
export async function letTimePass(world) {
  const records = createRecords(world.keeper.folder);
  for (const [nth, [scale, ms]] of LEAPS.entries()) {
    if (nth === CALM_AFTER) world.endpoint.calm();
    // Time that leaps before that takes the gateway's queries away from it: then a run proves nothing.
    if (!await rests(world, records, SOON_MS, longestOfAll(world))) throw new Error(`not at rest before leap ${nth}: is the machine busy?`);
    // Each time: a request for a refund may have been under way for long.
    await decideRefunds(world);
    await world.keeper.leap(Math.ceil(ms / scale));
  }
  await rests(world, records, LEASE_MS, longestOfAll(world));
}

/** Lets end only what is under way. */
export const comeToRest = (world) => rests(world, createRecords(world.keeper.folder), SOON_MS, longest(world));

/** Waits until nothing is due by what stands on disk, and nothing is under way; false if that takes too long. */
async function rests({ keeper, wire, endpoint }, records, soon, within) {
  const end = Date.now() + within;
  const due = () => records.rows('Ledger', 'SELECT kind FROM due WHERE at <= ?', keeper.now() + soon).length;
  const busy = () => wire.open() + endpoint.open() + due() > 0;
  for (let quiet = 0; quiet < 2; quiet = busy() ? 0 : quiet + 1) {
    if (Date.now() >= end) return false;
    await sleep(LOOK_MS);
  }
  return true;
}
