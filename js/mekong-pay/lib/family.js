// What the families of all providers are made of: each function makes one request or reads one answer.
import { ask, createAccount, opened } from './account.js';
import { bodyOf, cameBack } from './answer.js';
import { core } from './core.js';
import { wasmInput, result } from './wasm_input.js';
import { MekongError } from './error.js';
import { pairsOf } from './headers.js';
import { perform, subtle } from './rsa.js';

/** Milliseconds of a number of seconds, as the core counts. */
function moment(now = Date.now() / 1000) {
  const ms = typeof now === 'number' ? Math.round(now * 1000) : NaN;
  if (!Number.isSafeInteger(ms)) throw new MekongError('field_invalid', 'expected seconds since 1970', { field: 'now' });
  return ms;
}

/** What is asked about an order, in the core's names. */
function about(provider, call, order, context = {}) {
  if (order === null || typeof order !== 'object') {
    throw new MekongError('field_invalid', 'expected the order as it is sent to the gateway', { field: 'order' });
  }
  const { session, otp, providerOrderId, transactionId, chargeReply, orderedAt, afterInconclusive, notifyUrl, publicUrl, now, refund, lookedUp } = context;
  return {
    call, order: { provider, ...order }, looked_up: lookedUp, refund, session, otp, now: moment(now), notify_url: notifyUrl,
    public_url: publicUrl, provider_order_id: providerOrderId ?? undefined, transaction_id: transactionId ?? undefined, charge_reply: chargeReply ?? undefined,
    ordered_at: orderedAt ?? undefined,
    after_inconclusive: afterInconclusive,
  };
}

/**
 * The functions of a provider: what `choose` makes of these. Those in `later` are asynchronous, since the platform's RSA
 * is. Called as pure, so that a bundler leaves out the families that nobody uses.
 */
export function familyOf(provider, choose) {
  const call = (account, ...more) => ask(opened(account, provider).handle, ...more);
  const withAnswer = (account, name, asked, answer) => {
    const { head, body } = cameBack(answer);
    return call(account, name, { ...asked, answer: head }, body);
  };

  /** Gives the core what comes of RSA until it asks for nothing more. */
  async function later(account, name, asked, body) {
    const { handle, keys } = opened(account, provider);
    subtle();
    let value = ask(handle, name, asked, body);
    while (value?.ask) value = result(handle.resume(value.place, await perform(value.ask, keys)));
    return value;
  }

  return choose({
    account: (config, options) => createAccount(provider, config, options),
    build: (account, step, order, context) => call(account, 'build', about(provider, step, order, context)),
    read: (account, step, order, answer, context) =>
      withAnswer(account, 'read', about(provider, step, order, context), answer),
    token: (account, { now } = {}) => call(account, 'token', { now: moment(now) }),
    tokenRequest: (account) => call(account, 'token_request'),
    readToken: (account, answer) => withAnswer(account, 'read_token', {}, answer),
    isSessionRefused: (account, answer) => withAnswer(account, 'session_refused', {}, answer),
    inquire: (account, what, { now, ...more } = {}) => call(account, 'inquire', { call: what, now: moment(now), ...more }),
    readInquiry: (account, what, answer, more) => withAnswer(account, 'read_inquiry', { call: what, ...more }, answer),
    requiredLookup: (account, order, context) => call(account, 'required_lookup', about(provider, 'create', order, context)),
    applyLookup: (account, order, answer, context) => withAnswer(account, 'apply_lookup', about(provider, 'create', order, context), answer),
    readUnsubscribe: (body) => {
      const { bytes, at } = wasmInput(provider, bodyOf(body));
      return result(core().read_unsubscribe(bytes, at));
    },
    answerUnsubscribe: (body, what, service = '') => {
      const { bytes, at } = wasmInput(`${provider}\n${what}\n${service}`, bodyOf(body));
      return result(core().answer_unsubscribe(bytes, at));
    },
    acknowledge: (account) => call(account, 'acknowledge'),
    later: {
      build: async (account, step, order, context) => later(account, 'build', about(provider, step, order, context)),
      read: async (account, step, order, answer, context) => {
        const { head, body } = cameBack(answer);
        return later(account, 'read', { ...about(provider, step, order, context), answer: head }, body);
      },
      notification: async (account, { headers, body }) => later(account, 'notification', { headers: pairsOf(headers) }, bodyOf(body)),
      judge: async (account, order, { headers, body }, context) =>
        later(account, 'judge', { ...about(provider, 'query', order, context), headers: pairsOf(headers) }, bodyOf(body)),
      returned: async (account, form, order) => later(account, 'returned', { form: formPairs(form), about: order }),
    },
  });
}

/** A form's names and values as they stand, in order. */
const formPairs = (form) => [...(typeof form[Symbol.iterator] === 'function' ? form : Object.entries(form))]
  .map(([name, value]) => [name, String(value)]);
