// Stores the state of a gateway of today as a form: node tests/stored/make.mjs 0.1, after cargo xtask build.
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertLeftClean } from '../edge/support/canaries.mjs';
import { newHome } from '../edge/support/gateway.mjs';
import { createRecords } from '../edge/support/records.mjs';
import { sleep, until } from '../edge/support/wait.mjs';
import { dump } from './support/dump.mjs';
import { look } from './support/look.mjs';
import { lost, tell } from './support/story.mjs';
import { startWorld } from './support/world.mjs';

const form = process.argv[2] ?? '';
const folder = join(import.meta.dirname, form);
if (!/^\d+\.\d+$/.test(form)) throw new Error('usage: node tests/stored/make.mjs MAJOR.MINOR');
if (existsSync(folder)) throw new Error(`${form} is stored already, and what is stored never changes`);

const home = newHome();
const journal = join(home.folder, 'providers.jsonl');
const world = await startWorld({ home, journal });
try {
  const told = await tell(world);
  await until('everything is told', async () => {
    const many = world.shop.taken().length;
    await sleep(2_000);
    return world.shop.taken().length === many;
  }, { within: 60_000 });
  const seen = await look(world, told);
  const [event] = world.shop.taken(told.succeeded[0]);
  told.lost = await lost(world);
  await world.kill();
  const now = Date.now();
  assertLeftClean(home.folder, world.output());
  mkdirSync(folder);
  dump(home.folder, folder);
  cpSync(journal, join(folder, 'providers.jsonl'));
  const orders = createRecords(home.folder).rows('Ledger', 'SELECT body FROM orders ORDER BY key').map(({ body }) => body);
  writeFileSync(join(folder, 'orders.jsonl'), `${orders.join('\n')}\n`);
  const expected = { now, told, event: { id: event.id, text: event.text }, seen };
  writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(expected, null, 1)}\n`);
} finally {
  await world.end();
  home.remove();
}
