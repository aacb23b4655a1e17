import { createHmac, timingSafeEqual } from 'node:crypto';

/** Sorted `name=value` joined by `&`, values raw; what is missing counts as empty (the vendor's own helper does so). */
export const canonicalString = (fields) => Object.keys(fields).sort().map((name) => `${name}=${fields[name] ?? ''}`).join('&');

export const hmac = (secret, message) => createHmac('sha256', secret).update(message);

export const sign = (secret, fields) => hmac(secret, canonicalString(fields)).digest('hex');

export const REQUEST_FIELDS = ['partnerRefId', 'phoneNumber', 'productCode', 'telco', 'telcoServiceType'];

// All but errorCode come from `transaction`.
const STATUS_FIELDS = ['amount', 'appotapayTransId', 'phoneNumber', 'time', 'topupAmount'];
const FIELDS = { charging: [...STATUS_FIELDS, 'productCode'], status: STATUS_FIELDS };

export const pick = (given, names) => Object.fromEntries(names.map((name) => [name, given[name]]));

export const responseFields = (call, errorCode, transaction) => ({ errorCode, ...pick(transaction, FIELDS[call]) });

/** Lower-case hex only. */
export function isSigned(secret, fields, signature) {
  if (typeof signature !== 'string' || !/^[0-9a-f]{64}$/.test(signature)) return false;
  return timingSafeEqual(Buffer.from(sign(secret, fields)), Buffer.from(signature));
}
