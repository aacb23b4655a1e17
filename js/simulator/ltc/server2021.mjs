// An earlier version of LTC's server (2021), where it differs from document 1.0.0: a number becomes a member with its
// first success, a renewal for no member texts a password instead, a charge is made before anything of it is written,
// and ids are looked up over all merchants' requests, refused ones included.
import { randomBytes } from 'node:crypto';
import { parseObject } from '../http.mjs';
import { isNational } from '../msisdn.mjs';
import { checkTransaction } from './check_transaction.mjs';
import { describe } from './codes.mjs';
import { confirmAnswer, judgeConfirm, readConfirm } from './confirm_deduct.mjs';
import { echo } from './fields.mjs';
import { readRequest } from './request_deduct.mjs';

/** Seconds that a password came to live. */
export const OTP_LIFE_2021 = 60;

// Columns of the tables that are written after the charge, in UTF-16 units.
const CARD_NAME = 50;
const GAME_NAME = 20;

export function requestDeduct2021({ body, state }) {
  const { given, fault, fields, subject } = readRequest(parseObject(body));
  const wrong = isNational(given.Msisdn) ? fault : ['500', 'The number cannot be read'];
  return {
    subject,
    numeric: ['ResultCode'],
    work(behaviour) {
      if (wrong) return faulty(given, wrong);
      if (state.find(fields.id)) return reply(given, '003');
      return fields.recurring ? renew(given, fields, state, behaviour) : register(given, fields, state);
    },
    refuse(code) {
      if (wrong) return faulty(given, wrong);
      if (!state.find(fields.id)) state.request(fields, { refused: code });
      return reply(given, code);
    },
    forced: (done, code) => (done.success ? reply(given, code) : done),
  };
}

const faulty = (given, [code, text]) => reply(given, code, { text });

function register(given, fields, state) {
  if (state.isMember(fields.msisdn)) {
    state.request(fields, { refused: '107' });
    return reply(given, '107');
  }
  return reply(given, '200', { transaction: state.request(fields, { otp: true }) });
}

function renew(given, fields, state, behaviour) {
  if (!state.isMember(fields.msisdn)) return register(given, fields, state);
  const transaction = state.request(fields, {});
  const { status, code } = charge(transaction, state, behaviour);
  return reply(given, code, { transaction, type: 'Recurring', status });
}

export function confirmDeduct2021({ body, state, options }) {
  const { given, subject } = readConfirm(parseObject(body), state);
  return {
    subject,
    numeric: ['ResultCode'],
    work(behaviour) {
      const current = state.find(given.TransactionID);
      const judged = judgeConfirm(given, current, state);
      if (judged !== '200') return confirmAnswer(given, judged, options.username);
      const { status, code } = charge(current, state, behaviour);
      return { ...confirmAnswer(given, code, options.username), status };
    },
    refuse: (code) => confirmAnswer(given, code, options.username),
    forced: (done, code) => (done.success ? confirmAnswer(given, code, options.username) : done),
  };
}

/** The money moves first; a write that fails afterwards is all that the caller hears of. */
function charge(transaction, state, behaviour = {}) {
  state.charge(transaction);
  const failed = behaviour.fail_write ?? tooLong(transaction);
  if (failed) state.leaveUnwritten(transaction);
  // The last write is that of the transaction's own row: the member has been written by then.
  if (failed !== 'records') state.join(transaction.msisdn);
  if (failed === 'last') return { status: 500, code: '002' };
  return { status: 200, code: failed ? '002' : '200' };
}

function tooLong({ card_name, game_name }) {
  if (card_name.length > CARD_NAME) return 'records';
  return game_name.length > GAME_NAME ? 'last' : undefined;
}

/** What was never written as done is shown as not confirmed. */
export function checkTransaction2021(call) {
  const { state } = call;
  const written = (transaction) => (transaction?.unwritten ? { ...transaction, charged_at: undefined } : transaction);
  return checkTransaction({ ...call, state: { find: (id) => written(state.find(id)) } });
}

function reply(given, code, { transaction, type = 'Register', status = 200, text } = {}) {
  const json = {
    ResultCode: code,
    ResultDesc: text ?? describe('RequestDeduct', code),
    TransactionID: echo(given.TransactionID),
    RefCode: transaction?.ref_code ?? randomBytes(16).toString('hex'),
    ResultType: type,
    Msisdn: echo(given.Msisdn),
  };
  return { status, success: code === '200', json };
}
