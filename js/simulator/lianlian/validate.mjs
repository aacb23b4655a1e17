import { faultIn, faultInObject, missing } from './fields.mjs';
import { toSatang } from './money.mjs';
import { SERVICES, methodField } from './services.mjs';
import { localDay } from './times.mjs';

const OBJECTS = ['client', 'card'];
const OPTIONAL = ['store_id', 'notify_url', 'redirect_url', 'cancel_url', 'interest_absorb', 'order_desc', 'order_info'];

/** Why this payment cannot be created, as [code, message]; undefined where it can. */
export function faultOfPayment(given, name, now) {
  const service = SERVICES[name];
  const method = given[methodField(name)];
  const text = service.text ?? 'order_desc';
  return faultIn(given, ['version', 'merchant_order_id', 'order_amount', 'order_currency', text], OPTIONAL.filter((each) => each !== text))
    ?? faultOfAmount(given.order_amount)
    ?? faultOfMethod(method, service, methodField(name))
    ?? faultOfCustomer(given, service, method)
    ?? faultOfProducts(given.products)
    ?? faultOfNeeds(given, service.methods[method] ?? [], now);
}

function faultOfAmount(text) {
  const [whole] = text.split('.');
  if (/^\d{7,}$/.test(whole)) return ['403002'];
  return toSatang(text) > 0 ? undefined : ['401008'];
}

function faultOfMethod(method, { methods, methodOptional }, field) {
  if (missing(method)) return methodOptional ? undefined : ['400000', `${field} blank`];
  return Object.hasOwn(methods, method) ? undefined : ['400000', `${field} invalid`];
}

function faultOfCustomer({ customer }, service, method) {
  const required = service.customer?.(method) ?? true;
  if (missing(customer) && !required) return undefined;
  return faultInObject(customer, 'customer', ['merchant_user_id', 'full_name'], { longest: 1024 });
}

function faultOfProducts(products) {
  if (missing(products)) return undefined;
  if (!Array.isArray(products) || JSON.stringify(products).length > 4000) return ['400000', 'products invalid'];
  const faults = products.map((each) => faultInObject(each, 'product', ['name', 'unit_price', 'quantity']));
  return faults.find((fault) => fault);
}

function faultOfNeeds(given, needs, now) {
  return faultIn(given, needs.filter((name) => !OBJECTS.includes(name)))
    ?? (needs.includes('client') ? faultInObject(given.client, 'client', ['remote_ip']) : undefined)
    ?? (needs.includes('card') ? faultOfCard(given.card, now) : undefined);
}

function faultOfCard(card, now) {
  const required = ['holder_name', 'card_no', 'card_type', 'exp_year', 'exp_month'];
  const fault = faultInObject(card, 'card', required, { optional: ['cvv2'] });
  if (fault) return fault;
  return `20${card.exp_year}${card.exp_month}` < localDay(now).slice(0, 6) ? ['403001'] : undefined;
}

/** Why this refund cannot be applied for, before the order is looked at. */
export const faultOfRefund = (given) => faultIn(
  given,
  ['version', 'merchant_refund_id', 'merchant_order_id', 'refund_amount', 'refund_currency'],
  ['refund_reason', 'notify_url', 'store_id'],
);

/** Thai QR and mobile banking cannot return money by themselves: it goes to a bank account. */
export const faultOfPayout = (given, service) => (
  SERVICES[service].payout ? faultIn(given, ['bank_code', 'account_no', 'account_name']) : undefined
);

export const faultOfQuery = (given) => faultIn(given, ['version', 'merchant_order_id']);

export const faultOfRefundQuery = (given) => faultIn(given, ['version', 'merchant_refund_id']);
