// Contenders timed in turns: every round gives each a batch of calls, and every round begins with another of them, so
// that whoever else uses the machine hits all alike.
import { performance } from 'node:perf_hooks';
import { at } from './measure.mjs';

const WARM_UP = { passes: 4, ms: 60 };

/**
 * `contenders` are `{ name, run, check }`: `check` throws unless `run` does its work, `run` may be asynchronous.
 * For each its name and the microseconds of a call, over the rounds: each round's figure is the mean of its batch.
 */
export async function race(contenders, pace) {
  for (const { check } of contenders) await check();
  return inTurns(contenders.map(({ name, run }) => ({ name, batch: batchOf(run) })), pace);
}

/** The same of `{ name, batch }`: `batch(calls)` gives the microseconds of a call, as the mean of so many. */
export async function inTurns(contenders, { rounds, batchMs }) {
  const lanes = contenders.map((contender) => ({ ...contender, took: [] }));
  for (let pass = 0; pass < WARM_UP.passes; pass++) {
    for (const lane of lanes) lane.calls = await fitting(lane, WARM_UP.ms, batchMs);
  }
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < lanes.length; turn++) {
      const lane = lanes[(round + turn) % lanes.length];
      lane.took.push(await lane.batch(lane.calls));
    }
  }
  return lanes.map(({ name, took }) => ({ name, p10: at(took, 0.1), p50: at(took, 0.5), p90: at(took, 0.9) }));
}

/** How many calls make a batch of `batchMs`, found by making calls for `ms`. */
async function fitting({ batch }, ms, batchMs) {
  const end = performance.now() + ms;
  let calls = 1;
  while (performance.now() < end) {
    const fits = Math.round((batchMs * 1000) / await batch(calls));
    // Step by step: a few calls may seem to take no time.
    calls = Math.min(Math.max(1, fits), calls * 8);
  }
  return calls;
}

// What a call gave is kept where the compiler cannot prove that nobody looks.
export const kept = { result: undefined };

/** Microseconds of one call, as the mean of so many. */
function batchOf(run) {
  const each = (start, calls) => ((performance.now() - start) * 1000) / calls;
  if (run() instanceof Promise) {
    return async (calls) => {
      const start = performance.now();
      for (let call = 0; call < calls; call++) kept.result = await run();
      return each(start, calls);
    };
  }
  return (calls) => {
    const start = performance.now();
    for (let call = 0; call < calls; call++) kept.result = run();
    return each(start, calls);
  };
}
