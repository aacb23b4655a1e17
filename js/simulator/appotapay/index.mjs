import { play } from '../engine.mjs';
import { createFrame } from '../frame.mjs';
import { HttpError, readBody, sendJson } from '../http.mjs';
import { createPlans, object, text } from '../plans.mjs';
import { createBehaviours, createControls, createTopups, OUTCOME_FIELDS, withOutcome } from '../topups.mjs';
import { toLocal } from '../vietnam.mjs';
import { charge } from './charge.mjs';
import { ACCESS_CODES } from './codes.mjs';
import { tokenFault } from './jwt.mjs';
import { magic } from './magic.mjs';
import { balance, info, productCodes, products, status } from './queries.mjs';
import { CHANGE_NAMES, createRenderer, denied, failure, SIGN_NAMES } from './reply.mjs';

// AppotaPay mobile top-up v2; the status is still v1 there.
const CALLS = {
  'POST api/v2/service/topup/charging': { name: 'charging', operation: charge },
  'GET api/v1/service/topup/transaction/{partnerRefId}': { name: 'status', operation: status },
  'GET api/v2/service/topup/productCodes': { name: 'productCodes', operation: productCodes },
  'GET api/v1/service/topup/{phoneNumber}/info': { name: 'info', operation: info },
  'GET api/v1/service/topup/{phoneNumber}/products': { name: 'products', operation: products },
  'GET api/v1/service/accounts/balance': { name: 'balance', operation: balance },
};

const ROUTES = Object.entries(CALLS).map(([key, call]) => (
  { ...call, method: key.split(' ')[0], pattern: new RegExp(`^${key.split(' ')[1].replace(/\{\w+\}/, '([^/]*)')}$`) }
));

const MATCH = {
  phone: { usable: toLocal, norm: toLocal }, partner_ref_id: { usable: text }, product_code: { usable: text },
};
const BEHAVIOUR = {
  ...OUTCOME_FIELDS,
  code: (value) => text(value) && /^\d{1,4}$/.test(value),
  sign: (value) => SIGN_NAMES.includes(value),
  change: (value) => CHANGE_NAMES.includes(value),
  transaction: object,
  twice: object,
};

/** A refusal, as this provider's server writes one. */
const refuse = (res, error) => sendJson(res, error.status, { message: error.message });

export function createAppotapay({ options, timers, record }) {
  const names = Object.values(CALLS).map(({ name }) => name);
  const startBalance = options.appotapayBalance;
  const state = createTopups({ calls: names, startBalance, options, timers, record });
  const plans = createPlans(names, MATCH, BEHAVIOUR);

  async function answer({ req, res, path, query }) {
    const { name, operation, param } = route(req.method, path);
    state.count(name);
    const body = await readBody(req);
    const render = createRenderer(options.appotapaySecret, req.headers.language);
    const refusal = doorFault(req, state, options);
    const prepared = refusal
      ? { work: () => refusal, render }
      : { ...operation({ body, query, param, state, options }), render, success: '0' };
    const behaviour = refusal ? {} : behaviourOf(name, prepared.subject);
    return play(res, withOutcome(behaviour), prepared, { timers, holdMs: options.holdMs });
  }

  const behaviourOf = createBehaviours({ plans, magic, state, delayMs: options.delayMs, id: 'partner_ref_id' });

  return {
    calls: CALLS,
    controls: createControls({ plans, state, accessCodes: ACCESS_CODES }),
    apply: state.apply,
    book: state.book,
    resume: state.resume,
    ...createFrame({ state, plans, answer, refuse }),
  };
}

function doorFault(req, state, options) {
  const closed = state.access();
  if (closed === '401' || closed === '403') return denied(Number(closed), 'Refused');
  const fault = closed ? { code: closed } : tokenFault(req.headers['x-appotapay-auth'], options);
  if (!fault) return undefined;
  return fault.code ? failure(fault.code) : denied(401, `Unauthorized: ${fault.message}`);
}

function route(method, path) {
  const found = ROUTES.filter(({ pattern }) => pattern.test(path));
  const known = found.find((each) => each.method === method);
  if (!known) throw new HttpError(found.length > 0 ? 405 : 404, `There are: ${Object.keys(CALLS).join(', ')}.`);
  return { ...known, param: known.pattern.exec(path)[1] };
}
