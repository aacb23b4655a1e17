// string(8,2): eight digits, two of them after the point.
const AMOUNT = /^(\d{1,6})(?:\.(\d{1,2}))?$/;

/** Satang, or null where it is no amount. */
export function toSatang(text) {
  const [, baht, satang = ''] = AMOUNT.exec(text) ?? [];
  return baht === undefined ? null : Number(baht) * 100 + Number(satang.padEnd(2, '0'));
}

/** Two decimals, as every sample answers. */
export const toBaht = (satang) => `${Math.floor(satang / 100)}.${String(satang % 100).padStart(2, '0')}`;
