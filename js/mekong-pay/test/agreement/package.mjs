// What the package says of a case: by the functions that its users call, in the words that all sides are compared in.
import { lianlian } from 'mekong-pay';
import { FAMILIES } from '../support/asks.mjs';
import { answerOf, asked, attempt, callOf, lookedUp } from '../support/cases.mjs';
import { refusedBy, replied, requested } from './words.mjs';

/** Reads the configurations, and gives what says something of a case. */
export function createPackage(files) {
  const accounts = new Map();
  for (const { provider, configs } of files) {
    for (const [name, config] of Object.entries(configs)) {
      accounts.set(`${provider} ${name}`, FAMILIES[provider].account(config));
    }
  }
  return ({ provider, case: one }) =>
    SAID[one.kind]({ provider, one, account: accounts.get(`${provider} ${one.config}`), given: asked(one) });
}

function ordered({ provider, one, account, given }) {
  return { ...given, order: lookedUp(FAMILIES[provider], account, one, given.order, given.context) };
}

async function request(all) {
  const [build] = callOf(all.provider, all.one);
  const { result, error } = await attempt(() => build(all.account, all.one.command ? ordered(all) : all.given));
  return error ? refused(error) : requested(result);
}

/** The error's sentence has the field in front. */
const refused = ({ code, field = '', message }) => refusedBy({ code, field, problem: message.slice(field ? field.length + 2 : 0) });

async function response(all) {
  const { provider, one, account } = all;
  const [, read] = callOf(provider, one);
  const answer = answerOf(one.answer);
  if (one.call === 'token') return token(await attempt(() => read(account, undefined, answer)));
  const { result, error } = await attempt(() => read(account, ordered(all), answer));
  if (error) return refused(error);
  const { warnings, ...verdict } = result;
  return { verdict: { ...verdict, ...(warnings ? { warned: true } : {}) }, session_refused: FAMILIES[provider].isSessionRefused?.(account, answer) ?? false };
}

const token = ({ result, error }) => ({ token: result ?? error.code });

async function inquiry({ provider, one, account, given }) {
  const [build, read] = callOf(provider, one);
  const { result, error } = await attempt(() => build(account, given));
  if (error) return refused(error);
  const answered = await attempt(() => read(account, given, answerOf(one.answer)));
  return { ...requested(result), found: answered.error ? unanswered(answered.error) : answered.result };
}

function unanswered({ code, field, message }) {
  if (code === 'provider_unavailable') return 'no_answer';
  return code === 'provider_refused' ? { account_problem: message } : { refused: { field, code } };
}

async function unsubscribe({ provider, one: { body, result: what } }) {
  const family = FAMILIES[provider];
  const { result: read, error } = await attempt(() => family.readUnsubscribe(body));
  return replied(read ?? null, error ? error.reply : family.answerUnsubscribe(read, what));
}

async function canonical({ one: { input } }) {
  const text = async (empties) => {
    const { result, error } = await attempt(() => lianlian.canonicalString(input, { empties }));
    return error ? (error.code === 'canonical_string_none' ? null : error.code) : result;
  };
  return { included: await text('included'), skipped: await text('skipped') };
}

async function notification({ one: { headers, body }, account, given: { order, refund, context } }) {
  const { result, error } = await attempt(() => lianlian.readNotification(account, { headers, body }));
  if (error) return { read: error.code === 'signature_invalid' ? 'refused' : error.code };
  const { read, merchantOrderId, merchantRefundId, fields } = result;
  const heard = { read, ids: [merchantOrderId, merchantRefundId] };
  if (read !== 'verified') return heard;
  return { ...heard, fields, verdict: await lianlian.judgeNotification(account, order, { headers, body }, { ...context, refund }) };
}

const returned = async ({ one: { form, input }, account }) => ({ signed: await lianlian.verifyReturn(account, form, input) });

const SAID = { request, response, inquiry, unsubscribe, canonical, notification, return: returned };
