import { isObject } from './canonical.mjs';
import { toSatang } from './money.mjs';

const like = (pattern) => (value) => typeof value === 'string' && pattern.test(value);
const upTo = (max) => (value) => typeof value === 'string' && value.length <= max;
const url = (value) => upTo(256)(value) && URL.canParse(value);
const web = (value) => url(value) && ['http:', 'https:'].includes(new URL(value).protocol);
const missing = (value) => value === undefined || value === null || value === '';

const id = like(/^[0-9A-Za-z_-]{1,64}$/);
const merchant = like(/^14\d{16}$/);
const currency = (value) => value === 'THB';

/** What a field must look like (Direct API page, SDKs), and the code that says it does not: 400000 unless given. */
const SHAPES = {
  version: { check: like(/^v1$/) },
  store_id: { check: merchant },
  merchant_order_id: { check: id },
  merchant_refund_id: { check: id },
  order_amount: { check: like(/^/) },
  refund_amount: { check: (value) => typeof value === 'string' && toSatang(value) > 0 },
  order_currency: { check: currency },
  refund_currency: { check: upTo(3) },
  refund_reason: { check: upTo(256) },
  order_desc: { check: upTo(256) },
  order_info: { check: upTo(256) },
  notify_url: { check: web },
  redirect_url: { check: url },
  cancel_url: { check: web },
  interest_absorb: { check: like(/^(MERCHANT|USER)$/) },
  app_callback_url: { check: url },
  buyer_identity_code: { check: like(/^28\d{16}$/), code: '430004' },
  auth_code: { check: like(/^\d{16,20}$/), code: '430004' },
  appid: { check: like(/^wx[0-9a-z]{1,18}$/) },
  openid: { check: like(/^[A-Za-z\d_-]{20,32}$/) },
  mobile_number: { check: like(/^0\d{9,11}$/) },
  bank_code: { check: like(/^\d{3}$/) },
  account_no: { check: like(/^\d{10,18}$/) },
  account_name: { check: upTo(60) },
  'client.remote_ip': { check: upTo(64) },
  'customer.merchant_user_id': { check: upTo(64) },
  'customer.full_name': { check: upTo(128) },
  'product.name': { check: upTo(128) },
  'product.unit_price': { check: like(/^\d{1,13}(\.\d{1,2})?$/) },
  'product.quantity': { check: like(/^[1-9]\d{0,9}$/) },
  'card.holder_name': { check: upTo(128), code: '403000' },
  'card.card_no': { check: like(/^\d{10,19}$/), code: '403000' },
  'card.card_type': { check: like(/^[CD]$/), code: '403000' },
  'card.exp_year': { check: like(/^\d\d$/), code: '403000' },
  'card.exp_month': { check: like(/^(0[1-9]|1[0-2])$/), code: '403000' },
  'card.cvv2': { check: like(/^\d{3}$/), code: '403000' },
};

/** The first fault of these fields as [code, message], or undefined. `inside` is the object's name in the table. */
export function faultIn(object, required, optional = [], inside = '') {
  for (const name of [...required, ...optional]) {
    const value = object[name];
    if (missing(value) && optional.includes(name)) continue;
    if (missing(value)) return ['400000', `${name} blank`];
    const { check, code = '400000' } = SHAPES[inside + name];
    if (!check(value)) return [code, `${name} invalid`];
  }
  return undefined;
}

/** The first fault of an object in a field. `longest` is of its text as JSON. */
export function faultInObject(value, name, required, { optional, longest = Infinity } = {}) {
  if (missing(value)) return ['400000', `${name} blank`];
  if (!isObject(value) || JSON.stringify(value).length > longest) return ['400000', `${name} invalid`];
  return faultIn(value, required, optional, `${name}.`);
}

export { missing };
