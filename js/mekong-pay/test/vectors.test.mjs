// The vectors through the package, by the functions that its users call: the same files as the core's own tests read.
// RSA is the platform's here, and what it signs must be what openssl signed.
import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lianlian } from 'mekong-pay';
import { CALLS, FAMILIES } from './support/asks.mjs';
import { answerOf, asked, attempt, callOf, lookedUp, sameRequest } from './support/cases.mjs';

const read = (id) => JSON.parse(readFileSync(new URL(`../../../tests/vectors/${id}.json`, import.meta.url)));

const accountOf = (file, { config }) => FAMILIES[file.provider].account(file.configs[config]);

function sameError(error, { field, code }) {
  assert.equal(error.field ?? '', field);
  if (code) assert.equal(error.code, code);
}

async function request(file, one) {
  const { expect } = one;
  // Tags of addresses are made with a secret that only a gateway has.
  if (one.context?.address_secret) return;
  const account = accountOf(file, one);
  const given = asked(one);
  const call = callOf(file.provider, one);
  // What a provider does not have is no function, and so cannot be refused.
  if (!call) return assert.equal(expect.error.code, 'operation_unsupported');
  const { result, error } = await attempt(() => {
    const order = one.call === 'token' ? undefined : lookedUp(FAMILIES[file.provider], account, one, given.order, given.context);
    return call[0](account, { ...given, order });
  });
  if (expect.error) return sameError(error, expect.error);
  assert.equal(error, undefined);
  sameRequest(result, expect.request);
  if (expect.canonical) assert.equal(result.canonicalString, expect.canonical);
  assert.deepEqual((result.warnings ?? []).map(({ code }) => code), expect.warnings ?? []);
}

/** The words of a verdict as the vectors have them, those that `expect` has or that must be absent. */
function said(verdict, expect) {
  const { corroboration: rule } = verdict;
  return {
    outcome: verdict.outcome, reason: verdict.reason, unknown_reason: verdict.unknownReason,
    next_action: verdict.nextAction?.type, review: verdict.review ?? undefined, account_problem: verdict.accountProblem ?? undefined,
    review_after: verdict.reviewAfter && { review: verdict.reviewAfter.review, after_ms: verdict.reviewAfter.afterMs },
    evidence: expect.evidence && verdict.evidence,
    corroboration: rule && { over_ms: rule.overMs, ...(rule.then.failed ? { reason: rule.then.failed } : { review: rule.then.review }) },
    provider_status: expect.provider_status && { call: verdict.providerStatus.call, code: verdict.providerStatus.code },
    provider_order_id: expect.provider_order_id && verdict.providerOrderId,
  };
}

function sameVerdict(verdict, expect) {
  const { session_refused, next, read: _, merchant_order_id, merchant_refund_id, ...wanted } = expect;
  assert.deepEqual(JSON.parse(JSON.stringify(said(verdict, expect))), wanted);
  const { mayRetry, mayRefundPayer, mustRecheck, outcome, review } = verdict;
  assert.equal(mayRetry, outcome === 'failed' && review === null);
  assert.ok(!mayRefundPayer || mayRetry);
  assert.equal(mustRecheck, outcome === 'unknown');
}

async function response(file, one) {
  const { expect } = one;
  const account = accountOf(file, one);
  const answer = answerOf(one.answer);
  const given = asked(one);
  if (one.call === 'token') return token(account, one, answer);
  const order = lookedUp(FAMILIES[file.provider], account, one, given.order, given.context);
  const verdict = await callOf(file.provider, one)[1](account, { ...given, order }, answer);
  sameVerdict(verdict, expect);
  const refused = FAMILIES[file.provider].isSessionRefused?.(account, answer) ?? false;
  assert.equal(refused, expect.session_refused ?? false);
}

async function token(account, { expect }, answer) {
  const { result, error } = await attempt(() => CALLS.ltc.token[1](account, undefined, answer));
  if (expect.token) return assert.deepEqual(result, expect.token);
  assert.equal(error.code, `session_${expect.session_error}`);
}

async function inquiry(file, one) {
  const { expect } = one;
  const account = accountOf(file, one);
  const call = callOf(file.provider, one);
  // A call that the provider does not have is no function of its family.
  if (expect.none) return assert.equal(call, undefined);
  const asks = await attempt(() => call[0](account, asked(one)));
  if (expect.error) return sameError(asks.error, expect.error);
  if (expect.request) sameRequest(asks.result, expect.request);
  if (!one.answer) return undefined;
  const { result, error } = await attempt(() => call[1](account, asked(one), answerOf(one.answer)));
  if (expect.finding) return assert.deepEqual(result, Object.values(expect.finding)[0]);
  if (expect.refusal.refused) return sameError(error, expect.refusal.refused);
  assert.equal(error.code, expect.refusal === 'no_answer' ? 'provider_unavailable' : 'provider_refused');
  if (expect.refusal.account_problem) assert.equal(error.message, expect.refusal.account_problem);
}

