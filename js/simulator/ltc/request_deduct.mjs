import { randomBytes } from 'node:crypto';
import { parseObject } from '../http.mjs';
import { isNational } from '../msisdn.mjs';
import { describe } from './codes.mjs';
import { echo, filled, pick } from './fields.mjs';

const NAMES = ['TransactionID', 'Msisdn', 'Amount', 'RequestType', 'GameName', 'CardName', 'IsRecurring'];

/** LTC API 1.0.0, RequestDeduct: texts an OTP, or charges at once when IsRecurring. */
export function requestDeduct({ body, state }) {
  const { given, fault, fields, subject } = readRequest(parseObject(body));
  return {
    subject,
    numeric: ['ResultCode'],
    work() {
      if (fault) return reply(given, ...fault);
      if (state.find(fields.id)) return reply(given, '003');
      return begin(given, fields, state);
    },
    refuse(code) {
      if (fault) return reply(given, ...fault);
      const known = state.find(fields.id);
      const { ref_code } = known ?? state.request(fields, { refused: code });
      return reply(given, code, undefined, known ? undefined : ref_code);
    },
    forced: (done, code) => (done.success ? reply(given, code, undefined, done.json.RefCode, done.json.ResultType) : done),
  };
}

/** What was sent, and what is wrong with it. */
export function readRequest(body) {
  const given = pick(body, NAMES);
  const subject = { transaction_id: echo(given.TransactionID), msisdn: echo(given.Msisdn), amount: given.Amount, recurring: given.IsRecurring };
  return { given, fault: findFault(given), fields: toFields(given), subject };
}

function begin(given, fields, state) {
  const transaction = state.request(fields, { otp: !fields.recurring });
  if (fields.recurring) state.charge(transaction);
  return reply(given, '200', undefined, transaction.ref_code, fields.recurring ? 'Recurring' : 'Register');
}

function findFault(given) {
  if (!filled(given.TransactionID) || !/^[A-Za-z0-9]+$/.test(given.TransactionID)) {
    return ['002', 'TransactionID must be letters and digits'];
  }
  if (!isNational(given.Msisdn)) return ['002', 'Msisdn is not valid'];
  if (!Number.isSafeInteger(given.Amount) || given.Amount <= 0) return ['106'];
  if (!['UAT', 'Production'].includes(given.RequestType)) return ['004'];
  if (!filled(given.GameName)) return ['002', 'GameName is required'];
  if (!filled(given.CardName)) return ['002', 'CardName is required'];
  if (typeof given.IsRecurring !== 'boolean') return ['002', 'IsRecurring must be true or false'];
  return null;
}

const toFields = (given) => ({
  id: given.TransactionID,
  msisdn: given.Msisdn,
  amount: given.Amount,
  recurring: given.IsRecurring,
  card_name: given.CardName,
  game_name: given.GameName,
});

// The sample's duplicate carries a RefCode too. A refusal gets one that confirms nothing. The document prints one
// ResultType, `Register`; a renewal's is what an earlier version of LTC's server (2021) had.
function reply(given, code, text, refCode = randomBytes(16).toString('hex'), type = 'Register') {
  const json = {
    ResultCode: code,
    ResultDesc: text ?? describe('RequestDeduct', code),
    TransactionID: echo(given.TransactionID),
    RefCode: refCode,
    ResultType: type,
    Msisdn: echo(given.Msisdn),
  };
  return { status: 200, success: code === '200', json };
}
