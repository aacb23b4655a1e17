// Lao numbers, LTC API 1.0.0: samples use the national form without the leading 0,
// `20` + 8 digits for mobiles, `30` + 7 digits for fixed wireless.
const NATIONAL = /^(20\d{8}|30\d{7})$/;

export const isNational = (text) => typeof text === 'string' && NATIONAL.test(text);

/** Any Lao spelling (+85620…, 0085620…, 85620…, 020…, 20…) in national form, or null. */
export function toNational(text) {
  const digits = String(text).replace(/[\s().-]/g, '').replace(/^\+/, '');
  const national = digits.replace(/^(00)?856/, '').replace(/^0/, '');
  return isNational(national) ? national : null;
}

/** The same number but for its last digit. */
export function neighbour(text) {
  const last = Number(text.at(-1));
  return text.slice(0, -1) + ((last + 1) % 10);
}
