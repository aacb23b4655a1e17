// LianLian's answers, signed and not, read by the tables of the provider's README ("Outcomes").
import { answered, bytesOf, nearMiss, perhapsMissed } from './answers.mjs';
import { canonical, get, readTheirs, repeats, text } from './json.mjs';
import { asking } from './lianlian.mjs';
import { proofs, signatureOf, signed } from './lianlian_keys.mjs';
import { SERVICES } from './lianlian_orders.mjs';
import { chargesAlone, expiresAt, filled, nextAction, outcome, whose, wordsOf } from './lianlian_says.mjs';
import { DIGITS, GRAPHIC, WORD, any, iso, made, misspelt, moment, some } from './texts.mjs';
import { codes, failed, repeated, status, unknown, verdict } from './words.mjs';
import { number, object, oddNumber, written } from './writing.mjs';

const BEFORE = codes({ request_refused: '400000 401008', account_refused: '401001 401003 401006 404002 404005 404007 404009 409001' });
const AFTER = codes({
  declined: '403000 403001 403002 403003 403004 403005 403500 404008 430001 430002 430004 430005 430006 430007', insufficient_funds: '430003',
});
const BACK = { ...BEFORE, ...codes({ declined: '422001 422002 422004 422006 422007 422010', request_refused: '409005', account_refused: '404004' }) };
const ASKED = ['404003', '404004', '404006', '429000', '500001', '503001', '504001'];
const OPEN = {
  create: '404003 408001 409002 422009 429000 429001 429003 429006 500001 503001 504001'.split(' '),
  refund_create: '404003 409002 422003 429000 429001 429003 429006 500001 503001 504001'.split(' '),
  query: [...ASKED, ...Object.keys(BEFORE)], refund_query: [...ASKED, ...Object.keys(BEFORE)],
};
const USED = { create: '409002 422009 429001 429003 429006'.split(' '), refund_create: ['422003'] };
const UNKNOWN_ID = { query: '404003', refund_query: '404006' };

function byCode(code, call, order) {
  if (call === 'cancel') return unknown('inconclusive_code');
  const final = { create: chargesAlone(order) ? BEFORE : { ...BEFORE, ...AFTER }, refund_create: BACK }[call]?.[code];
  if (final) return failed(final);
  const isOpen = OPEN[call].includes(code) || (call === 'create' && AFTER[code]);
  if (code === UNKNOWN_ID[call] && order.known === undefined) return repeated(3, 30, { failed: 'not_found' });
  return { ...unknown(isOpen ? 'inconclusive_code' : 'unlisted_code'), review: USED[call]?.includes(code) ? 'id_used_before' : null };
}

const nameOf = (call, { service }) => ({
  create: SERVICES[service].code, query: 'llpth.payment.query', cancel: SERVICES[service].cancel ?? 'cancel', refund_create: 'llpth.refund.apply',
  refund_query: 'llpth.refund.query',
})[call];

/** Where a card may have been given nothing of a sentence is kept, and of a code only what is one. */
function said(call, order, code, message) {
  const name = nameOf(call, order);
  const mayBeCard = order.refund || order.service === 'bankcard' || order.service === 'checkout';
  if (!mayBeCard) return status(name, [...code].slice(0, 64).join(''), message);
  return status(name, /^(\d{6}|[A-Z]{2})$/.test(code) ? code : '', '');
}

/** Whether a payment was made more than ten minutes before the order, of which LianLian's id is not known. */
function isOlder(data, { known: id, ordered }) {
  const [made] = ['create_time', 'order_create_time'].map((name) => text(get(data, name))).filter((each) => each !== undefined);
  const [, day, clock] = /^(\d{4}-\d\d-\d\d)[ Tt](\d\d:\d\d:\d\d(?:\.\d+)?)$/.exec(made ?? '') ?? [];
  const at = Date.parse(`${day}T${clock}+07:00`);
  const isReal = !Number.isNaN(at) && new Date(at + 25_200_000).toISOString().startsWith(`${day}T${clock.slice(0, 8)}`);
  return id === undefined && ordered !== undefined && isReal && at + 600_000 < Date.parse(ordered);
}

