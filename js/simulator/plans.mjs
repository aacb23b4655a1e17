import { HttpError } from './http.mjs';
import { toNational } from './msisdn.mjs';

const text = (value) => typeof value === 'string';
const flag = (value) => typeof value === 'boolean';
const time = (value) => Number.isInteger(value) && value >= 0 && value <= 600_000;
const edge = (value) => value === 'before' || value === 'after';
const object = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

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
    if (!Object.hasOwn(rules, name)) throw new HttpError(400, `${where}.${name} is not known`);
    if (!rules[name](given)) throw new HttpError(400, `${where}.${name} is not usable`);
  }
}

function readPlan(body, calls) {
  const times = body.times === undefined ? 1 : body.times;
  const rules = {
    match: object,
    behaviour: object,
    times: (value) => value === null || (Number.isInteger(value) && value > 0),
  };
  check(body, rules, 'plan');
  const { match = {}, behaviour = {} } = body;
  check(match, { msisdn: toNational, transaction_id: text, call: (value) => calls.includes(value) }, 'match');
  check(behaviour, BEHAVIOUR, 'behaviour');
  return { match: { ...match }, times, behaviour: { ...behaviour } };
}

function matches({ match }, call, subject) {
  return (match.call === undefined || match.call === call)
    && (match.transaction_id === undefined || match.transaction_id === subject.transaction_id)
    && (match.msisdn === undefined || toNational(match.msisdn) === subject.msisdn);
}

/** Scripted behaviours: the first plan that matches is used until its times are up. */
export function createPlans(calls) {
  let plans = [];
  return {
    add(body) {
      plans.push(readPlan(body, calls));
      return plans.length;
    },
    take(call, subject) {
      const plan = plans.find((each) => matches(each, call, subject));
      if (!plan) return undefined;
      if (plan.times !== null) plan.times -= 1;
      if (plan.times === 0) plans = plans.filter((each) => each !== plan);
      return plan.behaviour;
    },
    list: () => plans,
    clear() { plans = []; },
  };
}
