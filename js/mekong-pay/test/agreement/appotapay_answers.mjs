// AppotaPay's answers about an order, read by the tables of the provider's README ("Outcomes").
import { hmac, order } from './appotapay.mjs';
import { answered, bytesOf, nearMiss, perhapsMissed, statusOf } from './answers.mjs';
import { get, isMap, readTheirs, repeats, text } from './json.mjs';
import { GRAPHIC, any, iso, made, misspelt, moment } from './texts.mjs';
import { nationalOf } from './vietnam.mjs';
import { codes, failed, repeated, status, succeeded, unknown, verdict } from './words.mjs';
import { number, object } from './writing.mjs';


/** An answer as far as it can be read in one way only. */
export function replyOf({ status: http, bytes }) {
  const node = readTheirs(bytes);
  const hasCode = isMap(node) && node.pairs.some(([name]) => name === 'errorCode');
  const json = node !== undefined && !repeats(node) ? node : undefined;
  const code = text(get(json, 'errorCode'));
  return {
    http, json, hasCode, code: /^\d{1,9}$/.test(code ?? '') ? code : undefined, message: text(get(json, 'message')) ?? '',
    isFault: http === 429 || http >= 500, isTurnedAway: http === 401 || http === 403,
  };
}

const REFUSED = codes({
  balance_too_low: '12', product_not_available: '32 38 39 55 56 2106', number_not_eligible: '37 51 52 204', declined: '33',
});
const CHARGED = { ...REFUSED, ...codes({ request_refused: '1 2', account_refused: '11 13 14 15 23 92' }) };
const OPEN = {
  create: '31 34 35 36 91 94 99 500'.split(' '), query: '1 2 11 13 14 15 23 34 35 91 92 94 99 500'.split(' '),
};
export const stopOf = (code) => ('11 13 14 15 23 92'.split(' ').includes(code) ? 'account_refused' : code === '12' ? 'balance_too_low' : null);

const maintained = (given) => given.charge_reply === '40' || given.charge_reply === '41';

/** The status call does not know the order. */
function notFound(given) {
  if (maintained(given)) return repeated(2, 5, { failed: 'provider_unavailable' });
  return given.provider_order_id === undefined ? repeated(3, 30, { review: 'not_found' }) : unknown('inconclusive_code');
}

function byCode(call, reply, given) {
  const { code, http } = reply;
  if (reply.isFault) return unknown('http_status');
  if (OPEN[call].includes(code)) return unknown('inconclusive_code');
  const isListed = code === '0' || code === '40' || code === '41' || CHARGED[code] || (call === 'query' && code === '36');
  if (!isListed) return unknown('unlisted_code');
  if (call === 'query' && reply.isTurnedAway) return unknown('http_status');
  if (code === '0') return http === 200 ? success(call, reply, given) : unknown('http_status');
  if (call === 'create') return CHARGED[code] ? failed(CHARGED[code]) : unknown('uncorroborated');
  if (code === '33') return failed('declined');
  return code === '36' ? notFound(given) : repeated(2, 5, { failed: REFUSED[code] ?? 'provider_unavailable' });
}

const SIGNED = ['amount', 'appotapayTransId', 'errorCode', 'phoneNumber', 'time', 'topupAmount'];

/** The text that is signed, where every field is there and none holds a separator. */
function covered(code, transaction, names) {
  const values = names.map((name) => (name === 'errorCode' ? code : text(get(transaction, name))));
  return values.every((value) => value !== undefined && !/[&=]/.test(value)) ? names.map((name, at) => `${name}=${values[at]}`).join('&') : undefined;
}

const lists = [SIGNED, [...SIGNED, 'productCode'].sort()];

/** `time`: RFC 3339, or `dd-mm-yyyy HH:MM:SS` in Vietnam. */
function momentOf(time) {
  const [, day, month, year, clock] = /^(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d)$/.exec(time) ?? [];
  // Date.parse alone takes a bare year, too.
  const zoned = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
  return day ? Date.parse(`${year}-${month}-${day}T${clock}+07:00`) : zoned.test(time) ? Date.parse(time) : NaN;
}

/** Whose top-up it may be, by its time: after 31 nobody's but one that is known to be newer; else an older one's where no answer to the charge was seen. */
function ageOf(time, call, { charge_reply: reply, ordered_at: ordered, known }) {
  const later = momentOf(time) - (ordered === undefined ? NaN : Date.parse(ordered));
  if (reply === '31') return later >= -2_000 ? 'ours' : 'unknown';
  const isSeen = reply !== undefined || known !== undefined || call === 'create';
  return !isSeen && later < -600_000 ? 'older' : 'ours';
}

