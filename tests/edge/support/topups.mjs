// AppotaPay and Connect Topup in a lab: their orders, their numbers, what they know and what they shall do.
import assert from 'node:assert/strict';
import { send } from './http.mjs';
import { startLab } from './lab.mjs';
import { nextId } from './orders.mjs';
import { until } from './wait.mjs';

export const APPOTAPAY = 'appotapay';
export const CONNECT = 'connect_topup';
export const BOTH = [APPOTAPAY, CONNECT];

/** Names of the calls at each, and how a plan finds an order. */
const CALLS = {
  [APPOTAPAY]: { charge: 'charging', query: 'status', balance: 'balance', id: 'partner_ref_id' },
  [CONNECT]: { charge: 'topup', query: 'recheck', balance: 'userbalance', id: 'transidclient' },
};

export const appotapay = (changed) => ({
  partner_code: 'SIMULATOR', api_key: 'simulator-api-key', secret_key: 'simulator-secret-key', ...changed,
});
export const connectTopup = (changed) => ({ username: 'simulator', private_key: 'simulator-private-key', ...changed });

/**
 * At this pace a top-up may take 1.25 s, rechecks come 0.25 s, 0.75 s, 3 s and 15 s after that, and a closed provider is
 * asked again after 1.5 s.
 */
export const SCALE = 20;

export async function startTopups(settings = {}) {
  const accounts = { appotapay: appotapay(settings.appotapay), connectTopup: connectTopup(settings.connectTopup) };
  const lab = await startLab({ scale: SCALE, ...settings, ...accounts });
  return Object.assign(lab, providers(lab), moves(lab));
}

let serial = 0;
const next = (digits) => String(++serial % 10 ** digits).padStart(digits, '0');

/** Nothing happens to it: a Viettel number for AppotaPay, one of MobiFone's for Connect Topup. */
export const ordinary = (provider) => (provider === APPOTAPAY ? '0866' : '0901') + next(6);
const digit = (call) => (call === 'charge' ? 1 : 2);
/** A number whose call `call` behaves like `way` (the simulator's README, "Magic numbers: a behaviour"). */
export const behaving = (call, way) => `096${digit(call)}${way}${next(4)}`;
/**
 * A number whose call answers `code`, and `fate` says what becomes of the top-up. Connect Topup's codes have signs, and
 * may come `withId`.
 */
export function answering(provider, call, code, fate = 0, withId = false) {
  const digits = String(Math.abs(code));
  const shape = (Object.is(code, -0) || code < 0 ? 2 : 0) + (withId ? 1 : 0);
  const what = provider === APPOTAPAY ? digits.padStart(4, '0') : `${shape}${digits.padStart(3, '0')}`;
  return `098${digit(call)}${what}${fate}${next(1)}`;
}
/** A number that its subscriber took along to another network: 2 VinaPhone, 3 MobiFone. */
export const ported = (to) => `0968${to}${next(5)}`;

const DETAILS = { [APPOTAPAY]: { product_code: 'topup_10', telco: 'viettel', service_type: 'prepaid' }, [CONNECT]: {} };

/** An order for 10,000 dong; at AppotaPay nothing has to be looked up for it. */
export const topup = ({ provider = APPOTAPAY, value = '10000', ...fields } = {}) => ({
  provider,
  operation: 'topup',
  merchant_order_id: nextId('T'),
  amount: { value, currency: 'VND' },
  msisdn: ordinary(provider),
  details: DETAILS[provider],
  ...fields,
});

/** AppotaPay's, for so much airtime: the network is looked up. */
export const airtime = (value, { details, ...fields } = {}) =>
  topup({ value, details: { face_value: value, service_type: 'prepaid', ...details }, ...fields });

/** What the providers know, and what they shall do. */
function providers(lab) {
  const control = async (path, json) => {
    const reply = await send(lab.simulatorUrl + path, { method: 'POST', json });
    assert.equal(reply.status, 200, `${path}: ${reply.text}`);
  };
  const book = (provider) => lab.simulator.book()[provider];
  const called = (provider, call) => book(provider).calls[CALLS[provider][call] ?? call];
  return {
    /** `id` is the order's. */
    plan: (provider, call, behaviour, { times = 1, id, ...match } = {}) => {
      const names = CALLS[provider];
      const which = { call: names[call] ?? call, ...(id && { [names.id]: id }), ...match };
      return control(`/_${provider}/plan`, { match: which, times, behaviour });
    },
    setBalance: (provider, balance) => control(`/_${provider}/balance`, { balance }),
    access: (provider, code) => control(`/_${provider}/access`, { code }),
    balanceOf: (provider) => book(provider).balance,
    /** How often a call arrived there: `charge`, `query`, `balance`, or by the provider's own name. */
    called,
    /** What was credited for an order. */
    topups: (provider, id) => book(provider).topups.filter((each) => each.id === id),
  };
}

