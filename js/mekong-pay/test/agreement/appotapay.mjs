// AppotaPay's orders and requests (the provider's README, "Operations" and "details").
import { createHmac } from 'node:crypto';
import { perhapsSpoilt, refused, sent } from './requests.mjs';
import { LOWER, WORD, iso, made, moment, some } from './texts.mjs';
import { number, warningsOf } from './vietnam.mjs';
import { object, written } from './writing.mjs';

const THOUSANDS = [10, 20, 30, 50, 100, 200, 300, 500, 1000];
const OWN_CODES = ['viettel', 'vinaphone', 'mobifone', 'vnmobile', 'beeline'];
const NETWORKS = { viettel: 'viettel', vinaphone: 'vinaphone', mobifone: 'mobifone', vnmobile: 'vietnamobile', beeline: 'gmobile', gtel: 'gmobile', itel: 'itel' };
const TELCOS = [...Object.keys(NETWORKS), 'viettel_data', 'wintel', 'a_b'];

export const telcoOf = (random) => (random.chance(0.9) ? random.pick(TELCOS) : made(random, [...LOWER, '_'], 1, 32).replace(/^common$/, 'c'));

const network = (telco) => NETWORKS[telco?.replace(/_data$/, '')];

const base64url = (text) => Buffer.from(text).toString('base64url');

/** A token of README's claims, names in order. */
export function jwt({ partner_code: iss, api_key, secret_key }, now) {
  const seconds = Math.floor(Date.parse(now) / 1000);
  const head = { alg: 'HS256', cty: 'appotapay-api;v=1', typ: 'JWT' };
  const claims = { api_key, exp: seconds + 300, iss, jti: `${api_key}-${seconds}` };
  const signed = `${base64url(JSON.stringify(head))}.${base64url(JSON.stringify(claims))}`;
  return `${signed}.${createHmac('sha256', secret_key).update(signed).digest('base64url')}`;
}

const authorized = (of, now) => ({ 'X-APPOTAPAY-AUTH': `${of.authorization === 'bare' ? '' : 'Bearer '}${jwt(of, now)}` });

export const get = (of, path, now, warnings) => sent(of, { method: 'GET', path, headers: authorized(of, now), warnings });

export const hmac = (of, text) => createHmac('sha256', of.secret_key).update(text).digest('hex');

/** What is bought, three ways: airtime by its code, by its worth, or a data package. */
const PRODUCTS = {
  coded(random) {
    const thousands = random.pick(THOUSANDS);
    const own = random.chance(0.6) ? random.pick(OWN_CODES) : undefined;
    const details = { product_code: `${own ?? 'topup'}_${thousands}`, ...some(random, own ? 0.3 : 0.7, { telco: () => own ?? telcoOf(random) }) };
    return { details, price: thousands * 1000, telco: details.telco ?? own };
  },
  worth(random) {
    const price = random.pick(THOUSANDS) * 1000;
    const details = { face_value: random.chance(0.9) ? String(price) : `00${price}`, ...some(random, 0.6, { telco: () => telcoOf(random) }) };
    return { details, price, telco: details.telco, code: `topup_${price / 1000}` };
  },
  data(random) {
    const details = { product_code: `${made(random, [...WORD, '_', '.', '-'], 1, 60)}_x`, ...some(random, 0.5, { telco: () => telcoOf(random) }) };
    return { details, price: random.between(1, 2_000_000), telco: details.telco, isListed: true };
  },
};

/** An order, what stands in it, and the lookups that it needs. */
export function order(random, of, now) {
  const { national, written: msisdn } = number(random);
  const product = random.weighed([[4, PRODUCTS.coded], [4, PRODUCTS.worth], [2, PRODUCTS.data]])(random);
  const details = { service_type: random.pick(['prepaid', 'postpaid']), ...product.details };
  const command = {
    operation: 'topup', merchant_order_id: made(random, [...WORD, '_', '-'], 1, 50), amount: { value: String(product.price), currency: 'VND' },
    msisdn, details,
  };
  const facts = { id: command.merchant_order_id, phone: `0${national}`, national, service: details.service_type, ...product };
  facts.code ??= details.product_code;
  const warnings = warningsOf('details.telco', network(product.telco), national);
  return { command, facts, warnings, ...lookedUp(random, of, facts, now) };
}

