// Top-ups whose answer is lost, lies or says nothing: unknown, asked about, settled as the provider's book says; never
// sent again. While one may have gone through, no order says "failed".
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { answering, APPOTAPAY, behaving, BOTH, CONNECT, PATHS, settle, startTopups } from '../support/topups.mjs';

const lab = await startTopups();
after(lab.end);

const { good, found, open, fails, refused } = PATHS;

/** Connections that break, and whether the work is done. */
const WAYS = {
  '01': good, '02': open, '03': found, '04': open, '05': found, '06': found, '07': found, '08': found, '09': open,
  10: found, 11: found,
};
const WAYS_OF = {
  // At the door nothing was done (12, 13). Bad signatures (14-16, 20), another number or amount (18, 19), a code twice
  // (22).
  [APPOTAPAY]: {
    ...WAYS, 12: refused, 13: refused, 14: found, 15: found, 16: found, 17: good, 18: found, 19: found, 20: found,
    21: good, 22: found,
  },
  // Odd forms of `1;id`. That 22 names an id which nobody else has is not to be seen.
  [CONNECT]: {
    ...WAYS, 12: open, 13: found, 14: found, 15: good, 16: found, 17: found, 18: found, 19: found, 20: found, 21: found,
    22: good,
  },
};

const DOUBTS = {
  [APPOTAPAY]: {
    14: 'bad_signature', 15: 'bad_signature', 16: 'bad_signature', 18: 'mismatch', 19: 'mismatch', 20: 'bad_signature',
    22: 'unparsable',
  },
  [CONNECT]: { 12: 'http_status', 13: 'inconclusive_code', 16: 'unparsable', 20: 'unparsable' },
};

async function broken(provider) {
  const cases = Object.entries(WAYS_OF[provider])
    .map(([way, path]) => ({ name: way, msisdn: behaving('charge', way), path }));
  const orders = await settle(lab, provider, cases);
  for (const [way, doubt] of Object.entries(DOUBTS[provider])) {
    const reply = (await lab.history(orders[way].merchant_order_id)).find((line) => line.type === 'reply');
    assert.deepEqual(reply.note.why, doubt, way);
  }
}

/** AppotaPay's codes: those that prove a failure, and those that leave it open. */
const DEFINITE = [1, 2, 11, 12, 13, 14, 15, 23, 32, 33, 37, 38, 39, 51, 52, 55, 56, 92, 204, 2106];
const INCONCLUSIVE = [31, 34, 35, 36, 40, 41, 91, 94, 99, 500];

async function appotapayCodes() {
  const answers = (fate, path, codes, book) => codes.map((code) => (
    { name: `${code} ${fate}`, msisdn: answering(APPOTAPAY, 'charge', code, fate), path, book }));
  const maintenance = [40, 41];
  const cases = [
    ...answers(0, refused, DEFINITE),
    // Failed at once, credited at once, credited late, for ever pending, credited and not known at first, failed late.
    ...answers(1, fails, INCONCLUSIVE), ...answers(2, found, INCONCLUSIVE), ...answers(3, found, INCONCLUSIVE),
    ...answers(4, open, INCONCLUSIVE, 'pending'), ...answers(5, found, INCONCLUSIVE), ...answers(6, fails, INCONCLUSIVE),
    // Never known: no proof, but beside "maintenance" it is one.
    ...answers(0, open, INCONCLUSIVE.filter((code) => !maintenance.includes(code))), ...answers(0, fails, maintenance),
    { name: 'unlisted', charge: { code: '72', outcome: 'credited' }, path: found },
    { name: 'hidden', charge: { code: '40', outcome: 'credited', hidden_ms: 3000 }, path: found },
  ];
  const orders = await settle(lab, APPOTAPAY, cases);
  assert.deepEqual(orders['31 4'].review.reasons, ['id_used_before']);
  assert.deepEqual([orders['40 0'].failure.reason, orders['40 0'].may_refund_payer], ['provider_unavailable', true]);
}

/** Connect Topup's codes, and some that it does not list. */
const FINAL = [5, 6, 61, -2, -3, -4, -6, -302, -304];
const NEVER_FINAL = [0, 7, 100, -1, -5, -7, -99, -100, -308];

async function connectCodes() {
  const answers = (fate, withId, path, codes, book) => codes.map((code) => (
    { name: `${code} ${withId} ${fate}`, msisdn: answering(CONNECT, 'charge', code, fate, withId), path, book }));
  const all = [...FINAL, ...NEVER_FINAL];
  const cases = [
    ...answers(0, false, refused, FINAL), ...answers(0, false, open, NEVER_FINAL), ...answers(0, true, open, all),
    ...answers(2, false, found, [1, ...NEVER_FINAL]), ...answers(2, true, found, all), ...answers(2, true, good, [1]),
    ...answers(3, true, found, all), ...answers(4, true, open, all, 'pending'),
    ...answers(5, false, found, [1, ...NEVER_FINAL]), ...answers(6, true, open, all),
  ];
  const orders = await settle(lab, CONNECT, cases);
  assert.deepEqual(orders['-308 false 0'].review.reasons, ['id_used_before']);
  assert.equal(orders['5 false 0'].failure.reason, 'product_not_available');
}

// They wait, mostly.
describe('a top-up', { concurrency: BOTH.length }, () => {
  describe('at AppotaPay', { concurrency: 1 }, () => {
    test('whose answer is lost or unreadable', () => broken(APPOTAPAY));
    test('answered with each of the codes', appotapayCodes);
  });
  describe('at Connect Topup', { concurrency: 1 }, () => {
    test('whose answer is lost or unreadable', () => broken(CONNECT));
    test('answered with each of the codes, with and without an id', connectCodes);
  });
});
