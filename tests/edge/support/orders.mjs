import { createHash } from 'node:crypto';

/** Orders and numbers that no other test uses. */

let serial = 0;
const run = Date.now().toString(36).toUpperCase();

export const nextId = (prefix = 'E') => `${prefix}${run}x${++serial}`;

let numbers = 0;
/** An ordinary number, in the national form that the simulator's book shows. */
export const nextNumber = () => `20555${String(++numbers).padStart(5, '0')}`;

let magics = 0;
/** A number whose call `call` behaves like `way` (the simulator's README, "Magic numbers: a behaviour"). */
export const behaving = (call, way) => `2098${CALLS[call]}${way}${String(++magics % 1000).padStart(3, '0')}`;
/** A number whose call `call` answers `code`. */
export const answering = (call, code) => `2099${CALLS[call]}${code}${String(++magics % 100).padStart(2, '0')}`;

const CALLS = { request: 1, confirm: 2, check: 3 };

export const charge = ({ details, ...fields } = {}) => ({
  provider: 'ltc',
  operation: 'charge',
  merchant_order_id: nextId(),
  amount: { value: '5000', currency: 'LAK' },
  msisdn: nextNumber(),
  details: { card_name: 'Gold', ...details },
  ...fields,
});

export const renewal = ({ period = '2026-12', details, ...fields } = {}) => charge({
  operation: 'renewal',
  details: { period, ...details },
  ...fields,
});

/** A password that is certainly not this one. */
export const wrongOtp = (otp) => String((Number(otp) + 1) % 100_000).padStart(5, '0');

/** The ledger's shard of an order (ARCHITECTURE: by the first byte of SHA-256 of its key). */
const shardOf = (id) => createHash('sha256').update(id.toLowerCase()).digest()[0] % 16;
/** Ids of one shard, in ascending order. */
export function neighbours(times, first = nextId()) {
  const ids = [first];
  while (ids.length < times) {
    const next = nextId();
    if (shardOf(next) === shardOf(first)) ids.push(next);
  }
  return ids.sort();
}
