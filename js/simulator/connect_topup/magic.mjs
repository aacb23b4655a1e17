import { TOPUP_OUTCOMES, WAYS } from '../connection_faults.mjs';
import { isCode } from './codes.mjs';

// The digit K of a magic number names the call that misbehaves, F sign and form of the code.
const DIGIT = { topup: '1', recheck: '2' };
const SHAPES = { 0: ['', 'bare'], 1: ['', 'id'], 2: ['-', 'bare'], 3: ['-', 'id'] };

/** The pre-made behaviour that a number asks for, in the words of a plan, or undefined. `times`: only that often. */
export function magic(call, { phone = '' }, delayMs) {
  const [, codeDigit, shape, digits, last] = /^098(\d)([0-3])(\d{3})(\d)\d$/.exec(phone) ?? [];
  if (codeDigit && codeDigit === DIGIT[call]) return byCode(call, SHAPES[shape], String(Number(digits)), last, delayMs);
  const [, wayDigit, way] = /^096(\d)(\d\d)\d{4}$/.exec(phone) ?? [];
  return wayDigit && wayDigit === DIGIT[call] ? { ...WAYS, ...OWN }[way]?.(delayMs) : undefined;
}

function byCode(call, [sign, form], digits, digit, delayMs) {
  const code = sign + digits;
  if (!isCode(code)) return undefined;
  if (call === 'recheck') return { code, form, times: Number(digit) || undefined };
  return TOPUP_OUTCOMES[digit] && { code, form, ...TOPUP_OUTCOMES[digit](delayMs) };
}

const OWN = {
  13: () => ({ form: 'bare' }),
  14: () => ({ code: '-1', form: 'id', outcome: 'credited' }),
  15: () => ({ form: 'breaks' }),
  16: () => ({ form: 'html' }),
  17: () => ({ form: 'half' }),
  18: () => ({ form: 'break_inside' }),
  19: () => ({ form: 'more' }),
  20: () => ({ form: 'decimal' }),
  21: () => ({ form: 'word' }),
  22: () => ({ form: 'other_id' }),
};
