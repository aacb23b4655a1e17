// Vietnamese mobile numbers: 0 and nine digits. Which network a prefix was given to is only a hint since numbers
// can be carried to another network (2018), so one block of made-up numbers says outright where it went.
const MOBILE = /^0[35789]\d{8}$/;
const NETWORKS = [
  [/^0(3[2-9]|86|9[678])/, 'viettel'],
  [/^0(8[123458]|91|94)/, 'vinaphone'],
  [/^0(7[06789]|89|90|93|30|51)/, 'mobifone'],
  [/^0(52|56|58|92)/, 'vnmobile'],
  [/^0(59|99)/, 'gtel'],
  [/^087/, 'itel'],
];
const PORTED = { 1: 'viettel', 2: 'vinaphone', 3: 'mobifone', 4: 'vnmobile', 5: 'gtel', 6: 'itel' };

export const isMobile = (value) => typeof value === 'string' && MOBILE.test(value);

/** Any spelling (+84…, 0084…, 84…, 0…, with blanks) in local form, or null. */
export function toLocal(value) {
  const digits = String(value).replace(/[\s().-]/g, '').replace(/^\+/, '').replace(/^(00)?84(?=\d{9}$)/, '0');
  return isMobile(digits) ? digits : null;
}

/** Where a number is today; undefined for networks no provider lists (055 and the like). */
export function networkOf(phone) {
  const [, to] = /^0968([1-6])/.exec(phone) ?? [];
  return PORTED[to] ?? NETWORKS.find(([prefix]) => prefix.test(phone))?.[1];
}

/** `2026-07-01T09:38:43+07:00`, or with `plain` `01-07-2026 09:38:43`: AppotaPay writes both. */
export function vietnamTime(moment, plain = false) {
  const text = new Date(Date.parse(moment) + 7 * 3600 * 1000).toISOString().slice(0, 19);
  const [date, time] = text.split('T');
  return plain ? `${date.split('-').reverse().join('-')} ${time}` : `${text}+07:00`;
}
