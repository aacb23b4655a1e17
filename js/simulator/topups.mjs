import { HttpError } from './http.mjs';
import { text, time } from './plans.mjs';

/** What plans of both top-up providers may do besides what every provider's can. */
export const OUTCOME_FIELDS = {
  outcome: (value) => ['credited', 'failed', 'pending'].includes(value),
  outcome_ms: time,
  hidden_ms: time,
};

/** An outcome is work that is done, whatever the answer says. */
export const withOutcome = (behaviour) => (
  behaviour.outcome !== undefined && behaviour.charge === undefined ? { ...behaviour, charge: true } : behaviour
);

/** How a call behaves: by plan, else by its magic number, as often as that says; `id` names the caller's own. */
export const createBehaviours = ({ plans, magic, state, delayMs, id }) => (call, subject) => {
  const planned = plans.take(call, subject);
  if (planned) return planned;
  const { times, ...behaviour } = magic(call, subject, delayMs) ?? {};
  const spent = times !== undefined && state.timesBefore(`${call} ${subject[id] ?? subject.phone}`) >= times;
  return spent ? {} : behaviour;
};

/**
 * What a prepaid top-up provider remembers. It changes by events only, so that a journal of them brings it back.
 * A top-up is credited, pending (its price is held) or failed; `key` is the provider's own handle for it,
 * `client` the caller's.
 */
export function createTopups({ calls, startBalance, options, timers, record }) {
  const fresh = () => ({
    topups: new Map(),
    byClient: new Map(),
    credited: [],
    balance: startBalance,
    access: null,
    seen: new Map(),
    calls: Object.fromEntries(calls.map((call) => [call, 0])),
  });
  let data = fresh();
  const traffic = { now: 0, max: 0 };
  const iso = (ms = 0) => new Date(options.now() + ms).toISOString();

  const events = {
    call: ({ name }) => { data.calls[name] += 1; },
    seen: ({ key }) => data.seen.set(key, (data.seen.get(key) ?? 0) + 1),
    balance: ({ balance }) => { data.balance = balance; },
    access: ({ code }) => { data.access = code; },
    taken({ topup }) {
      const kept = { ...topup };
      data.topups.set(kept.key, kept);
      if (kept.client) data.byClient.set(kept.client, kept);
      if (kept.state !== 'failed') data.balance -= kept.amount;
      if (kept.state === 'credited') data.credited.push(bookEntry(kept, kept.at));
    },
    settled({ key, state, at }) {
      const topup = data.topups.get(key);
      topup.state = state;
      delete topup.then;
      if (state === 'credited') data.credited.push(bookEntry(topup, at));
      else data.balance += topup.amount;
    },
  };

  function settleLater({ key, then }) {
    const epoch = timers.epoch();
    const wait = Math.max(0, Date.parse(then.at) - options.now());
    // After a reset the same key may stand for something else.
    timers.after(wait, () => epoch === timers.epoch() && record({ type: 'settled', key, state: then.state, at: iso() }));
  }

  return {
    apply: (event) => events[event.type]?.(event),
    reset() {
      data = fresh();
      traffic.max = traffic.now;
    },
    resume: () => [...data.topups.values()].filter(({ then }) => then).forEach(settleLater),
    count: (name) => record({ type: 'call', name }),
    enter() {
      traffic.now += 1;
      traffic.max = Math.max(traffic.max, traffic.now);
    },
    leave: () => { traffic.now -= 1; },
    find: (key) => data.topups.get(key),
    findByClient: (client) => data.byClient.get(client),
    isVisible: (topup) => !topup.visible_at || options.now() >= Date.parse(topup.visible_at),
    /** How often this happened before. */
    timesBefore(key) {
      const before = data.seen.get(key) ?? 0;
      record({ type: 'seen', key });
      return before;
    },
    /** The only place where a top-up begins; credited at once unless the behaviour says what becomes of it. */
    take(fields, { outcome = 'credited', outcome_ms, hidden_ms } = {}) {
      const topup = { ...fields, at: iso(), state: outcome_ms === undefined ? outcome : 'pending' };
      if (outcome_ms !== undefined && outcome !== 'pending') topup.then = { state: outcome, at: iso(outcome_ms) };
      if (hidden_ms !== undefined) topup.visible_at = iso(hidden_ms);
      record({ type: 'taken', topup });
      if (topup.then) settleLater(topup);
      return data.topups.get(topup.key);
    },
    /** A refusal that the provider remembers. */
    refuse: (fields, code) => record({ type: 'taken', topup: { ...fields, at: iso(), state: 'failed', code } }),
    balance: () => data.balance,
    setBalance: (balance) => record({ type: 'balance', balance }),
    access: () => data.access,
    setAccess: (code) => record({ type: 'access', code }),
    book: () => ({
      topups: [...data.credited], balance: data.balance, calls: { ...data.calls }, in_flight_max: traffic.max,
    }),
  };
}

function bookEntry({ key, client, id, phone, amount, product }, at) {
  return { id: client ?? key, transaction_id: id, phone, amount, product, at };
}

export function createControls({ plans, state, accessCodes }) {
  return {
    'GET plan': () => ({ plans: plans.list() }),
    'POST plan': (body) => ({ ok: true, pending: plans.add(body) }),
    'GET balance': () => ({ balance: state.balance() }),
    'POST balance': ({ balance }) => {
      if (!Number.isSafeInteger(balance)) throw new HttpError(400, 'balance must be a whole number');
      state.setBalance(balance);
      return { ok: true, balance };
    },
    'GET access': () => ({ code: state.access() }),
    'POST access': ({ code = null }) => {
      const usable = code === null || (text(code) && accessCodes.includes(code));
      if (!usable) throw new HttpError(400, `code must be null or one of ${accessCodes.join(', ')}`);
      state.setAccess(code);
      return { ok: true, code };
    },
  };
}
