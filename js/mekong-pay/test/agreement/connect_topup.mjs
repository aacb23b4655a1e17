// Connect Topup's orders, requests and answers (the provider's README).
import { createHash } from 'node:crypto';
import { answered, statusOf } from './answers.mjs';
import { textOf } from './json.mjs';
import { perhapsSpoilt, percent, sent } from './requests.mjs';
import { DIGITS, GRAPHIC, WORD, any, damaged, iso, made, moment, some } from './texts.mjs';
import { dong, number, warningsOf } from './vietnam.mjs';
import { codes, failed, repeated, status, succeeded, unknown, verdict } from './words.mjs';

const GATEWAYS = { VMS: 'mobifone', VTL: 'viettel', VNP: 'vinaphone', VNB: 'vietnamobile', GTEL: 'gmobile' };
const ALL = ['idtransaction', 'transidclient', 'credentials'];

function order(random) {
  const { national, written } = number(random);
  const amount = String(random.between(1, random.pick([50, 10 ** 9])) * 10_000);
  const gateway = random.chance(0.4) ? random.pick(Object.keys(GATEWAYS)) : undefined;
  const command = {
    operation: 'topup', merchant_order_id: made(random, WORD, 1, 32), msisdn: written, details: gateway ? { gateway } : {},
    amount: { value: random.chance(0.9) ? amount : `0${amount}`, currency: 'VND' },
  };
  return { command, phone: `0${national}`, amount, gateway, warnings: warningsOf('details.gateway', GATEWAYS[gateway], national) };
}

const SPOILS = [
  ['merchant_order_id_invalid', 'merchant_order_id', (asked) => { asked.command.merchant_order_id += '-'; }],
  ['merchant_order_id_invalid', 'merchant_order_id', (asked) => { asked.command.merchant_order_id = 'a'.repeat(33); }],
  ['currency_unsupported', 'amount.currency', (asked) => { asked.command.amount = { value: '10000', currency: 'THB' }; }],
  ['amount_unsupported', 'amount.value', (asked) => { asked.command.amount.value = '10001'; }],
  ['field_invalid', 'return_url', (asked) => { asked.command.return_url = 'https://shop.example/'; }],
  ['field_missing', 'msisdn', (asked) => { delete asked.command.msisdn; }],
  ['msisdn_invalid', 'msisdn', (asked) => { asked.command.msisdn = '01234567890'; }],
  ['field_invalid', 'details.gateway', (asked) => { asked.command.details.gateway = 'VIN'; }],
  ['field_unknown', 'details.telco', (asked) => { asked.command.details.telco = 'viettel'; }],
];

const checksum = ({ checksum: kind = 'sha256', private_key }, text) => createHash(kind).update(text + private_key).digest('hex');

const get = (of, path, fields, more) => sent(of, {
  accept: 'text/plain, text/html, */*', method: 'GET', path: `${path}?${Object.entries(fields).map(([name, value]) => `${name}=${percent(value)}`).join('&')}`, ...more,
});

const credentials = ({ username, private_key: privatekey }) => ({ username, privatekey });

const ASKED = {
  create(of, { command, phone, amount, gateway, warnings }) {
    const signed = of.username + phone + amount;
    const fields = { ...credentials(of), phone, sotien: amount, checksum: checksum(of, signed), transidclient: command.merchant_order_id };
    return get(of, '/topup.jsp', { ...fields, ...(gateway ? { gateway } : {}) }, { canonicalString: `${signed}[redacted]`, warnings });
  },
  query(of, { command, warnings }, known) {
    const { recheck = ALL } = of;
    if (!canAsk(of, known)) return { error: 'order_cannot_be_asked provider_order_id' };
    return get(of, '/recheck.jsp', {
      ...(recheck.includes('credentials') ? credentials(of) : {}),
      ...(recheck.includes('idtransaction') && known !== undefined ? { idtransaction: known } : {}),
      ...(recheck.includes('transidclient') ? { transidclient: command.merchant_order_id } : {}),
    }, { warnings });
  },
};

const canAsk = ({ recheck = ALL }, known) => recheck.includes('transidclient') || known !== undefined;

const idOf = (random) => made(random, GRAPHIC.filter((char) => !';<>'.includes(char)), 1, random.pick([20, 64, 66]));

function asking(random, world) {
  const { config, of } = world.account(random, 'connect_topup');
  const call = random.weighed([[3, 'create'], [2, 'query']]);
  const known = call === 'query' && random.chance(0.6) ? idOf(random) : undefined;
  return { config, of, call, known, context: { provider_order_id: known, now: iso(moment(random)) } };
}

export const requests = {
  expected: ['create', 'query', 'refused'],
  make(random, world) {
    const { config, of, call, known, context } = asking(random, world);
    const all = order(random);
    const { asked, wrong } = perhapsSpoilt(random, SPOILS, { command: all.command });
    return {
      provider: 'connect_topup', case: { kind: 'request', call, config, context, ...asked }, opinion: wrong ?? ASKED[call](of, all, known),
      tally: wrong ? 'refused' : call,
    };
  },
};

const FAILED = codes({
  limit_reached: '-2', balance_too_low: '-3', account_refused: '-4 -6 -302', provider_unavailable: '-304',
  product_not_available: '5', number_not_eligible: '6', declined: '61',
});
const FINAL_WITHOUT_ID = ['-302', '-304'];
const OPEN = ['1', '0', '-1', '-5', '-99', '-308'];

