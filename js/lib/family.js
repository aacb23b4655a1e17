// What the families of all providers are made of: each function makes one request or reads one answer.
import { createAccount, opened } from './account.js';
import { bytesOf, cameBack, pairsOf } from './answer.js';
import { core } from './core.js';
import { MekongError, told } from './error.js';
import { perform } from './rsa.js';

function result(text) {
  const value = JSON.parse(text);
  if (value?.error) throw told(value.error);
  return value;
}

/** Milliseconds of a Date or a number of them. */
function moment(now = Date.now()) {
  const ms = Math.floor(Number(now));
  if (!Number.isSafeInteger(ms)) throw new MekongError('expected a Date or milliseconds', { code: 'field_invalid', field: 'now' });
  return ms;
}

/** What is asked about an order, in the core's names. */
function about(provider, call, order, context = {}) {
  if (order === null || typeof order !== 'object') {
    throw new MekongError('expected the order as it is sent to the gateway', { code: 'field_invalid', field: 'order' });
  }
  const { learned, ...command } = order;
  const { session, otp, providerOrderId, chargeReply, afterInconclusive, notifyUrl, publicUrl, now, refund } = context;
  return {
    call, order: { provider, ...command }, learned, refund, session, otp, now: moment(now), notify_url: notifyUrl,
    public_url: publicUrl, provider_order_id: providerOrderId ?? undefined, charge_reply: chargeReply ?? undefined,
    after_inconclusive: afterInconclusive,
  };
}

/** The functions of a provider. Those in `later` are asynchronous, since the platform's RSA is. */
export function familyOf(provider) {
  const inside = (account) => opened(account, provider);
  const call = (account, method, asked, body) => result(inside(account).handle[method](JSON.stringify(asked), body));
  const withBody = (account, method, asked, answer) => {
    const { head, body } = cameBack(answer);
    return call(account, method, { ...asked, answer: head }, body);
  };

  /** Calls again with what RSA gave until the core asks for nothing more. */
  async function later(account, method, asked, body) {
    const { held } = inside(account);
    for (let given = []; ; ) {
      const value = call(account, method, { ...asked, given }, body);
      if (!value?.ask) return value;
      given = [...given, await perform(value.ask, held)];
    }
  }

  return {
    account: (config) => createAccount(provider, config),
    build: (account, step, order, context) => call(account, 'build', about(provider, step, order, context)),
    read: (account, step, order, answer, context) =>
      withBody(account, 'read', about(provider, step, order, context), answer),
    tokenRequest: (account) => result(inside(account).handle.token_request()),
    readToken: (account, answer) => withBody(account, 'read_token', {}, answer),
    isSessionRefused: (account, answer) => withBody(account, 'session_refused', {}, answer).refused,
    inquire: (account, what, { now, ...more } = {}) => call(account, 'inquire', { call: what, now: moment(now), ...more }),
    readInquiry: (account, what, answer, more) => withBody(account, 'read_inquiry', { call: what, ...more }, answer).found,
    lookup: (account, order, context) => call(account, 'lookup', about(provider, 'create', order, context)),
    learn: (account, order, answer) => {
      const { details } = withBody(account, 'learn', about(provider, 'create', order), answer);
      return { ...order, learned: details };
    },
    readUnsubscribe: (body) => result(core().read_unsubscribe(provider, bytesOf(body))),
    answerUnsubscribe: (body, what) => result(core().answer_unsubscribe(provider, bytesOf(body), what)),
    later: {
      build: async (account, step, order, context) => later(account, 'build', about(provider, step, order, context)),
      read: async (account, step, order, answer, context) => {
        const { head, body } = cameBack(answer);
        return later(account, 'read', { ...about(provider, step, order, context), answer: head }, body);
      },
      notice: async (account, { headers, body }) => later(account, 'notice', { headers: pairsOf(headers) }, bytesOf(body)),
      judge: async (account, order, { headers, body }, context) =>
        later(account, 'judge', { ...about(provider, 'query', order, context), headers: pairsOf(headers) }, bytesOf(body)),
      returned: async (account, form, order) =>
        (await later(account, 'returned', { form: pairs(form), about: order })).signed,
    },
    acknowledge: (account) => result(inside(account).handle.acknowledge()),
  };
}

/** A form's names and values as they stand, in order. */
const pairs = (form) => [...(typeof form[Symbol.iterator] === 'function' ? form : Object.entries(form))]
  .map(([name, value]) => [name, String(value)]);
