import { toBaht, toSatang } from './money.mjs';

const otherId = (id) => id.slice(0, -1) + (id.endsWith('7') ? '8' : '7');
const IDS = ['order_id', 'merchant_order_id', 'refund_order_id', 'merchant_refund_id'];

const CHANGES = {
  order: (name, value) => (IDS.includes(name) ? otherId(value) : value),
  merchant: (name, value) => (name === 'merchant_id' ? otherId(value) : value),
  amount: (name, value) => (name.endsWith('_amount') ? toBaht(toSatang(value) + 100) : value),
  currency: (name, value) => (name.endsWith('_currency') ? 'USD' : value),
  status: (name, value) => (name.endsWith('_status') ? 'ZZ' : value),
};

export const CHANGE_NAMES = Object.keys(CHANGES);

/** The same fields with one thing wrong. */
export function change(fields, what) {
  if (!what) return fields;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, CHANGES[what](name, value)]));
}

/** JSON in which some names occur twice, first with another value: parsers that keep the last one see nothing. */
export function jsonWithTwice(object, twice = {}) {
  const first = Object.entries(twice).filter(([name]) => Object.hasOwn(object, name));
  const extra = first.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)},`).join('');
  return `{${extra}${JSON.stringify(object).slice(1)}`;
}
