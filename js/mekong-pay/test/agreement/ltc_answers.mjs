// LTC's answers, read by the tables of the provider's README ("Outcomes").
import { get, isNumber, readTheirs, text } from './json.mjs';
import { answered, bytesOf, perhapsMissed } from './answers.mjs';
import { asking, callOf } from './ltc.mjs';
import { DIGITS, GRAPHIC, LOWER, any, digitsOf, made, trimmed } from './texts.mjs';
import { codes, failed, pending, repeated, status, succeeded, unknown, verdict } from './words.mjs';
import { number, object } from './writing.mjs';


/** Fields whose names are compared without regard to letter case; one of two values is none. */
export function fieldsOf(bytes) {
  const node = readTheirs(bytes);
  if (!node?.pairs) return undefined;
  const lower = (name) => name.replace(/[A-Z]/g, (char) => char.toLowerCase());
  const named = (name) => node.pairs.filter(([key]) => lower(key) === lower(name)).map(([, item]) => item);
  const one = (name) => {
    const all = named(name);
    return new Set(all.map((item) => JSON.stringify(item))).size === 1 ? all[0] : undefined;
  };
  return {
    text: (name) => text(one(name)), has: (name) => named(name).some((item) => item !== null),
    code: () => (isNumber(one('ResultCode')) ? one('ResultCode').number.padStart(3, '0') : text(one('ResultCode'))),
  };
}

/** The national form of a Lao number. */
export const national = (written) =>
  /^(?:\+856|00856|856|0)?(20\d{8}|30\d{7})$/.exec(digitsOf(written))?.[1];

const REGISTERED = codes({
  provider_unavailable: '001 002 006 102', duplicate_id: '003', request_refused: '004 106', account_refused: '005 108',
  number_not_eligible: '101', insufficient_funds: '103', otp_not_sent: '104 105', already_registered: '107',
});
const RENEWED = codes({ request_refused: '004 106', account_refused: '005 108', number_not_eligible: '101', insufficient_funds: '103' });
const CONFIRMED = codes({ request_refused: '003 004 005', otp_expired: '008', account_refused: '009' });
const OPEN = {
  renew: '001 002 003 006 102 104 105 107'.split(' '), confirm: '001 002 007 105 106'.split(' '),
  query: '001 002 003 004 005 006 101 102 103 104 105 106 107 108 800'.split(' '),
};

const isPrintable = (word, most) => word !== undefined && word.length <= most && /^[!-~]+$/.test(word);
const open = (call, code) => unknown(OPEN[call].includes(code) ? 'inconclusive_code' : 'unlisted_code');
const sure = (isSure) => (isSure ? succeeded : unknown('mismatch'));
const isResult = (fields, word) => trimmed(fields.text('ResultType') ?? '').toLowerCase() === word;
const renewed = (fields, isOurs) => (!isOurs ? unknown('mismatch') : isResult(fields, 'recurring') ? succeeded : unknown('other_result'));
const hasId = (fields) => fields.text('TransactionID') !== undefined;
const isSameNumber = (fields, order) => national(fields.text('Msisdn')) === order.national;

const SAYS = {
  register: (code, fields) => (code === '200' && isResult(fields, 'recurring') ? unknown('other_result') : code === '200' && isPrintable(fields.text('RefCode'), 128)
    ? pending({ type: 'otp' }) : code === '200' ? unknown('unparsable') : failed(REGISTERED[code] ?? 'declined')),
  renew: (code, fields, order) => (code === '200' ? renewed(fields, hasId(fields) && isSameNumber(fields, order))
    : RENEWED[code] ? failed(RENEWED[code]) : open('renew', code)),
  confirm: (code, fields, order) => (code === '200' ? sure(hasId(fields) && fields.text('RefCode') === order.known)
    : code === '006' ? pending({ type: 'otp' }) : CONFIRMED[code] ? failed(CONFIRMED[code]) : open('confirm', code)),
  query(code, fields, order) {
    const isSameAmount = new RegExp(`^${order.amount}(\\.0+)?$`).test(fields.text('Amount') ?? '');
    if (code === '200') return sure(isSameNumber(fields, order) && isSameAmount);
    const then = code === '800' && order.charged === 'Register' ? { failed: 'not_subscribed' } : { review: 'charge_unproven' };
    return { ...open('query', code), corroboration: repeated(3, 30, then).corroboration };
  },
};

const NAMES = { register: 'RequestDeduct', renew: 'RequestDeduct', confirm: 'ConfirmDeduct', query: 'CheckTransaction' };

function byCode(kind, fields, code, order) {
  const id = fields.text('TransactionID');
  const isAnother = id === undefined ? kind === 'query' || fields.has('TransactionID') : id !== order.id;
  const isCharged = kind === 'register' && code === '200' && isResult(fields, 'recurring');
  const said = SAYS[kind](code, fields, order);
  const ref = kind === 'register' && isPrintable(fields.text('RefCode'), 128) ? fields.text('RefCode') : null;
  return {
    ...(isAnother && !isCharged ? unknown('mismatch') : said), providerOrderId: ref, ...chargeReply(said, isAnother, fields),
    providerStatus: status(NAMES[kind], code, fields.text('ResultDesc')), review: kind === 'renew' && code === '003' ? 'id_used_before' : null,
  };
}

