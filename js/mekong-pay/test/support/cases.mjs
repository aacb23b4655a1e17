// A case as the vectors write it, in the words that the package's functions take.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { MekongError } from 'mekong-pay';
import { CALLS } from './asks.mjs';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url)));

const DEFAULT_NOW = 1_700_000_000;

export const answerOf = ({ status, headers, body, body_hex: hex, transport }) =>
  (transport ? { failed: transport } : { status, headers, body: hex === undefined ? body : Buffer.from(hex, 'hex') });

/** What the package's functions take, of a case. */
export function asked({ command, refund, msisdn, details, context = {} }) {
  const { session, otp, provider_order_id, charge_reply, ordered_at, public_url, notify_url, now } = context;
  return {
    order: command, refund, msisdn, details,
    context: {
      session, otp, providerOrderId: provider_order_id, chargeReply: charge_reply, orderedAt: ordered_at, publicUrl: public_url,
      notifyUrl: notify_url, now: now === undefined ? DEFAULT_NOW : Date.parse(now) / 1000,
    },
  };
}

/** `[build, read]`, if the provider has this call. */
export const callOf = (provider, { call, refund }) => CALLS[provider][refund ? `refund_${call}` : call];

/** The result, or the refusal. */
export async function attempt(work) {
  try {
    return { result: await work() };
  } catch (error) {
    assert.ok(error instanceof MekongError, error.stack);
    return { error };
  }
}

export function sameRequest(built, expected) {
  const { method, url, headers, body = null } = built;
  const named = { ...expected.headers, 'User-Agent': expected.headers['User-Agent'].replace('{version}', version) };
  assert.deepEqual({ method, url, headers, body }, { ...expected, headers: named });
}

/** The order once everything was looked up. */
export function lookedUp(family, account, { lookups = [] }, order, context) {
  for (const { request, answer } of lookups) {
    sameRequest(family.requiredLookup(account, order, context), request);
    order = family.applyLookup(account, order, answerOf(answer));
  }
  if (family.requiredLookup) assert.equal(family.requiredLookup(account, order, context), null);
  return order;
}
