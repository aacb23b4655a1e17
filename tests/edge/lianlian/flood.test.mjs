// A flood of signed messages that prove nothing, about many orders at once: LianLian is asked no more often than a fixed
// budget allows, and other orders are asked about no later.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { flood } from '../support/flood.mjs';
import { startLianLian } from '../support/lianlian.mjs';

/** How late a recheck may come on a machine that does much else. */
const LATE_MS = 1500;

const lab = await startLianLian({ scale: 1 });
after(lab.end);

test('whatever the number of orders, a shard starts no more queries than its budget, and its own rechecks come in time', async (t) => {
  const { flooded, sent, seconds, caused, most, atLeast, late } = await flood(lab);
  t.diagnostic(`${sent} messages in ${seconds} s caused ${caused} queries, of ${most}; rechecks late by ${late} ms`);
  assert.ok(seconds > 3 && sent > 2 * flooded.length, `${sent} messages in ${seconds} s`);
  assert.ok(caused >= atLeast, `hints are asked about: ${caused}`);
  assert.ok(caused <= most, `${caused} queries of ${most}`);
  assert.ok(late.every((ms) => ms >= 0 && ms < LATE_MS), `late by ${late} ms`);
  const states = await Promise.all(flooded.map(async (id) => (await lab.order(id)).state));
  assert.deepEqual([...new Set(states)], ['pending'], 'and nothing was decided');
});