const chargeReply = (said, isAnother, fields) =>
  (!isAnother && said.unknownReason === 'other_result' && isResult(fields, 'register') ? { chargeReply: 'Register' } : {});

const TURNED_AWAY = {
  register: failed('account_refused'), renew: failed('account_refused'), confirm: pending({ type: 'otp' }), query: unknown('http_status'),
};

function says(kind, { status: http, bytes, unknownReason }, order) {
  if (unknownReason) return unknown(unknownReason);
  const fields = fieldsOf(bytes);
  if (http === 401 && !fields?.has('ResultCode')) return TURNED_AWAY[kind];
  if (http !== 200) return unknown('http_status');
  const code = fields?.code();
  return code === undefined ? unknown('unparsable') : byCode(kind, fields, code, order);
}

/** A registration cannot charge: whatever leaves it open closes it. */
const harmless = (said) => (said.outcome === 'unknown' && said.unknownReason !== 'other_result'
  ? { ...said, unknownReason: undefined, ...failed('no_answer'), corroboration: undefined, review: null } : said);

const CODES = '001 002 003 004 005 006 007 008 009 101 102 103 104 105 106 107 108 800 999 2000 20'.split(' ');

function good(random, call, { asked: { command, context }, amount, national: digits }) {
  const code = random.chance(0.55) ? '200' : random.pick(CODES);
  const ref = call === 'confirm' ? context.provider_order_id : made(random, [...DIGITS, 'a', 'b', 'c', 'd', 'e', 'f'], 32);
  const common = {
    ResultCode: random.chance(0.8) ? code : number(Number(code)), ResultDesc: any(random, random.pick([20, 20, 250])),
    [random.pick(['TransactionID', 'TransactionId'])]: command.merchant_order_id,
  };
  const number_ = { Msisdn: random.chance(0.5) ? command.msisdn : digits };
  return object({
    create: { ...common, RefCode: ref, ResultType: random.pick(['Register', 'Recurring', 'Recurring', 'recurring ', '\u200bRecurring\u202c', '\ufeffRegister\u00a0', 'Other']), ...number_ }, confirm: { ...common, Email: any(random, 20), RefCode: ref },
    query: { ...common, ...number_, Operator: 'LTC', Amount: amount + random.pick(['', '', '.0', '.00']), Detail: any(random, 30) },
  }[call]);
}

const withMark = (random, bytes) => (random.chance(0.05) ? Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), bytes]) : bytes);

function ofOrder(random, base) {
  const call = callOf(random);
  const all = asking(random, call);
  const { command, context } = all.asked;
  const kind = { create: command.operation === 'renewal' ? 'renew' : 'register' }[call] ?? call;
  const got = answered(random, { bytes: withMark(random, bytesOf(random, perhapsMissed(random, good(random, call, all)))) });
  const order = { id: command.merchant_order_id, known: context.provider_order_id, national: all.national, amount: all.amount };
  const said = kind === 'register' ? harmless(says(kind, got, order)) : says(kind, got, order);
  const isRefused = got.status === 401 && !fieldsOf(got.bytes)?.has('ResultCode');
  return {
    ...base, case: { ...base.case, ...all.asked, answer: got.answer },
    opinion: { verdict: verdict(said, command.operation), session_refused: isRefused }, tally: `${kind} ${said.outcome}`,
  };
}

function tokenOf({ status: http, bytes, unknownReason }) {
  if (!unknownReason && [400, 401, 403].includes(http)) return 'session_refused';
  const fields = unknownReason || http !== 200 ? undefined : fieldsOf(bytes);
  const [secret, life, type] = ['access_token', 'expires_in', 'token_type'].map((name) => fields?.text(name));
  // As Rust reads a number: digits, a sign in front if need be, 64 bits.
  const seconds = /^[+-]?\d+$/.test(life ?? '') && BigInt(life.replace('+', '')) < 2n ** 63n ? Number(life) : 0;
  const isGood = isPrintable(secret, 4096) && /^bearer$/i.test(type ?? '') && seconds > 0;
  return isGood ? { access_token: secret, expires_in_s: seconds } : 'session_unavailable';
}

function ofToken(random, base) {
  const seconds = random.between(1, 10_000_000);
  const fields = object({
    access_token: made(random, GRAPHIC, 1, 100), token_type: random.pick(['bearer', 'Bearer']),
    expires_in: random.chance(0.5) ? number(seconds) : String(seconds), userName: made(random, LOWER, 3, 9),
  });
  const got = answered(random, { bytes: withMark(random, bytesOf(random, perhapsMissed(random, fields))) });
  const token = tokenOf(got);
  return { ...base, case: { ...base.case, call: 'token', answer: got.answer }, opinion: { token }, tally: token.access_token ? 'token' : token };
}

export const answers = {
  expected: ['register pending', 'register failed', 'renew succeeded', 'renew failed', 'renew unknown', 'confirm succeeded',
    'confirm pending', 'confirm failed', 'confirm unknown', 'query succeeded', 'query unknown', 'token', 'session_refused', 'session_unavailable'],
  make(random, world) {
    const base = { provider: 'ltc', case: { kind: 'response', config: world.account(random, 'ltc').config } };
    return random.chance(0.08) ? ofToken(random, base) : ofOrder(random, base);
  },
};
