import { TOPUP_OUTCOMES, WAYS } from '../connection_faults.mjs';
import { isCode } from './codes.mjs';

// The digit K of a magic number names the call that misbehaves.
const DIGIT = { charging: '1', status: '2', products: '3', info: '4' };

/** The pre-made behaviour that a number asks for, in the words of a plan, or undefined. `times`: only that often. */
export function magic(call, { phone = '' }, delayMs) {
  const [, codeDigit, digits, last] = /^098(\d)(\d{4})(\d)\d$/.exec(phone) ?? [];
  if (codeDigit && codeDigit === DIGIT[call] && isCode(Number(digits))) return byCode(call, String(Number(digits)), last, delayMs);
  const [, wayDigit, way] = /^096(\d)(\d\d)\d{4}$/.exec(phone) ?? [];
  return wayDigit && wayDigit === DIGIT[call] ? { ...WAYS, ...OWN }[way]?.(delayMs) : undefined;
}

function byCode(call, code, digit, delayMs) {
  if (call !== 'charging') return { code, times: Number(digit) || undefined };
  return TOPUP_OUTCOMES[digit] && { code, ...TOPUP_OUTCOMES[digit](delayMs) };
}

const OWN = {
  13: () => ({ status: 401, body: '{"message":"Unauthorized"}', times: 1 }),
  14: () => ({ sign: 'none' }),
  15: () => ({ sign: 'bad' }),
  16: () => ({ sign: 'foreign' }),
  17: () => ({ sign: 'without_product' }),
  18: () => ({ change: 'phone' }),
  19: () => ({ change: 'amount' }),
  20: () => ({ change: 'amount', sign: 'before_change' }),
  21: () => ({ loose: true }),
  22: () => ({ twice: { errorCode: 33 } }),
};
