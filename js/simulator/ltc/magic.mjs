import { randomBytes } from 'node:crypto';
import { neighbour } from '../msisdn.mjs';
import { connectionWays } from '../connection_faults.mjs';

// The digit K of a magic number names the call that misbehaves.
const DIGIT = { RequestDeduct: '1', ConfirmDeduct: '2', CheckTransaction: '3' };

export const DENIED = '{"Message":"Authorization has been denied for this request."}';
const ERROR_PAGE = '<!DOCTYPE html><html><head><title>Runtime Error</title></head><body><h1>Server Error</h1></body></html>';

/** The pre-made behaviour that a number or an amount asks for, in the words of a plan, or undefined. */
export function magic(call, subject, delayMs) {
  const digit = DIGIT[call];
  const msisdn = subject.msisdn ?? '';
  const [, codeDigit, code] = /^2099(\d)(\d{3})\d\d$/.exec(msisdn) ?? [];
  if (digit && codeDigit === digit) return byCode(call, code, subject);
  const [, wayDigit, way] = /^2098(\d)(\d\d)\d{3}$/.exec(msisdn) ?? [];
  if (digit && wayDigit === digit && CONNECTION[way]) return CONNECTION[way](delayMs);
  if (digit && wayDigit === digit && WAYS[way]) return WAYS[way]({ call, subject, delayMs });
  if (call === 'RequestDeduct' && String(subject.amount).endsWith('103')) return { code: '103' };
  return undefined;
}

// LTC API 1.0.0: ConfirmDeduct's 105 and 106 name a step after the charge, and a renewal's 107 may mean "already charged".
function byCode(call, code, { recurring }) {
  const moved = call === 'ConfirmDeduct'
    ? ['105', '106'].includes(code)
    : call === 'RequestDeduct' && recurring === true && code === '107';
  return moved ? { code, charge: true } : { code };
}

const CONNECTION = connectionWays(ERROR_PAGE);

const WAYS = {
  11: () => ({ status: 401, body: DENIED, once: true }),
  12: ({ call, subject }) => ({ success_only: true, overrides: { [idName(call)]: otherId(subject.transaction_id) } }),
  13: ({ call, subject }) => ({ success_only: true, overrides: otherParty(call, subject) }),
  14: ({ call, subject }) => (call === 'CheckTransaction'
    ? { success_only: true, overrides: { Amount: String(subject.amount + 1) } }
    : undefined),
  15: ({ delayMs }) => ({ status: 504, body: 'Gateway Timeout', late_ms: delayMs }),
  16: () => ({ loose: true }),
};

const idName = (call) => (call === 'CheckTransaction' ? 'TransactionId' : 'TransactionID');

const otherId = (id) => id.slice(0, -1) + (id.endsWith('X') ? 'Y' : 'X');

function otherParty(call, { msisdn }) {
  if (call === 'ConfirmDeduct') return { RefCode: randomBytes(16).toString('hex') };
  return { Msisdn: neighbour(msisdn) };
}
