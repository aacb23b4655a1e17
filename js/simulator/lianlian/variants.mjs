import { CHANGE_NAMES, change } from './change.mjs';
import { localTime } from './times.mjs';

/** What the payer would have done by now, whatever the truth is: what a liar would send. */
function claimed(truth, { now }) {
  const status = 'refund_status' in truth ? { refund_status: 'RS' } : { order_status: 'PS' };
  return { ...truth, ...status, complete_time: truth.complete_time ?? localTime(now()) };
}

const waiting = ({ complete_time, ...truth }) => (
  { ...truth, ...('refund_status' in truth ? { refund_status: 'RP' } : { order_status: 'WP' }) }
);

const honest = (truth) => [{ fields: truth, retry: true }];
const lie = (more) => (truth, options) => [{ fields: claimed(truth, options), ...more }];

/**
 * By name, the messages that are sent one after the other: `fields`, and perhaps `sign` (a way of signing, or none),
 * `signed` (other fields than the signature is of), `twice`, `wait_ms` before it, and `retry` until it is acknowledged.
 */
const VARIANTS = {
  plain: honest,
  lost: () => [],
  before_reply: honest,
  duplicate: (truth) => [...honest(truth), { fields: truth }],
  late: (truth, { delayMs }) => [{ fields: truth, retry: true, wait_ms: 5 * delayMs }],
  reordered: (truth) => [...honest(truth), { fields: waiting(truth) }],
  status: (truth, _, status) => [{ fields: { ...truth, ['refund_status' in truth ? 'refund_status' : 'order_status']: status ?? 'ZZ' } }],
  forged: lie({ sign: 'foreign' }),
  bad_signature: lie({ sign: 'bad' }),
  unsigned: lie({ sign: 'none' }),
  tampered: (truth, options) => [{ fields: change(claimed(truth, options), 'amount'), signed: claimed(truth, options) }],
  duplicate_keys: lie({ twice: { order_status: 'WP', refund_status: 'RP', order_amount: '0.01', refund_amount: '0.01' } }),
};
for (const what of CHANGE_NAMES.filter((name) => name !== 'status')) {
  VARIANTS[`${what}_changed`] = (truth, options) => [{ fields: change(claimed(truth, options), what) }];
}

export const VARIANT_NAMES = Object.keys(VARIANTS);

/** The messages of these variants about one thing whose truth is given. */
export function messages(names, truth, { options, status, times = 1 }) {
  const one = names.flatMap((name) => VARIANTS[name](truth, options, status));
  return Array.from({ length: times }, () => one).flat();
}
