// `cargo xtask faults`: orders at all providers while everything breaks, and then the comparison of all books.
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { run } from './run.mjs';

const { values } = parseArgs({ options: {
  orders: { type: 'string', default: '300' },
  seed: { type: 'string', default: String(randomInt(1, 2 ** 31)) },
  // How many orders are under way together.
  'at-once': { type: 'string', default: '32' },
  share: { type: 'string', default: '0.5' },
  // A file for everything that was read, as JSON.
  dump: { type: 'string' },
  break: { type: 'string' },
} });
const orders = Number(values.orders);
const seed = Number(values.seed);
if (!Number.isSafeInteger(orders) || orders < 1 || !Number.isSafeInteger(seed) || seed < 1) {
  console.error('--orders and --seed take whole numbers from 1 on');
  process.exit(2);
}
console.log(`seed ${seed}, ${orders} orders`);
const atOnce = Number(values['at-once']);
const { breaches, text, everything } = await run({
  orders, seed, atOnce, share: Number(values.share), broken: values.break, say: console.log,
});
if (values.dump) writeFileSync(values.dump, JSON.stringify(everything()));
console.log(text);
console.log(breaches === 0 ? 'nothing was lost' : `${breaches} breaches; repeat with --seed ${seed} --orders ${orders}`);
process.exitCode = breaches === 0 ? 0 : 1;
