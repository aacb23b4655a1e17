import { describe } from './codes.mjs';

const VIENTIANE_MS = 7 * 3600 * 1000;
// Refusals that tell something final of the transaction itself are remembered by it.
const LASTING = ['101', '103', '106'];

/** LTC API 1.0.0, CheckTransaction. */
export function checkTransaction({ query, state, options }) {
  const name = [...query.keys()].find((key) => key.toLowerCase() === 'transactionid');
  const id = query.get(name) ?? '';
  const transaction = state.find(id);
  const work = () => {
    const current = state.find(id);
    return answer(id, current, trueCode(current), options);
  };
  const force = (code) => answer(id, state.find(id), code, options);
  return {
    subject: { transaction_id: id, msisdn: transaction?.msisdn, amount: transaction?.amount },
    numeric: ['ResultCode', 'Amount'],
    work,
    refuse: force,
    forced: (_, code) => force(code),
  };
}

function trueCode(transaction) {
  if (!transaction) return '002';
  if (transaction.charged_at) return '200';
  return LASTING.includes(transaction.refused) ? transaction.refused : '800';
}

// Names as the sample prints them: `TransactionId`, and Amount as a string.
function answer(id, transaction, code, options) {
  const json = {
    TransactionId: id,
    Msisdn: transaction?.msisdn ?? '',
    SMSStatus: transaction ? 'True' : 'False',
    Operator: transaction ? 'LTC' : '',
    Amount: transaction ? String(transaction.amount) : '',
    ResultCode: code,
    ResultDesc: transaction || code !== '002' ? describe('CheckTransaction', code) : 'Transaction not found',
    Detail: detail(transaction, options.now()),
  };
  return { status: 200, success: code === '200', json };
}

// The table's text starts with the date; the sample's, for 800, with "Date: " before it. Both occur here.
function detail(transaction, now) {
  if (!transaction) return `${localTime(now)}, transaction not found`;
  if (transaction.charged_at) return `${localTime(transaction.charged_at)}, request success and confirm success`;
  if (transaction.refused) return `Date: ${localTime(transaction.at)}, request failed`;
  return `Date: ${localTime(transaction.at)}, request success and confirm failed`;
}

function localTime(moment) {
  const [date, time] = new Date(new Date(moment).getTime() + VIENTIANE_MS).toISOString().split('T');
  return `${date.split('-').reverse().join('/')} ${time.slice(0, 8)}`;
}
