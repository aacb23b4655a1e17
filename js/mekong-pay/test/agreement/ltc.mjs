// LTC's orders and requests (the provider's README, "Operations" and "details").
import { perhapsSpoilt, percent, sent } from './requests.mjs';
import { DIGITS, GRAPHIC, WORD, iso, made, moment, plain, some, spelt, visible, whole } from './texts.mjs';

/** A number and one of its spellings. */
function number(random) {
  const national = random.chance(0.8) ? `20${made(random, DIGITS, 8)}` : `30${made(random, DIGITS, 7)}`;
  const front = random.pick(['', '0', '856', '+856', '00856']);
  return { national, written: spelt(random, front + national) };
}

/** An order and what stands in it. */
export function order(random, operation) {
  const { national, written } = number(random);
  const amount = whole(random, 13);
  const details = {
    card_name: visible(random, 50), ...some(random, 0.3, { game_name: () => visible(random, 20), ussd_code: () => plain(random, 20) }),
    ...(operation === 'renewal' ? { period: made(random, WORD, 1, 20) } : some(random, 0.3, { subscribe: () => random.chance(0.5) })),
  };
  const command = { operation, merchant_order_id: made(random, WORD, 1, 64), amount: { value: amount.text, currency: 'LAK' }, msisdn: written, details };
  return { command, national, amount: amount.plain };
}

const SPOILS = [
  ['merchant_order_id_invalid', 'merchant_order_id', (asked) => { asked.command.merchant_order_id += '_'; }],
  ['currency_unsupported', 'amount.currency', (asked) => { asked.command.amount = { value: '5.25', currency: 'THB' }; }],
  ['amount_invalid', 'amount.value', (asked) => { asked.command.amount.value = `-${asked.command.amount.value}`; }],
  ['amount_not_representable', 'amount.value', (asked) => { asked.command.amount.value += '.5'; }],
  ['msisdn_invalid', 'msisdn', (asked) => { asked.command.msisdn += '0'; }],
  ['field_missing', 'msisdn', (asked) => { delete asked.command.msisdn; }],
  ['field_missing', 'details.card_name', (asked) => { delete asked.command.details.card_name; }],
  ['field_unknown', 'details.color', (asked) => { asked.command.details.color = 'red'; }],
  ['field_invalid', 'details.card_name', (asked) => { asked.command.details.card_name = '\n'; }],
  ['field_invalid', 'details.card_name', (asked) => { asked.command.details.card_name += '\u200b'; }],
  ['field_invalid', 'details.period', (asked) => { asked.command.details.period += '\u00a0'; }, ({ command }) => command.operation === 'renewal'],
  ['session_missing', 'session', (asked) => { delete asked.context.session; }],
  ['otp_invalid', 'otp', (asked) => { asked.context.otp += 'x'; }, ({ call }) => call === 'confirm'],
  ['order_forgotten', 'provider_order_id', (asked) => { delete asked.context.provider_order_id; }, ({ call }) => call === 'confirm'],
];

const post = (of, path, session, fields) => sent(of, {
  method: 'POST', path, headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${session}` }, body: JSON.stringify(fields),
});

const BUILT = {
  create: (of, { command, context: { session } }, { national, amount }) => post(of, '/api/RequestDeduct', session, {
    TransactionID: command.merchant_order_id, Msisdn: national, Amount: Number(amount), RequestType: of.request_type,
    GameName: command.details.game_name ?? of.game_name, CardName: command.details.card_name, IsRecurring: command.operation === 'renewal',
  }),
  confirm: (of, { command, context: { session, provider_order_id } }, { password }) => post(of, '/api/ConfirmDeduct', session, {
    TransactionID: command.merchant_order_id, RefCode: provider_order_id, OTP: password, GameName: command.details.game_name ?? of.game_name,
    GameType: 'Purchase',
  }),
  query: (of, { command, context: { session } }) => sent(of, {
    method: 'GET', path: `/api/CheckTransaction?transactionId=${command.merchant_order_id}`, headers: { Authorization: `Bearer ${session}` },
  }),
};

const token = (of) => sent(of, {
  method: 'POST', path: '/token', headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  body: `username=${percent(of.username)}&password=${percent(of.password)}&grant_type=password`,
});

export const callOf = (random) => random.weighed([[4, 'create'], [3, 'confirm'], [3, 'query']]);

/** A call, the order that it is about, and what it is given besides. */
export function asking(random, call) {
  const made_ = order(random, random.chance(0.5) && call !== 'confirm' ? 'renewal' : 'charge');
  const known = call === 'confirm' || random.chance(0.3) ? { provider_order_id: made(random, GRAPHIC, 1, 40) } : {};
  const password = made(random, DIGITS, 1, 8);
  const otp = call === 'confirm' ? { otp: spelt(random, password) } : {};
  const context = { session: made(random, GRAPHIC, 1, 80), ...known, ...otp, now: iso(moment(random)) };
  return { ...made_, password, asked: { call, command: made_.command, context } };
}

export const requests = {
  expected: ['token', 'create', 'confirm', 'query', 'refused'],
  make(random, world) {
    const { config, of } = world.account(random, 'ltc');
    if (random.chance(0.05)) {
      return { provider: 'ltc', case: { kind: 'request', call: 'token', config }, opinion: token(of), tally: 'token' };
    }
    const call = callOf(random);
    const { asked: good, ...facts } = asking(random, call);
    const { asked, wrong } = perhapsSpoilt(random, SPOILS, good);
    return {
      provider: 'ltc', case: { kind: 'request', config, ...asked }, opinion: wrong ?? BUILT[call](of, asked, facts),
      tally: wrong ? 'refused' : call,
    };
  },
};
