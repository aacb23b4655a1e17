// A flood of signed messages that prove nothing, about many orders at once: LianLian is asked no more often than a fixed
// budget allows, and other orders are asked about no later.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { flood, idsIn, textsOf, waiting } from './support/flood.mjs';
import { startLianLian } from './support/lianlian.mjs';
import { sleep } from './support/wait.mjs';

const SCALE = 1;
const SHARDS = 4;
const EACH = 20;
/** HINTED_QUERIES: of one shard so many at once, then one in so long (src/domain/budget.rs). */
const BUDGET = { atOnce: 8, every: 2000 / SCALE };
/** The first that the schedule asks, after a call's deadline. */
const RECHECK_MS = 5000 / SCALE;
/** How late a recheck may come on a machine that does much else. */
const LATE_MS = 1500;
/** So long a query takes: places matter, and without a budget hints would wait in the way of rechecks. */
const QUERY_MS = 2000;

const lab = await startLianLian({ scale: SCALE });
after(lab.end);

const planned = (id) => lab.records.order(id).attempt.deadline + RECHECK_MS;

test('whatever the number of orders, a shard starts no more queries than its budget, and its own rechecks come in time', async (t) => {
  await lab.plan('query', { delay_ms: QUERY_MS }, { times: null });
  const own = [...idsIn(SHARDS, 2)];
  await waiting(own, lab.url);
  // The flood is over what is made later, so that none of it is due by itself meanwhile.
  await sleep(planned(own[0]) - 16_000 - Date.now());
  const flooded = [...idsIn(SHARDS, EACH)];
  await waiting(flooded, lab.url);
  const texts = textsOf(flooded.flatMap((id) => lab.payments(id)));
  assert.equal(lab.calls().query, 0, 'nothing was asked yet');

  const begun = Date.now();
  const until = Math.max(...own.map(planned)) + LATE_MS + QUERY_MS;
  const { sent, answers } = await flood(lab.url, texts, () => Date.now() > until);
  const seconds = (Date.now() - begun) / 1000;
  const itself = [...own, ...flooded].filter((id) => planned(id) <= Date.now()).length;
  const caused = lab.calls().query - itself;
  const most = SHARDS * (BUDGET.atOnce + Math.ceil((seconds * 1000) / BUDGET.every));
  const late = own.map((id) => (lab.records.order(id).asked_at ?? Infinity) - planned(id));

  t.diagnostic(`${sent} messages in ${seconds.toFixed(1)} s caused ${caused} queries, of ${most}; rechecks late by ${late} ms`);
  assert.deepEqual(answers, [200], 'all are acknowledged, or answered by one page');
  assert.ok(seconds > 3 && sent > 2 * flooded.length, `${sent} messages in ${seconds} s`);
  assert.ok(caused >= SHARDS * BUDGET.atOnce, `hints are asked about: ${caused}`);
  assert.ok(caused <= most, `${caused} queries of ${most}`);
  assert.ok(late.every((ms) => ms >= 0 && ms < LATE_MS), `late by ${late} ms`);
  const states = await Promise.all(flooded.map(async (id) => (await lab.order(id)).state));
  assert.deepEqual([...new Set(states)], ['pending'], 'and nothing was decided');
});