function unsubscribe(file, { body, result: what, expect }) {
  const family = FAMILIES[file.provider];
  let reply;
  try {
    const call = family.readUnsubscribe(body);
    const { msisdn, short_code, channel } = call;
    assert.deepEqual({ msisdn: msisdn.slice(1), short_code, channel }, expect.read);
    reply = family.answerUnsubscribe(call, what);
  } catch (error) {
    if (!error.reply) throw error;
    assert.equal(expect.read, undefined);
    reply = error.reply;
  }
  const answer = JSON.parse(reply.body);
  assert.ok(answer.ResultDesc);
  // Of what is malformed the document gives no sentence.
  if (!expect.answer.ResultDesc) delete answer.ResultDesc;
  assert.deepEqual([reply.status, answer], [expect.status, expect.answer]);
}

async function config(file, { text, private_key, expect }) {
  const { error } = await attempt(() => FAMILIES[file.provider].account(text, { privateKey: private_key }));
  if (expect.error) return sameError(error, { field: expect.error.field, code: 'config_invalid' });
  assert.equal(error, undefined);
}

async function canonical(_, { input, expect }) {
  for (const empties of ['included', 'skipped']) {
    const { result, error } = await attempt(() => lianlian.canonicalString(input, { empties }));
    assert.equal(result, expect[empties] ?? undefined);
    if (error) assert.equal(error.code, 'canonical_string_none');
  }
}

async function key(_, { input, expect: { kind, der, error: problem } }) {
  const isPrivate = kind === 'private';
  const use = () => (isPrivate ? lianlian.sign('text', input) : lianlian.verify('text', 'AAAA', input));
  const { result, error } = await attempt(use);
  if (problem) return assert.ok(error.code === 'key_invalid' && error.message.includes(problem), error.message);
  assert.equal(error, undefined);
  const format = { key: Buffer.from(der, 'base64'), format: 'der' };
  if (isPrivate) return assert.equal(result, sign('sha1', 'text', createPrivateKey({ ...format, type: 'pkcs8' })).toString('base64'));
  assert.ok(createPublicKey({ ...format, type: 'spki' }) && result === false);
}

async function notification(file, one) {
  const { expect, headers, body } = one;
  const account = accountOf(file, one);
  const { result, error } = await attempt(() => lianlian.readNotification(account, { headers, body }));
  assert.equal(error?.code, expect.read === 'refused' ? 'signature_invalid' : undefined);
  if (error) return;
  const { read: how, merchantOrderId, merchantRefundId } = result;
  assert.deepEqual([how, merchantOrderId, merchantRefundId],
    [expect.read, expect.merchant_order_id ?? null, expect.merchant_refund_id ?? null]);
  if (how !== 'verified') return;
  const { order, refund, context } = asked(one);
  const verdict = await lianlian.judgeNotification(account, order, { headers, body }, { ...context, refund });
  if (!one.context?.provider_order_id) {
    const { outcome, unknownReason, evidence, mustRecheck, providerOrderId } = verdict;
    assert.deepEqual([outcome, unknownReason, evidence, mustRecheck, providerOrderId], ['unknown', 'uncorroborated', 'hint', true, null]);
    return;
  }
  const { reason, ...rest } = verdict;
  sameVerdict(rest, expect);
}

async function back(file, one) {
  const named = one.form.find(([name]) => name === 'merchant_order_id')?.[1] ?? 'ORDER_202301010001';
  const about = one.command?.merchant_order_id ?? named;
  assert.equal(await lianlian.verifyReturn(accountOf(file, one), one.form, about), one.expect.signed);
}

const KINDS = { request, response, inquiry, unsubscribe, config, canonical, key, notification, return: back };

for (const id of Object.keys(CALLS)) {
  test(`${id}: every case of the vectors`, async () => {
    const file = read(id);
    let ran = 0;
    const failed = [];
    for (const one of file.cases) {
      try {
        await KINDS[one.kind](file, one);
        ran += 1;
      } catch (error) {
        failed.push(`${id}/${one.id}: ${error.message}`);
      }
    }
    assert.deepEqual(failed.slice(0, 5), [], `${failed.length} of ${file.cases.length} failed`);
    assert.equal(ran, file.count);
  });
}
