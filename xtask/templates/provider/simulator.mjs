// __Name__, played. FILL IN: the calls as the document has them, magic amounts, and what goes wrong. Imitate AppotaPay's.
import { play } from '../engine.mjs';
import { createFrame } from '../frame.mjs';
import { HttpError, parseObject, readBody, sendJson } from '../http.mjs';
import { createPlans, text } from '../plans.mjs';

const CALLS = { 'POST payments': { name: 'create' }, 'POST payments/query': { name: 'query' } };
const NAMES = Object.values(CALLS).map(({ name }) => name);
const KEY = 'simulator-__id__-key';

const code = (value) => ({ status: 200, json: { code: value } });
const paid = ({ order, amount, id }) => ({ status: 200, success: true, json: { code: 'PAID', order, amount, id } });

const fresh = () => ({ payments: new Map(), calls: Object.fromEntries(NAMES.map((name) => [name, 0])) });

/** What it remembers. It changes by events only, so that a journal of them brings it back. */
function createState() {
  let data = fresh();
  const traffic = { now: 0, max: 0 };
  const events = {
    call: ({ name }) => { data.calls[name] += 1; },
    paid: ({ payment }) => data.payments.set(payment.order, payment),
  };
  return {
    apply: (event) => events[event.type]?.(event),
    find: (order) => data.payments.get(order),
    size: () => data.payments.size,
    book: () => ({ payments: [...data.payments.values()], calls: { ...data.calls }, in_flight_max: traffic.max }),
    reset() {
      data = fresh();
      traffic.max = traffic.now;
    },
    enter() {
      traffic.now += 1;
      traffic.max = Math.max(traffic.max, traffic.now);
    },
    leave: () => { traffic.now -= 1; },
  };
}

export function create__Type__({ options, timers, record }) {
  const state = createState();
  const plans = createPlans(NAMES, { order: { usable: text } });

  function take({ order, amount }) {
    if (state.find(order)) return code('DUPLICATE');
    const at = new Date(options.now()).toISOString();
    record({ type: 'paid', payment: { order, amount, id: `P${state.size() + 1}`, at } });
    return paid(state.find(order));
  }

  const look = ({ order }) => (state.find(order) ? paid(state.find(order)) : code('NOT_FOUND'));

  async function answer({ req, res, path }) {
    const call = CALLS[`${req.method} ${path}`];
    if (!call) throw new HttpError(404, 'no such path');
    record({ type: 'call', name: call.name });
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
    controls: {
      'GET plan': () => ({ plans: plans.list() }),
      'POST plan': (body) => ({ ok: true, pending: plans.add(body) }),
    },
    apply: state.apply,
    book: state.book,
    ...createFrame({ state, plans, answer, refuse: (res, error) => sendJson(res, error.status, { code: 'ERROR' }) }),
  };
}
