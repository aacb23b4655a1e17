import { randomBytes, randomInt } from 'node:crypto';
import { OTP_LIFE_2021 } from './server2021.mjs';

const CALLS = ['token', 'RequestDeduct', 'ConfirmDeduct', 'CheckTransaction'];

const fresh = () => ({
  tokens: new Map(),
  transactions: new Map(),
  charges: [],
  calls: Object.fromEntries(CALLS.map((call) => [call, 0])),
  seen: new Set(),
  members: new Set(),
});

/** Everything LTC would remember. It changes by events only, so that a journal of them brings it back. */
export function createState({ options, inbox, record }) {
  let data = fresh();
  const traffic = { now: 0, max: 0 };
  const at = () => new Date(options.now()).toISOString();

  const events = {
    call: ({ name }) => { data.calls[name] += 1; },
    token: ({ token, expires }) => data.tokens.set(token, expires),
    tokens_expired: () => data.tokens.clear(),
    seen: ({ key }) => data.seen.add(key),
    requested({ transaction }) {
      data.transactions.set(transaction.id, transaction);
      if (transaction.otp) inbox.add(transaction.msisdn, message(transaction));
    },
    unwritten: ({ id }) => { data.transactions.get(id).unwritten = true; },
    member: ({ msisdn }) => data.members.add(msisdn),
    left: ({ msisdn }) => data.members.delete(msisdn),
    charged(event) {
      const transaction = data.transactions.get(event.id);
      transaction.charged_at = event.at;
      data.charges.push(bookEntry(transaction));
    },
  };

  return {
    apply: (event) => events[event.type]?.(event),
    reset() {
      data = fresh();
      traffic.max = traffic.now;
    },
    count: (name) => record({ type: 'call', name }),
    find: (id) => data.transactions.get(id),
    enter() {
      traffic.now += 1;
      traffic.max = Math.max(traffic.max, traffic.now);
    },
    leave: () => { traffic.now -= 1; },
    issueToken() {
      const token = randomBytes(100).toString('base64url');
      const issued = options.now();
      record({ type: 'token', token, expires: issued + options.tokenLifeS * 1000 });
      return { token, issued };
    },
    tokenIsGood: (token) => (data.tokens.get(token) ?? 0) > options.now(),
    expireTokens: () => record({ type: 'tokens_expired' }),
    /** True the first time only. */
    firstTime(key) {
      if (data.seen.has(key)) return false;
      record({ type: 'seen', key });
      return true;
    },
    /** A new transaction: with an OTP when the subscriber is to be texted, with a code when it was refused. */
    request(fields, { otp, refused }) {
      const transaction = { ...fields, ref_code: randomBytes(16).toString('hex'), at: at() };
      if (otp) transaction.otp = password(options);
      if (refused) transaction.refused = refused;
      record({ type: 'requested', transaction });
      return transaction;
    },
    /** The only place where money moves, and once per transaction. */
    charge(transaction) {
      if (!transaction.charged_at) record({ type: 'charged', id: transaction.id, at: at() });
    },
    /** Of the server of 2021: it was charged, and its row never says so. */
    leaveUnwritten: ({ id }) => record({ type: 'unwritten', id }),
    /** Whether a number is a member of the API user. */
    isMember: (msisdn) => data.members.has(msisdn),
    join: (msisdn) => record({ type: 'member', msisdn }),
    leaveService: (msisdn) => record({ type: 'left', msisdn }),
    otpIsOld: (transaction) => options.now() >= Date.parse(transaction.at) + lifeOf(options) * 1000,
    book: () => ({ charges: [...data.charges], calls: { ...data.calls }, in_flight_max: traffic.max }),
  };
}

/** The server of 2021 made a number from 1 to 99999 and wrote it as it was. */
function password({ ltcServer }) {
  if (ltcServer === '2021') return randomInt(1, 100_000).toString();
  return randomInt(100_000).toString().padStart(5, '0');
}

const lifeOf = ({ ltcServer, otpLifeS }) => otpLifeS ?? (ltcServer === '2021' ? OTP_LIFE_2021 : 300);

function message({ id, otp, ref_code, amount, card_name, game_name, at }) {
  const text = `OTP ${otp} to pay ${amount} kip for ${card_name} (${game_name})`;
  return { otp, transaction_id: id, ref_code, text, at };
}

function bookEntry({ id, msisdn, amount, recurring, charged_at, card_name, game_name }) {
  return { transaction_id: id, msisdn, amount, recurring, at: charged_at, card_name, game_name };
}
