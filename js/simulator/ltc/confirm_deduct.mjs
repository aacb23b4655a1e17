import { parseObject } from '../http.mjs';
import { describe } from './codes.mjs';
import { echo, filled, pick } from './fields.mjs';

const NAMES = ['TransactionID', 'RefCode', 'OTP', 'GameName', 'GameType'];

/** LTC API 1.0.0, ConfirmDeduct: the call that charges. */
export function confirmDeduct({ body, state, options }) {
  const { given, subject } = readConfirm(parseObject(body), state);
  const reply = (code) => confirmAnswer(given, code, options.username);
  return {
    subject,
    numeric: ['ResultCode'],
    work() {
      // Looked up again: late work meets the state of its own moment.
      const current = state.find(given.TransactionID);
      const code = judgeConfirm(given, current, state);
      if (code === '200') state.charge(current);
      return reply(code);
    },
    refuse: reply,
    forced: (done, code) => (done.success ? reply(code) : done),
  };
}

export function readConfirm(body, state) {
  const given = pick(body, NAMES);
  const transaction = state.find(given.TransactionID);
  const subject = { transaction_id: echo(given.TransactionID), msisdn: transaction?.msisdn, amount: transaction?.amount };
  return { given, subject };
}

export function judgeConfirm(given, transaction, state) {
  if (!NAMES.every((name) => filled(given[name])) || given.GameType !== 'Purchase') return '003';
  if (!transaction || transaction.refused) return '005';
  if (given.RefCode !== transaction.ref_code) return '004';
  if (given.OTP !== transaction.otp) return '006';
  if (transaction.charged_at) return '007';
  if (state.otpIsOld(transaction)) return '008';
  return '200';
}

// `Email` as in the sample: the API user's name.
export function confirmAnswer(given, code, username) {
  const json = {
    ResultCode: code,
    ResultDesc: describe('ConfirmDeduct', code),
    Email: username,
    TransactionID: echo(given.TransactionID),
    RefCode: echo(given.RefCode),
  };
  return { status: 200, success: code === '200', json };
}
