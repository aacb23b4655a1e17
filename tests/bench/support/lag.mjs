// How long an event takes to the merchant's endpoint: after the commit, by its own timestamp, and after the answer.
import { performance } from 'node:perf_hooks';
import { until } from '../../edge/support/wait.mjs';
import { paced } from './measure.mjs';

// Longer than a delivery waits that found no place.
const QUIET_MS = 3000;

/** Notes when each order's success arrives. */
export function watchEndpoint(receiver) {
  const arrived = new Map();
  let last = 0;
  receiver.answer = ({ kind, about, event }) => {
    last = performance.now();
    if (kind === 'order.succeeded' && !arrived.has(about)) {
      arrived.set(about, { at: performance.now(), afterCommit: Date.now() - Date.parse(event.timestamp) });
    }
    receiver.deliveries.length = 0; // Thousands come; none is looked at again.
    return {};
  };
  /** Waits for these; how many seconds that took. */
  const all = async (list, within = 300_000) => {
    const start = performance.now();
    await until('every event arrived', () => list.every(({ id }) => arrived.has(id.toLowerCase())), { within });
    return (performance.now() - start) / 1000;
  };
  /** Waits until nothing has come for a while. */
  const settled = () => until('the endpoint is quiet', () => performance.now() - last > QUIET_MS, { within: 300_000 });
  return { settled, of: (id) => arrived.get(id.toLowerCase()), all };
}

export async function lag(gateway, endpoint, list) {
  const one = async (notification) => {
    await gateway.say(notification);
    return { id: notification.id, at: performance.now() };
  };
  const { answers, ...rest } = await paced(list, one, { pid: gateway.pid() });
  await endpoint.all(list);
  return {
    commit: { ...rest, took: list.map(({ id }) => endpoint.of(id).afterCommit) },
    answer: { ...rest, took: answers.map(({ id, at }) => Math.max(0, endpoint.of(id).at - at)) },
  };
}
