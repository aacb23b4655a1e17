import { MekongError } from './error.js';
import { limited } from './pause.js';

/** Longer than the gateway holds any call (30 s of waiting, 25 s of a provider's). */
const PATIENCE_MS = 45_000;

/** One call to the gateway: its JSON object, or a MekongError. The token goes into a header, never into the address. */
export function createCaller({ base, token, fetch }) {
  return async function call(method, path, { json, signal } = {}) {
    const limit = limited(signal, PATIENCE_MS, new Error(`no answer within ${PATIENCE_MS} ms`));
    try {
      const response = await fetch(base + path, request(method, token, json, limit.signal));
      return answerOf(method, response, await response.text());
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw error instanceof MekongError ? error : lost(method, error);
    } finally {
      limit.end();
    }
  };
}

/** A call that was sent may have been carried out, although nothing came back. */
const lost = (method, cause) => new MekongError('connection_lost', 'the gateway was not reached, or its answer lost', {
  cause, moneyMayHaveMoved: method === 'POST',
});

function request(method, token, json, signal) {
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
  // A gateway never redirects these calls; whoever does shall not be given the token.
  const common = { method, headers, signal, redirect: 'manual' };
  if (json === undefined) return common;
  return { ...common, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(json) };
}

function answerOf(method, response, text) {
  const json = parsed(text);
  if (response.ok && json) return json;
  const { status } = response;
  const isProblem = /^application\/problem\+json\b/i.test(response.headers.get('content-type') ?? '');
  if (!isProblem || typeof json?.code !== 'string') {
    const message = `not an answer of the gateway's (status ${status}): is baseUrl right, or is something in between?`;
    throw new MekongError('unparsable', message, { status, moneyMayHaveMoved: method === 'POST' });
  }
  throw new MekongError(json.code, String(json.detail ?? json.title ?? json.code), {
    status,
    field: json.field,
    errors: Array.isArray(json.errors) ? json.errors : undefined,
    order: json.order !== null && typeof json.order === 'object' ? json.order : undefined,
    requestId: response.headers.get('x-request-id'),
    retryAfter: seconds(json.retry_after ?? response.headers.get('retry-after')),
    moneyMayHaveMoved: json.money_may_have_moved === true,
  });
}

function parsed(text) {
  try {
    const json = JSON.parse(text);
    return json !== null && typeof json === 'object' && !Array.isArray(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** Retry-After has two forms (RFC 9110, 10.2.3): seconds, or a date. */
function seconds(value) {
  if (value === null || value === undefined) return undefined;
  const number = Number(value);
  const wait = Number.isNaN(number) ? (Date.parse(value) - Date.now()) / 1000 : number;
  return Number.isFinite(wait) ? Math.max(0, Math.ceil(wait)) : undefined;
}