/** Asks until the network is known, and first what a data package costs. */
function lookedUp(random, of, facts, now) {
  const lookups = [];
  const ask = (path, data) => {
    const { method, url, headers, body } = get(of, path, now).request;
    const answer = written(random, object({ errorCode: random.pick([{ number: '0' }, '0']), message: 'ok', data }));
    lookups.push({ request: { method, url, headers, body }, answer: { status: 200, headers: {}, body: answer } });
  };
  if (facts.isListed) {
    const listed = random.chance(0.6) ? telcoOf(random) : undefined;
    const sold = { productCode: random.chance(0.95) ? facts.code : 'other', amount: { number: String(facts.price + (random.chance(0.05) ? 1 : 0)) }, telco: listed };
    ask(`/api/v1/service/topup/${facts.phone}/products?telco_service_type=${facts.service}`, [object({ productCode: 'z', amount: '5' }), object(sold)]);
    if (sold.productCode !== facts.code) return { lookups, wrong: refused('product_unknown', 'details.product_code') };
    if (sold.amount.number !== String(facts.price)) return { lookups, wrong: refused('amount_differs_from_product', 'amount.value') };
    facts.telco ??= listed;
  }
  if (facts.telco === undefined) {
    const found = telcoOf(random);
    ask(`/api/v1/service/topup/${facts.phone}/info`, object({ phone_number: facts.phone, telco: random.chance(0.1) ? found.toUpperCase() : found }));
    facts.telco = found;
  }
  return { lookups };
}

const SPOILS = [
  ['merchant_order_id_invalid', 'merchant_order_id', (asked) => { asked.command.merchant_order_id += '.'; }],
  ['currency_unsupported', 'amount.currency', (asked) => { asked.command.amount.currency = 'LAK'; }],
  ['amount_not_representable', 'amount.value', (asked) => { asked.command.amount.value += '.0'; }],
  ['msisdn_invalid', 'msisdn', (asked) => { asked.command.msisdn = '0201234567'; }],
  ['field_missing', 'msisdn', (asked) => { delete asked.command.msisdn; }],
  ['field_invalid', 'return_url', (asked) => { asked.command.return_url = 'https://shop.example/'; }],
  ['field_missing', 'details.service_type', (asked) => { delete asked.command.details.service_type; }],
  ['field_invalid', 'details.service_type', (asked) => { asked.command.details.service_type = 'Prepaid'; }],
  ['field_invalid', 'details.telco', (asked) => { asked.command.details.telco = 'common'; }],
  ['amount_differs_from_product', 'amount.value', (asked) => { asked.command.amount.value += '0'; }, ({ command }) => /_10*$|^face/.test(command.details.product_code ?? 'face')],
];

function charging(of, { facts: { id, phone, code, telco, service }, warnings }, now) {
  const fields = { partnerRefId: id, phoneNumber: phone, productCode: code, telco, telcoServiceType: service };
  const canonicalString = Object.entries(fields).map((pair) => pair.join('=')).join('&');
  const { telco: _, telcoServiceType: __, ...first } = fields;
  return sent(of, {
    method: 'POST', path: '/api/v2/service/topup/charging', headers: { 'Content-Type': 'application/json', ...authorized(of, now) },
    body: JSON.stringify({ ...first, signature: hmac(of, canonicalString), telco, telcoServiceType: service }), canonicalString, warnings,
  });
}

export const requests = {
  expected: ['create', 'query', 'refused', 'looked up'],
  make(random, world) {
    const { config, of } = world.account(random, 'appotapay');
    const call = random.weighed([[3, 'create'], [1, 'query']]);
    const now = iso(moment(random));
    const { command, lookups, wrong: unsold, ...all } = order(random, of, now);
    const { asked, wrong } = perhapsSpoilt(random, SPOILS, { command });
    const opinion = wrong ?? unsold ?? (call === 'create' ? charging(of, all, now)
      : get(of, `/api/v1/service/topup/transaction/${all.facts.id}`, now, all.warnings));
    return {
      provider: 'appotapay', case: { kind: 'request', call, config, ...asked, lookups: wrong ? [] : lookups, context: { now } }, opinion,
      tally: wrong ?? unsold ? 'refused' : lookups.length > 0 ? 'looked up' : call,
    };
  },
};
