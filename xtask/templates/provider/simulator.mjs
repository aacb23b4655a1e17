// __Name__, played. FILL IN: the calls as the document has them, magic amounts, and what goes wrong: see the others.
import { play } from '../engine.mjs';
import { createFrame } from '../frame.mjs';
import { HttpError, parseObject, readBody, sendJson } from '../http.mjs';
import { createPlans, text } from '../plans.mjs';

const CALLS = { 'POST payments': { name: 'create' }, 'POST payments/query': { name: 'query' } };
const KEY = 'simulator-__id__-key';

const code = (value) => ({ status: 200, json: { code: value } });
const paid = ({ order, amount, id }) => ({ status: 200, success: true, json: { code: 'PAID', order, amount, id } });

export function create__Type__({ options, timers, record }) {
  let payments = new Map();
  const traffic = { now: 0 };
  const plans = createPlans(Object.values(CALLS).map(({ name }) => name), { order: { usable: text } });

  /** It changes by events only, so that a journal of them brings it back. */
  const apply = ({ payment }) => payments.set(payment.order, payment);
  const state = {
    reset: () => { payments = new Map(); },
    enter: () => { traffic.now += 1; },
    leave: () => { traffic.now -= 1; },
  };

  function take({ order, amount }) {
    const known = payments.get(order);
    if (known) return code('DUPLICATE');
    record({ type: 'paid', payment: { order, amount, id: `P${payments.size + 1}`, at: new Date(options.now()).toISOString() } });
    return paid(payments.get(order));
  }

  const look = ({ order }) => (payments.has(order) ? paid(payments.get(order)) : code('NOT_FOUND'));

  async function answer({ req, res, path }) {
    const call = CALLS[`${req.method} ${path}`];
    if (!call) throw new HttpError(404, 'no such path');
    const subject = parseObject(await readBody(req));
    if (req.headers['x-api-key'] !== KEY) throw new HttpError(401, 'the key is another one');
    const operation = {
      work: () => (call.name === 'create' ? take(subject) : look(subject)),
      refuse: code,
      forced: (reply, forced) => ({ ...reply, json: { ...reply.json, code: forced } }),
      success: 'PAID',
    };
    return play(res, plans.take(call.name, subject) ?? {}, operation, { timers, holdMs: options.holdMs });
  }

  return {
    calls: CALLS,
    controls: { 'POST plans': (body) => ({ plans: plans.add(body) }) },
    apply,
    book: () => ({ payments: [...payments.values()] }),
    ...createFrame({ state, plans, answer, refuse: (res, error) => sendJson(res, error.status, { code: 'ERROR' }) }),
  };
}
