import { randomBytes } from 'node:crypto';
import { change, jsonWithTwice } from './change.mjs';
import { describe } from './codes.mjs';

export const success = (data) => ({ status: 200, success: true, code: '200000', message: 'Success', data });

/** A refusal has no data, but for the help that a wrong signature gets. */
export const failure = (code, message, data) => (
  { status: 200, success: false, code: String(code), message: message ?? describe(code), data }
);

/** A reply as text and headers: only a success with data is signed, and the signature covers `data`. */
export function createRenderer(signatures) {
  return (reply, behaviour = {}) => {
    const { code, message, data, sign } = reply.success ? shape(reply, behaviour, signatures) : reply;
    const trace_id = randomBytes(8).toString('hex');
    const envelope = { code: behaviour.loose ? code : Number(code), data, message, trace_id };
    const overrides = behaviour.success_only && !reply.success ? {} : behaviour.overrides;
    return {
      body: write({ ...envelope, ...overrides }, reply.success ? behaviour.twice : undefined),
      headers: sign === undefined ? {} : { sign, 'sign-type': 'RSA' },
    };
  };
}

function shape(reply, behaviour, signatures) {
  if (!reply.data) return reply;
  const honest = behaviour.loose ? loosen(reply.data) : reply.data;
  const data = { ...change(honest, behaviour.change), ...behaviour.data };
  const { sign = 'genuine' } = behaviour;
  if (sign === 'none') return { ...reply, data };
  return { ...reply, data, sign: sign === 'before_change' ? signatures.genuine(honest) : signatures[sign](data) };
}

/** Seconds as a number; the code becomes text. */
function loosen(data) {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, name.endsWith('_expire_sec') ? Number(value) : value]));
}

function write({ data, ...rest }, twice) {
  if (!data || !twice) return JSON.stringify({ ...rest, data });
  return `{"data":${jsonWithTwice(data, twice)},${JSON.stringify(rest).slice(1)}`;
}
