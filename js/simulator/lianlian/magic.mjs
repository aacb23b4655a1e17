import { connectionWays, ERROR_PAGE } from '../connection_faults.mjs';
import { toBaht, toSatang } from './money.mjs';

// The digit K names the call that misbehaves.
const DIGIT = { create: '1', query: '2', refund: '3', refund_query: '4', cancel: '5' };
const LIES = { order_status: 'PS', refund_status: 'RS', order_amount: '0.01', refund_amount: '0.01' };

/**
 * The pre-made behaviour that amounts ask for, in the words of a plan: the payment's `amount` for the call itself,
 * and for a create or a refund its own amount (`scripted`) for what becomes of it.
 */
export function magic(call, { amount, scripted }, delayMs) {
  const of = (text) => (typeof text === 'string' && toSatang(text) !== null ? toBaht(toSatang(text)) : '');
  const behaviour = { ...byAmount(DIGIT[call], of(amount), delayMs), ...bySatang(of(scripted), delayMs) };
  return Object.keys(behaviour).length > 0 ? behaviour : undefined;
}

function byAmount(digit, amount, delayMs) {
  const [, code, done, codeDigit] = /^([45]\d{5})\.([01])(\d)$/.exec(amount) ?? [];
  if (codeDigit === digit) return done === '1' ? { code, charge: true } : { code };
  const [, wayDigit, way] = /^98(\d)(\d\d)\./.exec(amount) ?? [];
  return wayDigit === digit ? WAYS[way]?.(delayMs) : undefined;
}

const WAYS = {
  ...connectionWays(ERROR_PAGE),
  11: () => ({ sign: 'none' }),
  12: () => ({ sign: 'bad' }),
  13: () => ({ sign: 'foreign' }),
  14: () => ({ change: 'order' }),
  15: () => ({ change: 'amount' }),
  16: () => ({ change: 'currency' }),
  17: () => ({ change: 'status' }),
  18: () => ({ change: 'amount', sign: 'before_change' }),
  19: () => ({ twice: LIES }),
  20: () => ({ loose: true }),
  21: (delayMs) => ({ status: 504, body: 'Gateway Timeout', late_ms: delayMs }),
  22: () => ({ code: '404003', once: true }),
  23: () => ({ status: 503, body: '{"code":503001,"message":"service unavailable"}' }),
};

/** What becomes of it, by the last two digits; `pay` and its like mean succeed for a refund. */
function bySatang(amount, delayMs) {
  return SCRIPTS[amount.slice(-2)]?.(delayMs);
}

const paid = ['pay', 'succeed'];
const soon = (outcome, notify) => (delayMs) => ({ outcome, outcome_ms: delayMs, ...(notify && { notify }) });

const SCRIPTS = {
  80: () => ({ outcome: paid, shown: true }),
  81: () => ({ outcome: paid }),
  82: soon(paid),
  83: soon('cancel'),
  84: soon('fail'),
  85: soon('expire'),
  86: soon(['expire', 'pay']),
  90: () => ({ outcome: paid, notify: 'before_reply' }),
  91: soon(paid, 'lost'),
  92: soon(paid, 'duplicate'),
  93: soon(paid, 'reordered'),
  94: soon(paid, ['forged', 'plain']),
  95: soon(paid, 'amount_changed'),
  96: soon(paid, 'late'),
  97: soon('nothing', 'forged'),
  98: soon('nothing', 'status'),
  99: soon('nothing', 'duplicate_keys'),
};
