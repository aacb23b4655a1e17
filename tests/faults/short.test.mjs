// The short run: a few hundred orders at all four providers while everything breaks, and the comparison of all books.
// `cargo xtask faults --orders 10000` is the long one.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { run } from './run.mjs';

const ORDERS = 250;
const seed = randomInt(1, 2 ** 31);

test(`${ORDERS} orders with the seed ${seed}`, async (t) => {
  const { checks, text } = await run({ orders: ORDERS, seed });
  t.diagnostic(text);
  const again = `repeat it with cargo xtask faults --orders ${ORDERS} --seed ${seed}`;
  for (const { name, breaches } of checks) await t.test(name, () => assert.deepEqual(breaches, [], again));
});