/** `code` or `code;id` in a line of its own, and whether the code stands alone. */
function lineOf(bytes) {
  const text = textOf(bytes).replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '');
  const [, code, semicolon, id] = /^(0|-?[1-9]\d{0,5})(?:(;)([!-:=?-~]{0,64}))?$/.exec(text) ?? [];
  const isAlone = semicolon === undefined || (!id && FINAL_WITHOUT_ID.includes(code));
  return code === undefined ? { text } : { text, code, id: id || undefined, isAlone };
}

/** What a code says of the account that made the top-up, where every next one would fare like it. */
function stopOf({ code, id, isAlone }, call, isOpen) {
  if (!isAlone && !(isOpen && id)) return null;
  if (FAILED[code] === 'account_refused') return 'account_refused';
  if (code === '-3' && call === 'create') return 'balance_too_low';
  return code === '-304' && isOpen ? 'service_paused' : null;
}

function read({ code, id, isAlone }, call, known, confirmed) {
  if (code === undefined) return unknown('unparsable');
  const isSame = call === 'create' || known === undefined || known === id;
  const open = unknown(id === undefined && !OPEN.includes(code) && !FAILED[code] ? 'unlisted_code' : 'inconclusive_code');
  const said = { providerStatus: status(call === 'create' ? 'topup.jsp' : 'recheck.jsp', code) };
  if (code === '1' && id !== undefined) return isSame ? { ...said, ...succeeded, providerOrderId: id } : { ...said, ...unknown('mismatch') };
  if (call === 'query') {
    const accountProblem = stopOf({ code, isAlone }, call, false);
    const isMeant = confirmed.includes(code) && (id === undefined ? FAILED[code] !== 'account_refused' : isSame);
    return { ...said, ...(isMeant ? repeated(2, 5, { failed: FAILED[code] ?? 'declined' }) : open), accountProblem };
  }
  const isOpen = !isAlone && !OPEN.includes(code);
  const final = isAlone && FAILED[code] ? failed(FAILED[code]) : open;
  return {
    ...said, ...final, providerOrderId: id ?? null, review: code === '-308' ? 'id_used_before' : null,
    accountProblem: stopOf({ code, id, isAlone }, call, isOpen), reviewAfter: isOpen ? { review: 'failure_unconfirmed', afterMs: 1_800_000 } : null,
  };
}

function says(of, call, { status: http, bytes, unknownReason }, known) {
  const said = unknownReason || http !== 200 ? unknown(unknownReason ?? 'http_status') : read(lineOf(bytes), call, known, of.recheck_failures ?? []);
  const isLost = said.outcome === 'unknown' && !canAsk(of, said.providerOrderId ?? known);
  return isLost ? { ...said, review: said.review ?? 'cannot_be_asked' } : said;
}

const CODES = ['1', ...OPEN, ...Object.keys(FAILED), '2', '100', '-7', '1234567', '-0', '01', '+1', ''];
const BLANKS = ['', '', '\n', '\r\n\r\n', ' \t', '\f', '\v'];

function body(random, known) {
  const code = random.chance(0.4) ? '1' : random.pick(CODES);
  const id = random.chance(0.5) && known !== undefined ? known : idOf(random);
  const line = code + random.weighed([[5, `;${id}`], [3, ''], [1, ';'], [0.3, `;${any(random, 9)}`]]);
  const bytes = Buffer.from(random.pick(BLANKS) + line + random.pick(BLANKS));
  return random.weighed([[12, bytes], [1, damaged(random, bytes)], [0.5, Buffer.from('<html>1;2</html>')], [0.5, Buffer.from(any(random, 300))]]);
}

function balance({ status: http, bytes, unknownReason }) {
  if (unknownReason || http !== 200) return 'no_answer';
  const line = lineOf(bytes);
  const value = line.text.length <= 15 ? dong(line.text) : undefined;
  if (value !== undefined) return { value, currency: 'VND' };
  return line.isAlone && FAILED[line.code] === 'account_refused' ? { account_problem: 'account_refused' } : 'no_answer';
}

function ofBalance(random, { config, of, context }) {
  const text = random.weighed([[6, made(random, DIGITS, 1, 17)], [2, random.pick(['-4', '-6', '-302', '-3', '-4;5', '1;5'])], [1, any(random, 20)]]);
  const got = answered(random, { status: statusOf(random), bytes: Buffer.from(random.pick(BLANKS) + text + random.pick(BLANKS)) });
  const signed = `${of.username}:::`;
  const fields = { ...credentials(of), checksum: checksum(of, signed) };
  const request = get(of, '/userbalance.jsp', fields, { canonicalString: `${signed}[redacted]` });
  return {
    case: { kind: 'inquiry', call: 'balance', config, context: some(random, 1, { now: () => context.now }), answer: got.answer },
    opinion: { ...request, found: balance(got) }, tally: balance(got).value ? 'balance' : balance(got).account_problem ? 'stopped' : 'no balance',
  };
}

function ofOrder(random, { config, of, call, known, context }) {
  const got = answered(random, { status: statusOf(random), bytes: body(random, known) });
  const said = says(of, call, got, known);
  return {
    case: { kind: 'response', call, config, command: order(random).command, context, answer: got.answer },
    opinion: { verdict: verdict(said, 'topup'), session_refused: false }, tally: `${call} ${said.outcome}`,
  };
}

export const answers = {
  expected: ['create succeeded', 'create failed', 'create unknown', 'query succeeded', 'query unknown', 'balance', 'no balance', 'stopped'],
  make(random, world) {
    const made_ = random.chance(0.15) ? ofBalance : ofOrder;
    return { provider: 'connect_topup', ...made_(random, asking(random, world)) };
  },
};
