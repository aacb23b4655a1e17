// Makes the orders, many at once; then lets seven days pass, so that whatever can be settled is.
import { sleep } from '../edge/support/wait.mjs';
import { createRecords } from '../edge/support/records.mjs';
import { charge, renewal } from './kinds/ltc.mjs';
import { createRandom } from './random.mjs';
import { SCALE } from './world.mjs';

const AT_ONCE = 16;
const KINDS = [[40, charge], [14, renewal]];
const OUTAGE_MS = 2500;

/** `orders` orders of every kind. */
export async function makeOrders(world, orders) {
  let next = 0;
  const errors = [];
  async function work() {
    for (let serial = next++; serial < orders; serial = next++) {
      const random = createRandom(world.seed, serial);
      if (serial === Math.floor(orders / 2)) void world.endpoint.goesOut(OUTAGE_MS);
      try {
        await random.weighed(KINDS)(world, random, serial);
      } catch (error) {
        errors.push(`${serial}: ${error.stack}`);
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (errors.length > 0) throw new Error(`the driver failed:\n${errors.slice(0, 3).join('\n')}`);
}

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];
const DAY = 24 * HOUR;
/** After the first of them every password has run out, and every payment that nobody made. */
const LEAPS = [
  [1, 60 * SECOND], ...[MINUTE, 6 * MINUTE, 31 * MINUTE, 31 * MINUTE, 2 * HOUR, 6 * HOUR].map((ms) => [SCALE, ms]),
  ...Array.from({ length: 8 }, () => [SCALE, DAY]),
];
const LOOK_MS = 60;
const LONGEST_MS = 8000;
/** What was started is due again when its lease of a minute ends: until then it may still be under way. */
const LEASE_MS = 60_000 / SCALE + 400;

/** Lets the time of all rechecks and deliveries pass. */
export async function letTimePass(world, say) {
  const records = createRecords(world.keeper.folder);
  for (const [scale, ms] of LEAPS) {
    await rests(world, records, say);
    await world.keeper.leap(Math.ceil(ms / scale));
  }
  await rests(world, records, say);
}

/** Waits until nothing is due, by what stands on disk. */
async function rests({ keeper }, records, say) {
  const end = Date.now() + LONGEST_MS;
  const due = () => records.rows('Ledger', 'SELECT kind, key, at FROM due WHERE at <= ?', keeper.now() + LEASE_MS)
    .filter(({ kind }) => kind !== 'forget');
  for (let quiet = 0; quiet < 2; quiet = due().length === 0 ? quiet + 1 : 0) {
    if (Date.now() > end) return say?.(`still due after ${LONGEST_MS} ms: ${due().length}`);
    await sleep(LOOK_MS);
  }
}
