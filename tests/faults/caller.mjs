// The merchant's server: calls again with the same id after errors, hangs up, gives up waiting, calls several times at
// once; and remembers whatever it was told.
import { send, sendAndHangUp } from '../edge/support/http.mjs';
import { sleep } from '../edge/support/wait.mjs';

const HEADERS = { authorization: 'Bearer sk_dev_mekong' };
const MOST_TRIES = 60;
const AGAIN_MS = [40, 400];

export function createCaller({ keeper, twice = 0.12 }) {
  /** By id in lower case: the states that callers were told, and whether the order was accepted. */
  const told = new Map();
  const counts = { calls: 0, errors: 0, hangUps: 0, twice: 0 };
  const refusals = {};

  const call = (method, path, json) => send(keeper.url + path, { method, headers: HEADERS, json });

  function note({ status, json }) {
    const id = json?.merchant_refund_id ?? json?.merchant_order_id;
    if (![200, 201].includes(status) || !id || !json.state) return;
    if (!told.has(id.toLowerCase())) told.set(id.toLowerCase(), { id, states: new Set() });
    told.get(id.toLowerCase()).states.add(json.review ? `${json.state}, in review` : json.state);
  }

  /** One call; no answer is `undefined`. */
  async function once(method, path, json) {
    await keeper.up();
    counts.calls += 1;
    try {
      const reply = await call(method, path, json);
      note(reply);
      return reply;
    } catch {
      counts.errors += 1;
      return undefined;
    }
  }

  const inconclusive = (reply) => reply === undefined || reply.status >= 500 || reply.status === 429;

  /** Calls until there is an answer that says something; `undefined` when its patience ends. */
  async function insist(random, method, path, json, { tries = MOST_TRIES } = {}) {
    for (let nth = 0; nth < tries; nth += 1) {
      const reply = await once(method, path, json);
      if (!inconclusive(reply)) {
        if (reply.status >= 400) refusals[reply.json?.code] = (refusals[reply.json?.code] ?? 0) + 1;
        return reply;
      }
      await sleep(random.between(...AGAIN_MS));
    }
    return undefined;
  }

  /** A post as callers make it: some hang up first, some call several times at once. */
  async function post(random, path, json, given) {
    if (random.chance(0.12)) {
      await keeper.up();
      counts.hangUps += 1;
      await sendAndHangUp(keeper.url + path, { headers: HEADERS, json }, random.between(0, 60));
    }
    if (!random.chance(twice)) return insist(random, 'POST', path, json, given);
    counts.twice += 1;
    const callers = Array.from({ length: random.between(2, 4) });
    const all = await Promise.all(callers.map(() => insist(random, 'POST', path, json, given)));
    return all.find((reply) => reply?.status < 300) ?? all[0];
  }

  return {
    told, counts, refusals, once, insist, post,
    get: (random, path) => insist(random, 'GET', path),
    /** The order once it is not under way any more, or when patience ends. */
    async settled(random, id) {
      for (let nth = 0; nth < MOST_TRIES; nth += 1) {
        const reply = await insist(random, 'GET', `/v1/orders/${id}?wait=1`);
        if (reply?.status !== 200 || reply.json.state !== 'sending') return reply?.json;
      }
      return undefined;
    },
  };
}
