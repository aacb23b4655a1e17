import { play } from '../engine.mjs';
import { createFrame } from '../frame.mjs';
import { HttpError, readBody, sendText } from '../http.mjs';
import { createPlans, text } from '../plans.mjs';
import { createBehaviours, createControls, createTopups, OUTCOME_FIELDS, withOutcome } from '../topups.mjs';
import { toLocal } from '../vietnam.mjs';
import { balance, recheck, topup } from './calls.mjs';
import { ACCESS_CODES } from './codes.mjs';
import { magic } from './magic.mjs';
import { FORMS, forbidden, render, reply } from './reply.mjs';

// All GET, all in the query.
const CALLS = {
  'GET topup.jsp': { name: 'topup', operation: topup },
  'GET recheck.jsp': { name: 'recheck', operation: recheck },
  'GET userbalance.jsp': { name: 'userbalance', operation: balance },
};

const MATCH = { phone: { usable: toLocal, norm: toLocal }, transidclient: { usable: text } };
const BEHAVIOUR = {
  ...OUTCOME_FIELDS,
  code: (value) => text(value) && /^-?\d{1,4}$/.test(value),
  form: (value) => Object.hasOwn(FORMS, value),
};

/** A refusal, as this provider's server writes one. */
const refuse = (res, error) =>
  sendText(res, error.status, `<html><body><h1>${error.status}</h1></body></html>`, 'text/html; charset=UTF-8');

export function createConnectTopup({ options, timers, record }) {
  const names = Object.values(CALLS).map(({ name }) => name);
  const startBalance = options.connectTopupBalance;
  const state = createTopups({ calls: names, startBalance, options, timers, record });
  const plans = createPlans(names, MATCH, BEHAVIOUR);

  async function answer({ req, res, path, query }) {
    const call = CALLS[`${req.method} ${path}`];
    if (!call) throw new HttpError(404, 'Not Found');
    state.count(call.name);
    await readBody(req);
    const closed = state.access();
    const refusal = closed && (closed === '403' ? forbidden() : reply(closed));
    const prepared = refusal
      ? { work: () => refusal, render }
      : { ...call.operation({ query, state, options }), render, success: '1' };
    const behaviour = refusal ? {} : behaviourOf(call.name, prepared.subject);
    return play(res, withOutcome(behaviour), prepared, { timers, holdMs: options.holdMs });
  }

  const behaviourOf = createBehaviours({ plans, magic, state, delayMs: options.delayMs, id: 'transidclient' });

  return {
    calls: CALLS,
    controls: createControls({ plans, state, accessCodes: ACCESS_CODES }),
    apply: state.apply,
    book: state.book,
    resume: state.resume,
    ...createFrame({ state, plans, answer, refuse }),
  };
}