function byData(data, call, order, message, isSigned) {
  if (!isSigned) return unknown('bad_signature');
  const speaker = call.endsWith('query') ? 'query' : 'reply';
  const { owner, id, status: word } = whose(filled(data), speaker, order);
  const facts = { evidence: 'signed', ...(word === undefined ? {} : { providerStatus: said(call, order, word, message) }) };
  if (call === 'query' && isOlder(data, order)) return { ...facts, ...unknown('mismatch'), review: 'id_used_before' };
  if (owner !== 'ours') return { ...facts, ...unknown('mismatch') };
  const next = speaker === 'reply' ? nextAction(data, order) : null;
  const what = outcome(word, order, speaker, next);
  const isUnread = call === 'create' && what.outcome === 'pending' && what.nextAction === null;
  return { ...facts, ...what, providerOrderId: id, expiresAt: expiresAt(data, order.now), ...(isUnread ? { warned: true } : {}) };
}

/** What an answer says, and the signatures in it that are good. */
function says(file, of, call, { unknownReason, status: http, headers, bytes }, order) {
  if (unknownReason) return { said: unknown(unknownReason), signatures: [] };
  const node = readTheirs(bytes);
  const json = node !== undefined && !repeats(node) ? node : undefined;
  const [code, message = ''] = ['code', 'message'].map((name) => text(get(json, name)));
  if (!code) return { said: unknown(call === 'cancel' ? 'inconclusive_code' : http === 200 ? 'unparsable' : 'http_status'), signatures: [] };
  const data = get(json, 'data');
  const signatures = data === undefined ? [] : proofs(file, of, data, signatureOf(Object.entries(headers)));
  const isSuccess = code === '200000' && call !== 'cancel';
  const facts = isSuccess ? (http === 200 ? byData(data, call, order, message, signatures.length > 0) : unknown('http_status')) : byCode(code, call, order);
  const all = { providerStatus: said(call, order, code, message), ...facts };
  const isBelieved = http === 200 || (http >= 400 && http < 500) || all.unknownReason === 'inconclusive_code';
  return { said: isBelieved ? all : { ...onlyFacts(all), ...unknown('http_status') }, signatures };
}

const onlyFacts = ({ evidence, providerStatus, review }) => ({ ...(evidence ? { evidence } : {}), providerStatus, review: review ?? null });

const CODES = [...Object.keys({ ...BEFORE, ...AFTER, ...BACK }), ...OPEN.create, ...ASKED, '422009', '422005', '200001', '', '0', 'PAID'];

const paid = (random, { amount }) => random.weighed([[6, amount], [2, amount.replace(/\.?0+$/, '')], [1, number(amount)], [1, `${amount}0`]]);

const date = (random) => `20${made(random, DIGITS, 2)}-${random.pick(['01', '06', '12', '13'])}-${random.pick(['01', '28', '30', '31', '32'])} ${random.pick(['00:00:00', '13:16:39', '23:59:59', '24:00:00'])}`;
const link = (random) => random.pick([`https://pay.example/${made(random, GRAPHIC, 0, 20)}`, 'weixin://wxpay/bizpayurl?pr=1', 'javascript://alert', 'no link', 'https://', 'a b://c', 'FILE://x']);
const seconds = (random) => random.pick([String(random.between(1, 90_000)), number(random.between(1, 90_000)), '0', '34560000', '34560001', '-5', '1.5', '+7']);

// Names are simple: JSON.parse of several V8s takes one with an escape in it for another (nodejs/node#63785).
const params = (random) => object(Object.fromEntries(Array.from({ length: random.below(5) }, () => [made(random, WORD, 1, 6),
  random.weighed([[5, any(random, 20)], [2, oddNumber(random)], [1, null], [1, true], [1, [any(random, 5)]], [1, object({ a: oddNumber(random), b: '' })]])])));

/** Base64 of what begins like a picture, in lines or not, its padding there or not. */
function picture(random) {
  const begins = random.pick(['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF89a']);
  const text = Buffer.concat([Buffer.from(begins, 'latin1'), Buffer.from(any(random, 30))]).toString('base64');
  return random.pick([text, text.replace(/.{20}/g, '$&\r\n'), `${text}\n`, text.replace(/=+$/, '')]);
}

/** What the payer may be given to do. */
const acts = (random) => some(random, 0.25, {
  qr_code: () => random.pick([`${random.pick(['', ' ', 'data:image/png;base64,'])}${picture(random)}`, '00020101021229370016A000', '\n000201 x', link(random), Buffer.from(any(random, 20)).toString('base64'), 'no base64!']), qr_code_expire_sec: () => seconds(random),
  link_url: () => link(random), link_url_app: () => random.pick([link(random), null]), link_url_expire_sec: () => seconds(random), due_date: () => date(random),
  pay_params: () => random.weighed([[3, params(random)], [2, written(random, params(random))], [1, any(random, 20)], [1, oddNumber(random)], [1, [params(random)]]]),
  req_data_to_channel: () => any(random, 20),
});

