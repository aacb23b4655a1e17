// What the gateway adds to a provider's time: orders at a pace, and how long the provider's server had each.
import { channel } from 'node:diagnostics_channel';
import { performance } from 'node:perf_hooks';
import { send } from '../../edge/support/http.mjs';
import { orders } from './gateways.mjs';
import { paced } from './measure.mjs';

export const PROVIDER_TAKES_MS = 50;
const CREATES = { lianlian: 'create', connect_topup: 'topup' };

/** How long each order's call was with the simulator, which runs in this process: from its head to its last byte. */
function watchProvider() {
  const took = new Map();
  const seen = new WeakMap();
  const started = ({ request }) => {
    const visit = { at: performance.now(), text: request.url };
    seen.set(request, visit);
    request.on('data', (part) => { visit.text += part; });
  };
  const finished = ({ request }) => {
    const { at, text } = seen.get(request);
    const [, id] = /(?:"merchant_order_id":"|transidclient=)(\w+)/.exec(text) ?? [];
    if (id) took.set(id, performance.now() - at);
  };
  const channels = [['http.server.request.start', started], ['http.server.response.finish', finished]];
  channels.forEach(([name, hear]) => channel(name).subscribe(hear));
  return { took, end: () => channels.forEach(([name, hear]) => channel(name).unsubscribe(hear)) };
}

/** Milliseconds per order beyond the provider's own. */
export async function overhead(gateway, provider, many) {
  const plan = { match: { call: CREATES[provider] }, times: null, behaviour: { delay_ms: PROVIDER_TAKES_MS } };
  await send(`${gateway.simulatorUrl}/_${provider}/plan`, { method: 'POST', json: plan });
  const watched = watchProvider();
  const one = async (wanted) => {
    const start = performance.now();
    await gateway.make(wanted);
    return { id: wanted.merchant_order_id, ms: performance.now() - start };
  };
  try {
    const wanted = Array.from({ length: many }, () => orders[provider]());
    const { answers, ...rest } = await paced(wanted, one, { pid: gateway.pid() });
    return { ...rest, took: answers.map(({ id, ms }) => ms - watched.took.get(id)) };
  } finally {
    watched.end();
  }
}