function success(call, { json, code }, { of, national, price, provider_order_id: known, ...given }) {
  const transaction = get(json, 'transaction');
  const signature = text(get(json, 'signature'));
  const texts = lists.map((names) => covered(code, transaction, names)).filter((each) => each !== undefined);
  if (transaction === undefined || !texts.some((each) => hmac(of, each) === signature)) return unknown('bad_signature');
  const [id, amount, topup, phone] = ['appotapayTransId', 'amount', 'topupAmount', 'phoneNumber'].map((name) => text(get(transaction, name)));
  const isOurs = /^[!-~]{1,64}$/.test(id) && (known === undefined || known === id) && /^\d+$/.test(amount) && topup === String(price)
    && nationalOf(phone) === national;
  const age = ageOf(text(get(transaction, 'time')), call, { ...given, known });
  if (isOurs && age === 'older') return { ...unknown('mismatch'), review: 'id_used_before' };
  return isOurs && age === 'ours' ? { ...succeeded, evidence: 'signed', providerOrderId: id } : unknown('mismatch');
}

const NAMES = { create: 'charging', query: 'transaction' };

function withoutCode(call, { http, hasCode, message, isTurnedAway }, given) {
  const accountProblem = isTurnedAway ? 'account_refused' : null;
  if (http === 200) return unknown('unparsable');
  if (call === 'create' && isTurnedAway && !hasCode) return { ...failed('account_refused'), accountProblem };
  if (call === 'query' && http === 404 && !hasCode) return { ...notFound(given), providerStatus: status(NAMES.query, '404', message) };
  return { ...unknown('http_status'), accountProblem };
}

function says(call, got, given) {
  if (got.unknownReason) return unknown(got.unknownReason);
  const reply = replyOf(got);
  if (reply.code === undefined) return withoutCode(call, reply, given);
  const accountProblem = stopOf(reply.code);
  const facts = byCode(call, reply, given);
  return {
    ...facts, providerStatus: status(NAMES[call], reply.code, reply.message),
    review: facts.review ?? (call === 'create' && reply.code === '31' ? 'id_used_before' : null),
    accountProblem: call === 'query' && accountProblem === 'balance_too_low' ? null : accountProblem,
  };
}

const CODES = '1 2 11 12 13 14 15 23 31 32 33 34 35 36 37 38 39 40 41 51 52 55 56 91 92 94 99 204 500 2106 0 00 7 3000'.split(' ');

const figure = (random, digits) => (random.chance(0.7) ? number(digits) : String(digits));

function signed(random, of, code, transaction) {
  const text_ = covered(code, transaction, random.pick(lists));
  const signature = hmac(of, text_ ?? any(random, 20));
  return random.weighed([[12, signature], [1, misspelt(random, signature)], [1, signature.toUpperCase()]]);
}

/** A 0 with its transaction; a near miss of it before or after it was signed. */
function told(random, of, { facts, id }) {
  const code = random.chance(0.95) ? '0' : random.pick(CODES);
  const honest = object({
    amount: figure(random, facts.price), topupAmount: figure(random, facts.price), appotapayTransId: id, phoneNumber: facts.phone,
    productCode: facts.code, time: iso(moment(random)), telco: facts.telco, telcoServiceType: facts.service,
  });
  const missed = random.chance(0.35) ? nearMiss(random, honest) : honest;
  const isSignedLate = random.chance(0.5);
  const signature = signed(random, of, code, isSignedLate ? missed : honest);
  return object({ errorCode: figure(random, code), message: any(random, 30), transaction: missed, signature, account: object({ balance: '5' }) });
}

const refusal = (random) => object({ errorCode: figure(random, random.pick(CODES)), message: any(random, random.pick([30, 250])) });

export const answers = {
  expected: ['create succeeded', 'create failed', 'create unknown', 'query succeeded', 'query failed', 'query unknown'],
  make(random, world) {
    const { config, of } = world.account(random, 'appotapay');
    const call = random.weighed([[1, 'create'], [1, 'query']]);
    const now = iso(moment(random));
    const { command, facts, lookups, wrong } = order(random, of, now);
    if (wrong) return this.make(random, world);
    const id = made(random, GRAPHIC.filter((char) => !'&='.includes(char)), 1, random.pick([26, 26, 66]));
    const known = { ...(random.chance(0.4) ? { provider_order_id: random.chance(0.9) ? id : `${id}x` } : {}),
      ...(random.chance(0.3) ? { charge_reply: random.pick(['40', '41', '35', '31', '31']) } : {}),
      ...(random.chance(0.7) ? { ordered_at: iso(moment(random)) } : {}) };
    const node = random.chance(0.6) ? told(random, of, { facts, id }) : refusal(random);
    const got = answered(random, { status: statusOf(random), bytes: bytesOf(random, random.chance(0.3) ? perhapsMissed(random, node) : node) });
    const said = says(call, got, { of, national: facts.national, price: facts.price, ...known });
    return {
      provider: 'appotapay', case: { kind: 'response', call, config, command, lookups, context: { now, ...known }, answer: got.answer },
      opinion: { verdict: verdict(said, 'topup'), session_refused: false }, tally: `${call} ${said.outcome}`,
    };
  },
};