/** What LianLian says of an order or of a refund. */
export function told(random, order) {
  const words = wordsOf(order);
  return object({
    [words.id]: order.known !== undefined && random.chance(0.9) ? order.known : made(random, random.pick([DIGITS, GRAPHIC]), 1, random.pick([20, 66])),
    [words.own]: random.chance(0.9) ? order.own : undefined, merchant_order_id: random.chance(0.8) ? order.paid : undefined,
    [words.amount]: paid(random, order), [words.currency]: 'THB',
    [words.status]: random.weighed([[6, order.refund ? 'RS' : 'PS'], [3, order.refund ? 'RP' : 'WP'], [3, random.pick(['PI', 'PF', 'PE', 'PC', 'RF', 'RS', 'PS', 'XX'])]]),
    ...some(random, 0.2, { merchant_id: () => order.merchant, complete_time: () => date(random), create_time: () => date(random), order_create_time: () => date(random), remark: () => '', '\u0e01': () => any(random, 9) }),
  });
}

/** The `sign` header of an object, and what spoils it. */
export function headersOf(random, file, of, node) {
  const text_ = canonical(node, random.pick(['included', 'included', 'skipped'])) ?? any(random, 9);
  const key = random.chance(0.92) ? random.pick(of.public_keys) : file.keys.stranger.public;
  const { signature } = signed(file, of, key, text_);
  const sign = random.weighed([[16, signature], [1, misspelt(random, signature)], [0.5, `${signature}\n`], [0.5, '']]);
  const name = random.pick(['sign', 'Sign']);
  return random.weighed([[14, { [name]: sign }], [6, { [name]: sign, [random.pick(['sign-type', 'sign_type', 'Sign-Type'])]: random.chance(0.9) ? 'RSA' : 'RSA2' }],
    [0.5, { sign, SIGN: sign }], [0.5, {}]]);
}

function envelope(random, file, of, order) {
  if (random.chance(0.25)) {
    const code = random.pick(CODES);
    return { node: object({ code: /^[1-9]\d*$/.test(code) && random.chance(0.5) ? number(code) : code, message: any(random, random.pick([20, 250])) }), headers: {} };
  }
  const honest = { pairs: [...told(random, order).pairs, ...Object.entries(acts(random))] };
  const missed = perhapsMissed(random, honest, (name) => (name === 'due_date' ? '2030-01-01 00:00:00' : undefined));
  const isSignedLate = random.chance(0.7);
  const node = object({ code: random.pick([number(200_000), '200000']), message: random.pick(['Success', any(random, 250)]), data: missed, trace_id: 'x' });
  return { node: random.chance(0.1) ? nearMiss(random, node) : node, headers: headersOf(random, file, of, isSignedLate ? missed : honest) };
}

/** The order that an answer or a notification is about, as it is known. */
export function known(random, { call, all, of, context }) {
  const { command, refund, amount, service, method } = all;
  const id = random.chance(0.4) ? made(random, DIGITS, 18) : undefined;
  const own = refund?.merchant_refund_id ?? command.merchant_order_id;
  return { call, own, paid: command.merchant_order_id, refund, amount, service, method, known: id, merchant: of.merchant_id, now: context.now };
}

export const answers = {
  expected: ['create succeeded', 'create pending', 'create failed', 'create unknown', 'query succeeded', 'query unknown', 'cancel unknown',
    'refund_create succeeded', 'refund_create failed', 'refund_query succeeded'],
  make(random, world) {
    const { config, of, call, all, context, asked, notAllowed } = asking(random, world,
      [[5, 'create'], [4, 'query'], [1, 'cancel'], [2, 'refund_create'], [2, 'refund_query']]);
    if (notAllowed) return this.make(random, world);
    const file = world.file('lianlian');
    const ordered = random.chance(0.6) ? iso(moment(random)) : undefined;
    const order = { ...known(random, { call, all, of, context }), ordered };
    const { node, headers } = envelope(random, file, of, order);
    const status_ = random.chance(0.9) ? 200 : random.pick([201, 302, 400, 401, 404, 429, 500, 503]);
    const got = answered(random, { status: status_, headers, bytes: bytesOf(random, node) });
    const { said: what, signatures } = says(file, of, call, got, order);
    return {
      provider: 'lianlian', signatures, opinion: { verdict: verdict(what, all.refund ? 'refund' : 'payment'), session_refused: false },
      case: { kind: 'response', config, ...asked, context: { ...context, provider_order_id: order.known, ordered_at: ordered }, answer: got.answer },
      tally: `${call} ${what.outcome}`,
    };
  },
};
