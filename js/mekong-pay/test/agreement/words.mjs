// The words that all sides are compared in: those of the package.
import { rfc3339 } from './texts.mjs';

/** A verdict, with what it says when nothing else is said. */
export function verdict({ outcome, corroboration, reviewAfter, warned, ...said }, operation) {
  const facts = {
    evidence: 'own_reply', providerOrderId: null, providerStatus: null, expiresAt: null, review: null, accountProblem: null, ...said,
  };
  const mayRetry = outcome === 'failed' && facts.review === null;
  return {
    outcome, ...(corroboration ? { corroboration } : {}), ...(reviewAfter ? { reviewAfter } : {}), ...(warned ? { warned } : {}), ...facts,
    mayRetry, mayRefundPayer: mayRetry && operation === 'topup', mustRecheck: outcome === 'unknown',
  };
}

export const failed = (reason, reachedProvider = true) => ({ outcome: 'failed', reason, reachedProvider });
export const unknown = (unknownReason) => ({ outcome: 'unknown', unknownReason });
export const pending = (nextAction = null) => ({ outcome: 'pending', nextAction });
export const succeeded = { outcome: 'succeeded' };

/** A unknownReason that equal reads turn into a failure, or into a person's call. */
export const repeated = (reads, minutes, then) =>
  ({ ...unknown('uncorroborated'), corroboration: { reads, overMs: minutes * 60_000, then } });

export const status = (call, code, message = '') => ({ call, code, message: [...message].slice(0, 200).join('') });

/** A request; `warnings` as the core has them. */
export function requested({ method, url, headers, body = null, canonicalString = null, warnings = [] }) {
  const about = warnings.map(({ code, field }) => `${code} ${field}`);
  return { request: { method, url, headers, body, canonicalString }, warnings: about, details: warnings.map(({ detail }) => detail) };
}

export const refusedBy = ({ code, field, problem }) => ({ error: `${code} ${field}`, problem });

/** What was understood of an unsubscribe call, and the answer to it; its sentence is the core's own. */
export function replied(read, { status: http, body }) {
  const { ResultDesc, ...answer } = JSON.parse(body);
  return { read, status: http, answer, sentence: ResultDesc };
}

/** Reasons by code, out of codes by reason. */
export const codes = (reasons) =>
  Object.fromEntries(Object.entries(reasons).flatMap(([reason, list]) => list.split(' ').map((code) => [code, reason])));

/** A verdict out of the core's own form of it. */
function verdictOf({ outcome, corroboration: rule, ...said }, accountProblem, operation) {
  const [name, inside] = typeof outcome === 'string' ? [outcome, null] : Object.entries(outcome)[0];
  const corroboration = rule && {
    reads: rule.reads, overMs: rule.over,
    then: rule.then.failed ? { failed: rule.then.failed.reason } : rule.then,
  };
  const reviewAfter = said.review_after && { review: said.review_after[0], afterMs: said.review_after[1] };
  return verdict({
    ...OUTCOMES[name](inside), corroboration, reviewAfter, warned: said.warnings.length > 0, evidence: said.evidence, providerOrderId: said.provider_order_id,
    providerStatus: said.provider_status, expiresAt: said.expires_at === null ? null : rfc3339(said.expires_at),
    review: said.review, accountProblem, ...(said.charge_reply ? { chargeReply: said.charge_reply } : {}),
  }, operation);
}

const OUTCOMES = {
  succeeded: () => succeeded,
  failed: ({ reason, reached_provider }) => failed(reason, reached_provider),
  pending: (next) => pending(next && action(next)),
  unknown,
};

function action(next) {
  const [type, parts] = typeof next === 'string' ? [next, {}] : Object.entries(next)[0];
  const { expires_at: at, ...rest } = parts;
  return { type, ...rest, ...(at === undefined ? {} : { expires_at: rfc3339(at) }) };
}

const SAID = {
  request: ({ request: { canonical_string: canonicalString, ...request }, warnings }) => requested({ ...request, canonicalString, warnings }),
  response: ({ report, account_problem: accountProblem, session_refused, token, session_error }, operation) => (report
    ? { verdict: verdictOf(report, accountProblem, operation), session_refused } : { token: token ?? `session_${session_error}` }),
  inquiry: ({ request, finding, refusal }) => ({ ...SAID.request({ request }), found: finding ? Object.values(finding)[0] : refusal }),
  unsubscribe: ({ read, reply }) => replied(read, reply),
  notification: ({ read, order, refund, fields, report, account_problem: accountProblem }, operation) => ({
    read, ...(read === 'refused' ? {} : { ids: [order, refund] }),
    ...(report ? { fields: Object.fromEntries(fields), verdict: verdictOf(report, accountProblem, operation) } : {}),
  }),
};

/** What the native core said of a case. */
export function ofNative(said, { case: one }) {
  if (said.error) return refusedBy(said.error);
  return SAID[one?.kind]?.(said, one.refund ? 'refund' : one.command?.operation) ?? said;
}
