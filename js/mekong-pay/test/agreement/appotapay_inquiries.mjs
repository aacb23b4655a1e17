// What AppotaPay can be asked beside orders, and its answers (the provider's README, "Inquiries").
import { get as request, telcoOf } from './appotapay.mjs';
import { replyOf, stopOf } from './appotapay_answers.mjs';
import { answered, bytesOf, nearMiss, perhapsMissed, statusOf } from './answers.mjs';
import { get, isMap, text } from './json.mjs';
import { refused } from './requests.mjs';
import { LOWER, WORD, any, iso, made, moment, some } from './texts.mjs';
import { dong, nationalOf, number as phone } from './vietnam.mjs';
import { number, object } from './writing.mjs';

const PATHS = {
  balance: () => '/api/v1/service/accounts/balance', products: () => '/api/v2/service/topup/productCodes',
  number: ({ national }) => `/api/v1/service/topup/0${national}/info`,
  number_products: ({ national, service }) => `/api/v1/service/topup/0${national}/products?telco_service_type=${service}`,
};

const money = (value) => ({ value, currency: 'VND' });

/** In lower case; the name of a group is no network's. */
function telco(node) {
  const name = text(get(node, 'telco'))?.replace(/[A-Z]/g, (char) => char.toLowerCase());
  return /^[a-z_]{1,32}$/.test(name ?? '') && name !== 'common' ? name : undefined;
}

/** What an airtime code says it costs. */
const told = (code) => {
  const [, thousands] = /^(?:topup|viettel|vinaphone|mobifone|vnmobile|beeline)_(10|20|30|50|100|200|300|500|1000)$/.exec(code) ?? [];
  return thousands && `${thousands}000`;
};

function product(item, group, service) {
  const code = text(get(item, 'productCode')) ?? '';
  const amount = dong(text(get(item, 'amount')));
  if (!/^[\w.-]{1,64}$/.test(code) || amount === undefined || amount === '0' || (told(code) ?? amount) !== amount) return [];
  const network = telco(item) ?? group;
  const details = { product_code: code, ...(network ? { telco: network } : {}), ...(service ? { service_type: service } : {}) };
  return [{ name: text(get(item, 'description')) || code, amount: money(amount), details }];
}

function listed(items, service) {
  if (!Array.isArray(items)) return 'no_answer';
  return items.flatMap((item) => (Array.isArray(get(item, 'products'))
    ? get(item, 'products').flatMap((one) => product(one, telco(item), service)) : product(item, undefined, service)));
}

const FOUND = {
  balance({ json }) {
    const balance = dong(text(get(get(json, 'account'), 'balance')));
    return balance === undefined ? 'no_answer' : money(balance);
  },
  products: ({ json }) => listed(get(json, 'data')), number_products: ({ json }, { service }) => listed(get(json, 'data'), service),
  number({ json }, { national }) {
    const data = get(json, 'data');
    const named = text(get(data, 'phone_number'));
    return telco(data) && (named === undefined || nationalOf(named) === national) ? { telco: telco(data) } : 'no_answer';
  },
};

function found(call, got, about) {
  if (got.unknownReason) return 'no_answer';
  const reply = replyOf(got);
  if (reply.code === undefined) return reply.isTurnedAway ? { account_problem: 'account_refused' } : 'no_answer';
  if (stopOf(reply.code)) return { account_problem: stopOf(reply.code) };
  const isNumbers = call.startsWith('number') && ['37', '39', '204'].includes(reply.code) && !reply.isFault;
  if (isNumbers) return { refused: { field: 'msisdn', code: 'msisdn_invalid' } };
  return reply.code === '0' && reply.http === 200 ? FOUND[call](reply, about) : 'no_answer';
}

const figure = (random, digits) => (random.chance(0.6) ? number(digits) : String(digits));

function item(random) {
  const code = random.chance(0.5) ? `${random.pick(['topup', 'viettel', 'mobifone', 'xyz'])}_${random.pick([10, 20, 100, 1000, 11])}` : made(random, [...WORD, '_', '.'], 1, 66);
  const fields = object({
    productCode: code, amount: figure(random, told(code) && random.chance(0.8) ? told(code) : random.between(0, 100_000)),
    ...some(random, 0.5, { telco: () => telcoOf(random), description: () => any(random, 20) }),
  });
  return random.chance(0.15) ? nearMiss(random, fields) : fields;
}

const items = (random) => Array.from({ length: random.below(5) }, () => item(random));

const DATA = {
  balance: (random) => ({ account: object({ balance: figure(random, random.pick([0, 5, 123_456, 999_999_999_999_999, 1e15])) }) }),
  number: (random, { national }) => ({ data: object({ telco: random.pick([telcoOf(random), 'Viettel', 'common']), ...some(random, 0.6, { phone_number: () => `0${national}` }) }) }),
  products: (random) => ({ data: Array.from({ length: random.below(4) }, () => object({ telco: random.pick([made(random, LOWER, 2, 8), 'common']), products: items(random) })) }),
  number_products: (random) => ({ data: items(random) }),
};

function node(random, call, about) {
  const code = random.chance(0.8) ? '0' : random.pick(['37', '39', '204', '11', '12', '35', '999', '00']);
  const data = Object.entries(DATA[call](random, about)).map(([name, inside]) => [name, isMap(inside) ? perhapsMissed(random, inside) : inside]);
  return { pairs: [['errorCode', figure(random, code)], ['message', any(random, 20)], ...data] };
}

const WRONG = [
  ['msisdn_invalid', 'msisdn', { msisdn: '0212345678' }, ['number', 'number_products']],
  ['field_missing', 'details.service_type', { details: {} }, ['number_products']],
  ['field_invalid', 'details.service_type', { details: { service_type: 'both' } }, ['number_products']],
];

export const inquiries = {
  expected: ['balance', 'products', 'number', 'number_products', 'no_answer', 'stopped', 'refused'],
  make(random, world) {
    const { config, of } = world.account(random, 'appotapay');
    const call = random.pick(Object.keys(PATHS));
    const now = iso(moment(random));
    const { national, written } = phone(random);
    const about = { national, service: random.pick(['prepaid', 'postpaid']) };
    const got = answered(random, { status: statusOf(random), bytes: bytesOf(random, node(random, call, about)) });
    const asked = { ...(call.startsWith('number') ? { msisdn: written } : {}), ...(call === 'number_products' ? { details: { service_type: about.service } } : {}) };
    const wrongs = WRONG.filter(([, , , calls]) => calls.includes(call));
    const [code, field, change] = random.chance(0.05) ? random.pick([...wrongs, []]) : [];
    const what = found(call, got, about);
    return {
      provider: 'appotapay', case: { kind: 'inquiry', call, config, context: { now }, answer: got.answer, ...asked, ...change },
      opinion: code ? refused(code, field) : { ...request(of, PATHS[call](about), now), found: what },
      tally: code ? 'refused' : what === 'no_answer' ? what : what.account_problem ? 'stopped' : what.refused ? 'refused' : call,
    };
  },
};
