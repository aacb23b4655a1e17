import { vietnamTime } from '../vietnam.mjs';
import { describe, statusOf } from './codes.mjs';
import { responseFields, sign } from './signature.mjs';

/** A refusal has no transaction and no signature. `more` is help that the real one does not give. */
export const failure = (code, more) => ({ status: statusOf(code), success: false, code: String(code), more });

export const success = (more) => ({ status: 200, success: true, code: '0', more });

/** A transaction of `call` (charging, status), whatever its code: signed. */
export const told = (call, code, topup, balance) => ({ status: 200, success: code === '0', code, call, topup, balance });

/** Refused at the door: no errorCode at all. */
export const denied = (status, message) => ({ status, success: false, denied: { message } });

const CHANGES = {
  phone: ({ phoneNumber }) => ({ phoneNumber: phoneNumber.slice(0, -1) + ((Number(phoneNumber.at(-1)) + 1) % 10) }),
  amount: ({ topupAmount }) => ({ topupAmount: topupAmount * 2 }),
  trans_id: () => ({ appotapayTransId: '01J7G2DYZTPCGHM3AAF8ANZC7J' }),
};
export const CHANGE_NAMES = Object.keys(CHANGES);

const breakHex = (hex) => hex.slice(0, -1) + (hex.endsWith('0') ? '1' : '0');
const SIGNERS = {
  genuine: (secret, fields) => sign(secret, fields),
  none: () => undefined,
  bad: (secret, fields) => breakHex(sign(secret, fields)),
  foreign: (secret, fields) => sign(`${secret}-of-another`, fields),
  // The documents' own sample of a charge carries the hash of a string without it.
  without_product: (secret, { productCode, ...fields }) => sign(secret, fields),
};
export const SIGN_NAMES = [...Object.keys(SIGNERS), 'before_change'];

export function createRenderer(secret, language) {
  return (reply, behaviour = {}) => {
    if (reply.denied) return { body: JSON.stringify(reply.denied) };
    const errorCode = Number(reply.code);
    const envelope = { errorCode: behaviour.loose ? reply.code : errorCode, message: describe(reply.code, language), ...reply.more };
    const json = reply.topup ? { ...envelope, ...signed(reply, errorCode, behaviour, secret) } : envelope;
    const overrides = behaviour.success_only && !reply.success ? {} : behaviour.overrides;
    return { body: write({ ...json, ...overrides }, behaviour.twice) };
  };
}

function signed({ call, topup, balance }, errorCode, behaviour, secret) {
  const honest = transaction(call, topup, behaviour.loose);
  const shown = { ...honest, ...CHANGES[behaviour.change]?.(honest), ...behaviour.transaction };
  const { sign: how = 'genuine' } = behaviour;
  const early = how === 'before_change';
  const signature = SIGNERS[early ? 'genuine' : how](secret, responseFields(call, errorCode, early ? honest : shown));
  // The charging pages quote the balance, the balance page does not.
  return { transaction: shown, ...(call === 'charging' && { account: { balance: String(balance) } }), signature };
}

// A charge's time is RFC 3339, a status's `dd-mm-yyyy HH:MM:SS`: so the documents, and their one genuine vector.
// Loose swaps them, and writes amounts as text.
function transaction(call, { id, phone, amount, product, at, telco, service_type }, loose = false) {
  const money = loose ? String(amount) : amount;
  const base = {
    phoneNumber: phone,
    amount: money,
    topupAmount: money,
    appotapayTransId: id,
    time: vietnamTime(at, (call === 'status') !== loose),
    telco,
    telcoServiceType: service_type,
  };
  return call === 'charging' ? { ...base, productCode: product } : base;
}

function write(json, twice) {
  if (!twice) return JSON.stringify(json);
  return `${JSON.stringify(twice).slice(0, -1)},${JSON.stringify(json).slice(1)}`;
}
