import { flag, object, text, time } from '../plans.mjs';
import { CHANGE_NAMES } from './change.mjs';
import { PAYER_ACTIONS, REFUND_ACTIONS } from './life.mjs';
import { SERVICES } from './services.mjs';
import { VARIANT_NAMES } from './variants.mjs';

const OUTCOMES = ['nothing', ...PAYER_ACTIONS, ...REFUND_ACTIONS];
const SIGNS = ['genuine', 'none', 'bad', 'foreign', 'before_change'];

const among = (names) => (value) => names.includes(value);
const some = (names) => (value) => [value].flat().every(among(names));

const shortName = (value) => Object.keys(SERVICES).find((name) => name === value || SERVICES[name].code === value);

/** What a plan may name besides the call. */
export const MATCH = {
  merchant_order_id: { usable: text },
  merchant_refund_id: { usable: text },
  service: { usable: (value) => shortName(value) !== undefined, norm: shortName },
};

/** What a plan may do besides what every provider's can. */
export const BEHAVIOUR = {
  code: (value) => /^\d{6}$/.test(value),
  sign: among(SIGNS),
  change: among(CHANGE_NAMES),
  data: object,
  twice: object,
  outcome: some(OUTCOMES),
  outcome_ms: time,
  shown: flag,
  notify: some(VARIANT_NAMES),
  notify_interval_ms: time,
};
