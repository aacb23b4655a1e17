// For browsers and apps: fetch and nothing else. It holds a client token of one order, or a publishable key.
import { MekongError } from './error.js';
import { createCaller } from './http.js';
import { backoff, limited, pause } from './pause.js';

export { MekongError };

const WAIT_S = 30;
/** An unchanged order that came back sooner than this was not waited for: ask less often. */
const SOON_MS = 1000;
const CREATE_TRIES = 5;
/** A person waits for an order to be made: beyond this, an error is the better answer. */
const PATIENT_S = 15;
/** How long an order is read after the answer to its confirm was lost: the gateway's own call ends within 25 s. */
const AFTER_CONFIRM_MS = 60_000;

/**
 * A client of the gateway at `baseUrl`. `token` is a client token (`ct_…`: read, wait for, confirm and cancel one order) or a
 * publishable key (`pk_…`: read the catalogue, make an order of it).
 */
export function createClient({ baseUrl, token, fetch } = {}) {
  const kind = kindOf(token);
  // Looked up at each call, and called as the browser wants it: unbound.
  const call = createCaller({ base: baseOf(baseUrl), token, fetch: fetch ?? ((...args) => globalThis.fetch(...args)) });
  const only = (wanted, work) => async (...args) => {
    if (kind !== wanted) throw new MekongError('not_allowed', `this takes a ${wanted}_… token, not a ${kind}_…`);
    return work(...args);
  };
  return {
    readOrder: only('ct', (id, { signal } = {}) => call('GET', pathOf(id), { signal })),
    waitForOrder: only('ct', (id, options) => waitForOrder(call, id, options)),
    watchOrder: (id, options) => watch(only('ct', call), id, options),
    confirmOrder: only('ct', (id, otp, options) => confirmOrder(call, id, otp, options)),
    cancelOrder: only('ct', (id, { version, signal } = {}) =>
      call('POST', `${pathOf(id)}/cancel`, { json: { version }, signal })),
    catalogue: only('pk', ({ signal } = {}) => call('GET', '/v1/catalogue', { signal })),
    createOrder: only('pk', (order, options) => createOrder(call, order, options)),
  };
}

/** 128 random bits as base64url: with it a retry finds its order, and a stranger cannot. */
export function newClientKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const isFinal = ({ state }) => state === 'succeeded' || state === 'failed';

/** Ends at `until`, and at a final state whatever `until` says: nothing would come after it. */
async function waitForOrder(call, id, { until = isFinal, signal, version, timeoutMs, onRetry } = {}) {
  const limit = limited(signal, timeoutMs, new MekongError('timeout', `not there within ${timeoutMs} ms`));
  try {
    for await (const order of watch(call, id, { signal: limit.signal, version, onRetry })) {
      if (until(order) || isFinal(order)) return order;
    }
    throw new MekongError('internal', 'an order was watched to its end without one');
  } finally {
    limit.end();
  }
}

/** Each change of the order, at first as it is now. Lost connections, 429 and 5xx are borne until `signal` ends it. */
async function* watch(call, id, { signal, version, onRetry } = {}) {
  let shown;
  let failures = 0;
  for (;;) {
    const since = Date.now();
    let order;
    try {
      order = await call('GET', pathOf(id, version), { signal });
    } catch (error) {
      await wayOut(error, failures++, { signal, onRetry });
      continue;
    }
    failures = 0;
    const unchanged = order.version === version;
    version = order.version;
    // Compared as a whole: what the payer may do runs out without a new version.
    const text = JSON.stringify(order);
    if (text !== shown) yield order;
    shown = text;
    if (isFinal(order)) return;
    if (unchanged && Date.now() - since < SOON_MS) await pause(backoff(1), signal);
  }
}

/** Waits before the next try, or throws what no repetition mends. */
async function wayOut(error, failures, { signal, onRetry }) {
  if (!isPassing(error)) throw error;
  const ms = backoff(failures, error.retryAfter);
  onRetry?.(error, ms);
  await pause(ms, signal);
}

/** Also what is no answer of the gateway's but no refusal either: a hotel's login page in between. */
const isPassing = ({ code, status }) => code === 'connection_lost' || status === 429 || status >= 500
  || (code === 'unparsable' && status < 400);

/** Refusals that a few seconds may mend. The others (a suspended provider, a number texted too often) are told at once. */
const MENDED_SOON = new Set([
  'connection_lost', 'unparsable', 'busy', 'internal', 'ledger_unavailable', 'rate_limited',
]);

/** Every try carries the same client_key, so that there is one order however many arrive. */
async function createOrder(call, { client_key = newClientKey(), ...order } = {}, options = {}) {
  const { client_token: made, ...created } = await sentUntilAnswered(call, { ...order, client_key }, options);
  if (typeof made?.token !== 'string') throw new MekongError('unparsable', 'the gateway\'s answer has no client token');
  return { order: created, clientToken: made.token, expiresAt: made.expires_at, clientKey: client_key };
}

async function sentUntilAnswered(call, json, { signal, onRetry }) {
  for (let failures = 0; ; failures++) {
    try {
      return await call('POST', '/v1/orders', { json, signal });
    } catch (error) {
      // Whoever tries again later needs it: with another one there would be two orders.
      if (error instanceof MekongError) error.clientKey = json.client_key;
      if (failures + 1 === CREATE_TRIES || !MENDED_SOON.has(error.code) || error.retryAfter > PATIENT_S) throw error;
      await wayOut(error, failures, { signal, onRetry });
    }
  }
}

/** The order after this password. It is sent once: when its result is not known, the order says what became of it. */
async function confirmOrder(call, id, otp, { signal, onRetry } = {}) {
  try {
    return await call('POST', `${pathOf(id)}/confirm`, { json: { otp }, signal });
  } catch (error) {
    if (!(error instanceof MekongError) || !error.moneyMayHaveMoved) throw error;
    return afterLostConfirm(call, id, error, { signal, onRetry });
  }
}

async function afterLostConfirm(call, id, lost, { signal, onRetry }) {
  const until = ({ state }) => state !== 'sending';
  try {
    return await waitForOrder(call, id, { until, signal, timeoutMs: AFTER_CONFIRM_MS, onRetry });
  } catch (error) {
    throw error.code === 'timeout' ? lost : error;
  }
}

function pathOf(id, version) {
  // "." and ".." would vanish from an address, however they are encoded.
  if (typeof id !== 'string' || !/[^.]/.test(id)) {
    throw new MekongError('merchant_order_id_invalid', 'the order\'s id is a text', { field: 'merchant_order_id' });
  }
  const query = version === undefined ? '' : `?wait=${WAIT_S}&version=${encodeURIComponent(version)}`;
  return `/v1/orders/${encodeURIComponent(id)}${query}`;
}

function kindOf(token) {
  const [, kind] = /^(ct|pk|sk)_[\x21-\x7e]+$/.exec(token ?? '') ?? [];
  if (kind === 'ct' || kind === 'pk') return kind;
  throw new MekongError('key_invalid', kind === 'sk' ? SECRET_KEY : EXPECTED, { field: 'token' });
}

const EXPECTED = 'expected a client token (ct_…) or a publishable key (pk_…)';
const SECRET_KEY = 'a secret key must never be in a browser or an app: replace it, and use a pk_… key or a ct_… token';

function baseOf(baseUrl) {
  const url = parsedUrl(baseUrl);
  const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  if (plain) return url.href.replace(/\/+$/, '');
  throw new MekongError('field_invalid', 'expected the gateway\'s address, https://…', { field: 'baseUrl' });
}

function parsedUrl(text) {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