/** What many tests do. */
function moves(lab) {
  /** An order as a merchant makes it who comes again as long as nothing was ordered. */
  async function insist(wanted) {
    return until(`${wanted.merchant_order_id} is taken`, async () => {
      const reply = await lab.create(wanted);
      if (reply.json.code === 'provider_suspended') await lab.resume(wanted.provider);
      return reply.status !== 503 && reply;
    });
  }

  async function credited(wanted) {
    const reply = await insist(wanted);
    assert.deepEqual([reply.status, reply.json.state], [201, 'succeeded'], reply.text);
    assert.equal(lab.topups(wanted.provider, wanted.merchant_order_id).length, 1);
    return reply.json;
  }

  /** Refused without a trace: the id is free. */
  async function refused(wanted) {
    const { status, headers, json, text } = await lab.create(wanted);
    assert.deepEqual([status, json.code, json.money_may_have_moved], [503, 'provider_suspended', false], text);
    assert.ok(Number(headers['retry-after']) >= 1);
    assert.equal((await lab.get(`/v1/orders/${wanted.merchant_order_id}`)).status, 404);
  }

  /** Why a provider takes no orders; undefined while it does. */
  async function suspended(provider) {
    const { json } = await lab.get('/v1/providers');
    return json.providers.find((each) => each.id === provider).suspended ?? undefined;
  }

  /** The order that finds out, and what is said of the provider then. */
  async function closes(provider, reason) {
    const { json, text } = await lab.create(topup({ provider }));
    assert.deepEqual([json.state, json.failure?.reason, json.may_refund_payer], ['failed', reason, true], text);
    const now = await suspended(provider);
    assert.equal(now?.cause, reason);
    return now;
  }

  const opens = (provider) =>
    until(`${provider} is open again`, async () => !(await suspended(provider)), { within: 30_000 });
  const queries = async (id) => (await lab.history(id)).filter((line) => line.type === 'query');
  return {
    insist,
    credited,
    queries,
    asked: (id, times = 1) => until(`${id} was asked about`, async () => {
      const seen = await queries(id);
      return seen.length >= times && seen;
    }),
    resume: (provider) => lab.post(`/v1/providers/${provider}/resume`),
    refused,
    suspended,
    closes,
    opens,
  };
}

/** What an order is at once, and what it settles as. */
export const PATHS = {
  good: ['succeeded', 'succeeded'],
  found: ['unknown', 'succeeded'],
  open: ['unknown', 'unknown'],
  fails: ['unknown', 'failed'],
  refused: ['failed', 'failed'],
};

let door = Promise.resolve();
/** One order after the other: at this pace a busy machine would let calls run out of time. */
function inTurn(work) {
  const mine = door.then(work);
  door = mine.catch(() => {});
  return mine;
}

/** Makes the order and waits until it has settled, or was asked about twice and has not; then looks into the book. */
async function goes(lab, wanted, [atOnce, settled], name) {
  const { provider, merchant_order_id: id } = wanted;
  const { status, json, text } = await inTurn(() => lab.insist(wanted));
  assert.deepEqual([status, json.state], [201, atOnce], `${name}: ${text}`);
  const [open, failed] = [atOnce === 'unknown', atOnce === 'failed'];
  assert.deepEqual([json.must_recheck, json.may_retry, json.may_refund_payer], [open, failed, failed], name);
  if (atOnce !== settled) {
    const order = await lab.reaches(id, ['succeeded', 'failed'], { within: 120_000 });
    assert.equal(order.state, settled, `${name}: ${JSON.stringify(order)}`);
    assert.equal((await lab.history(id)).at(-1).type, 'query', name);
  } else if (open) {
    await lab.asked(id, 2);
    assert.equal((await lab.order(id)).state, 'unknown', name);
  }
  return lab.order(id);
}

/**
 * Makes an order for each of `{ name, msisdn, path, charge, book }`, a few at a time; `charge` is how its top-up
 * behaves, `book` whether it is `credited`, `pending` or neither at the provider in the end, where the path does not say
 * so. Each was sent there once, and has moved the balance once, if at all.
 */
export async function settle(lab, provider, cases) {
  const [sent, balance] = [lab.called(provider, 'charge'), lab.balanceOf(provider)];
  const orders = {};
  const left = [...cases];
  const work = async () => {
    for (let one = left.shift(); one; one = left.shift()) {
      const wanted = topup({ provider, ...(one.msisdn && { msisdn: one.msisdn }) });
      if (one.charge) await lab.plan(provider, 'charge', one.charge, { id: wanted.merchant_order_id });
      orders[one.name] = await goes(lab, wanted, one.path, one.name);
    }
  };
  // Whatever one of them finds, the others' orders are not left to the next test.
  const ends = await Promise.allSettled(Array.from({ length: 12 }, work));
  for (const { reason } of ends) if (reason) throw reason;
  assert.equal(lab.called(provider, 'charge') - sent, cases.length, 'none was sent twice');
  const inBook = ({ path, book = path[1] === 'succeeded' ? 'credited' : 'none' }) => book;
  for (const one of cases) {
    const entries = lab.topups(provider, orders[one.name].merchant_order_id);
    assert.equal(entries.length, inBook(one) === 'credited' ? 1 : 0, one.name);
  }
  const moved = cases.filter((one) => inBook(one) !== 'none').length;
  assert.equal(balance - lab.balanceOf(provider), 10_000 * moved, 'each moved the balance once, if at all');
  return orders;
}
