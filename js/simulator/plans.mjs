import { HttpError } from './http.mjs';

export const text = (value) => typeof value === 'string';
export const flag = (value) => typeof value === 'boolean';
export const time = (value) => Number.isInteger(value) && value >= 0 && value <= 600_000;
const edge = (value) => value === 'before' || value === 'after';
export const object = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

const BEHAVIOUR = {
  code: text,
  charge: flag,
  delay_ms: time,
  work_first: flag,
  reset: edge,
  hang: edge,
  status: (value) => Number.isInteger(value) && value >= 200 && value <= 599,
  body: text,
  content_type: (value) => text(value) && /^[\x20-\x7e]+$/.test(value),
  truncate: flag,
  overrides: object,
  success_only: flag,
  loose: flag,
  late_ms: time,
};

function check(value, rules, where) {
  if (!object(value)) throw new HttpError(400, `${where} must be an object`);
  for (const [name, given] of Object.entries(value)) {
    if (!Object.hasOwn(rules, name)) throw new HttpError(400, `${where}.${name} is not known: there are ${Object.keys(rules).join(', ')}`);
    if (!rules[name](given)) throw new HttpError(400, `${where}.${name} is not usable`);
  }
}

function readPlan(body, calls, keys, more) {
  const times = body.times === undefined ? 1 : body.times;
  const rules = {
    match: object,
    behaviour: object,
    times: (value) => value === null || (Number.isInteger(value) && value > 0),
  };
  check(body, rules, 'plan');
  const { match = {}, behaviour = {} } = body;
  const usable = Object.entries(keys).map(([name, key]) => [name, key.usable]);
  check(match, { ...Object.fromEntries(usable), call: (value) => calls.includes(value) }, 'match');
  check(behaviour, { ...BEHAVIOUR, ...more }, 'behaviour');
  return { match: { ...match }, times, behaviour: { ...behaviour } };
}

function matches({ match: { call: wanted, ...rest } }, call, subject, keys) {
  return (wanted === undefined || wanted === call)
    && Object.entries(rest).every(([name, value]) => (keys[name].norm?.(value) ?? value) === subject[name]);
}

/**
 * Scripted behaviours: the first plan that matches is used until its times are up. `keys` are what else than `call`
 * may be matched, each with `usable(value)` and perhaps `norm(value)`; `more` are a provider's own behaviour fields.
 */
export function createPlans(calls, keys, more = {}) {
  let plans = [];
  return {
    add(body) {
      plans.push(readPlan(body, calls, keys, more));
      return plans.length;
    },
    take(call, subject) {
      const plan = plans.find((each) => matches(each, call, subject, keys));
      if (!plan) return undefined;
      if (plan.times !== null) plan.times -= 1;
      if (plan.times === 0) plans = plans.filter((each) => each !== plan);
      return plan.behaviour;
    },
    list: () => plans,
    clear() { plans = []; },
  };
}
