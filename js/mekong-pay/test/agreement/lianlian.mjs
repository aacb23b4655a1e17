// LianLian's requests, signed (the provider's README, "Operations" and "Signature").
import { canonicalString } from '../../../simulator/lianlian/canonical.mjs';
import { signed } from './lianlian_keys.mjs';
import { SERVICES, order, refund, wantsCustomer } from './lianlian_orders.mjs';
import { perhapsSpoilt, percent, refused, sent } from './requests.mjs';
import { LOWER, made, moment, iso } from './texts.mjs';

/** The same with names in order, at every depth, and counts as texts. */
function ordered(value, name) {
  if (Array.isArray(value)) return value.map((item) => ordered(item));
  if (name === 'quantity') return String(Number(value));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, ordered(value[key], key)]));
}

const base = ({ merchant_id }, service, id) => ({ version: 'v1', service, merchant_id, ...id });

function payment(of, { command, service, amount }, { public_url: gateway, notify_url: merchant }) {
  const { service: _, method, ...details } = command.details;
  const back = merchant === undefined ? `${gateway}/v1/returns/lianlian/${command.merchant_order_id}` : command.return_url;
  return {
    ...base(of, SERVICES[service].code, { merchant_order_id: command.merchant_order_id }), order_amount: amount, order_currency: 'THB',
    notify_url: merchant ?? `${gateway}/v1/notifications/lianlian`, ...(command.return_url === undefined ? {} : { redirect_url: back }),
    ...(of.store_id === undefined ? {} : { store_id: of.store_id }), ...details,
    ...(['alipay_offline', 'alipay', 'wechatpay'].includes(service) ? { order_info: details.order_desc } : {}),
    ...(method === undefined ? {} : { [service === 'alipay_offline' ? 'payment_type' : 'payment_method']: method }),
  };
}

const applied = (of, { command, refund: asked, amount }, { public_url: gateway, notify_url: merchant }) => ({
  ...base(of, 'llpth.refund.apply', { merchant_refund_id: asked.merchant_refund_id }), merchant_order_id: command.merchant_order_id,
  refund_amount: amount, refund_currency: 'THB', refund_reason: asked.reason, ...asked.details,
  notify_url: merchant ?? `${gateway}/v1/notifications/lianlian/${command.merchant_order_id}`,
});

const FIELDS = {
  create: payment, refund_create: applied,
  query: (of, { command }) => base(of, 'llpth.payment.query', { merchant_order_id: command.merchant_order_id }),
  cancel: (of, { command, service }) => base(of, SERVICES[service].cancel, { merchant_order_id: command.merchant_order_id }),
  refund_query: (of, { refund: { merchant_refund_id } }) => base(of, 'llpth.refund.query', { merchant_refund_id }),
};

function request(file, of, call, all, context) {
  const fields = ordered(FIELDS[call](of, all, context));
  const text = canonicalString(fields);
  const signature = signed(file, of, of.private_key, text);
  const isGet = call.endsWith('query');
  const query = Object.entries(fields).map(([name, value]) => `${name}=${percent(value)}`).join('&');
  const opinion = sent(of, {
    method: isGet ? 'GET' : 'POST', path: isGet ? `/gateway?${query}` : '/gateway', body: isGet ? null : JSON.stringify(fields),
    headers: { 'Content-Type': 'application/json', sign: signature.signature, 'sign-type': 'RSA' }, canonicalString: text, warnings: all.warnings,
  });
  return { opinion, signatures: [signature] };
}

const isCreate = ({ call, refund: given }) => call === 'create' && !given;

const SPOILS = [
  ['merchant_order_id_invalid', 'merchant_order_id', ({ command }) => { command.merchant_order_id = 'a.b'; }],
  ['currency_unsupported', 'amount.currency', ({ command }) => { command.amount = { value: '7', currency: 'VND' }; }],
  ['amount_invalid', 'amount.value', ({ command }) => { command.amount.value = '1000000.00'; }],
  ['amount_not_representable', 'amount.value', ({ command }) => { command.amount.value = '1.234'; }],
  ['field_unknown', 'msisdn', ({ command }) => { command.msisdn = '0929195256'; }],
  ['field_missing', 'details.order_desc', ({ command }) => { delete command.details.order_desc; }],
  ['field_invalid', 'details.order_desc', ({ command }) => { command.details.order_desc = ' \u3000'; }],
  ['field_unknown', 'details.colour', ({ command }) => { command.details.colour = 'red'; }],
  ['field_invalid', 'details.store_id', ({ command }) => { command.details.store_id = '1'; }],
  ['field_invalid', 'details.method', ({ command }) => { command.details.method = 'lower'; }],
  ['field_unknown', 'details.openid', ({ command }) => { command.details.openid = 'a'.repeat(20); }, (asked) => isCreate(asked) && asked.command.details.service !== 'wechatpay'],
  ['field_missing', 'details.customer', ({ command }) => { delete command.details.customer; }, ({ command }) => wantsCustomer(command.details.service, command.details.method)],
  ['merchant_refund_id_invalid', 'merchant_refund_id', (asked) => { asked.refund.merchant_refund_id = 'a.b'; }, (asked) => asked.refund],
  ['field_missing', 'details.account_name', (asked) => { asked.refund.details = { bank_code: '123', account_no: '1234567890' }; }, (asked) => asked.refund],
  ['field_invalid', 'reason', (asked) => { asked.refund.reason = ''; }, (asked) => asked.refund],
];

/** An account and a call about one of its payments, or about a refund of one. */
export function asking(random, world, weights) {
  const { config, of } = world.account(random, 'lianlian');
  const call = random.weighed(weights);
  const paid = order(random);
  const all = call.startsWith('refund') ? { ...paid, ...refund(random, paid.service) } : paid;
  const place = `https://${made(random, LOWER, 1, 9)}.example`;
  const addresses = random.chance(0.7) ? { public_url: place } : { notify_url: `${place}/notifications?x=${random.below(99)}` };
  const context = { now: iso(moment(random)), ...addresses };
  const asked = { call: call.replace('refund_', ''), command: all.command, ...(all.refund ? { refund: all.refund } : {}) };
  const notAllowed = all.service === 'bankcard' && !of.allow_cards;
  return { config, of, call, all, context, asked, notAllowed };
}

export const requests = {
  expected: ['create', 'query', 'cancel', 'refund_create', 'refund_query', 'refused'],
  make(random, world) {
    const { config, of, call, all, context, asked: good, notAllowed } = asking(random, world,
      [[10, 'create'], [2, 'query'], [1, 'cancel'], [3, 'refund_create'], [2, 'refund_query']]);
    const { asked, wrong } = notAllowed ? { asked: good, wrong: refused('cards_not_allowed', 'details.service') } : perhapsSpoilt(random, SPOILS, good);
    const isCancel = call === 'cancel' && !SERVICES[all.service].cancel;
    const no = wrong ?? (isCancel ? refused('operation_unsupported', 'operation') : undefined);
    const built = no ? { opinion: no, signatures: [] } : request(world.file('lianlian'), of, call, all, context);
    return { provider: 'lianlian', case: { kind: 'request', config, context, ...asked }, ...built, tally: no ? 'refused' : call };
  },
};
