// What a query says of a top-up whose answer was lost: one table for the top-up, another one for the query. An answer
// that speaks of the query fails no order.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { answering, APPOTAPAY, behaving, BOTH, CONNECT, PATHS, settle, startTopups } from '../support/topups.mjs';

const lab = await startTopups();
after(lab.end);

const { found, open, fails } = PATHS;

/** The top-up is credited, and its answer says nothing. */
const LOST = { status: 500, work_first: true };
const asked = (provider, cases) =>
  settle(lab, provider, cases.map((each) => ({ charge: LOST, book: 'credited', ...each })));

/** Queries that break, every time. */
const WAYS = ['02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];
const WAYS_OF = {
  // 401 once (13), bad signatures (14-16, 20), another number or amount (18, 19), a code twice (22).
  [APPOTAPAY]: { 13: found, 14: open, 15: open, 16: open, 17: found, 18: open, 19: open, 20: open, 21: found, 22: open },
  // Odd forms of `1;id`; that 22 names another id is not to be seen where none was known.
  [CONNECT]: { 13: open, 14: open, 15: found, 16: open, 17: open, 18: open, 19: open, 20: open, 21: open, 22: found },
};

const broken = (provider) => asked(provider, [
  ...WAYS.map((way) => [way, open]), ...Object.entries(WAYS_OF[provider]),
].map(([way, path]) => ({ name: way, msisdn: behaving('query', way), path })));

/** AppotaPay's codes that are about the query, or leave everything open. */
const SAY_NOTHING = [1, 2, 11, 13, 14, 15, 23, 31, 34, 35, 36, 91, 92, 94, 99, 500];
/** Codes that may be the stored reason of a failure, or not. */
const PERHAPS = [12, 32, 37, 38, 39, 40, 41, 51, 52, 55, 56, 204, 2106];
/** Of these a later query tells at the simulator. */
const STORED = {
  12: 'balance_too_low', 32: 'product_not_available', 33: 'declined', 37: 'number_not_eligible',
  38: 'product_not_available', 39: 'product_not_available', 51: 'number_not_eligible', 52: 'number_not_eligible',
  55: 'product_not_available', 56: 'product_not_available', 204: 'number_not_eligible', 2106: 'product_not_available',
};

async function appotapayCodes() {
  const number = (code, times) => answering(APPOTAPAY, 'query', code, times);
  const orders = await asked(APPOTAPAY, [
    // Remembered as failed, though the top-up was answered with 35.
    ...Object.keys(STORED).map((name) => (
      { name, charge: { code: name, overrides: { errorCode: 35 } }, path: fails, book: 'none' })),
    ...SAY_NOTHING.map((code) => ({ name: `always ${code}`, msisdn: number(code), path: open })),
    // The truth comes at the second or third query; the first two are too close together to prove a failure.
    ...[...SAY_NOTHING, ...PERHAPS].map((code) => ({ name: `${code} once`, msisdn: number(code, 1), path: found })),
    ...[...SAY_NOTHING, ...PERHAPS].map((code) => ({ name: `${code} twice`, msisdn: number(code, 2), path: found })),
  ]);
  for (const [code, reason] of Object.entries(STORED)) assert.equal(orders[code].failure.reason, reason, code);
}

const CODES = [0, 5, 6, 7, 61, 100, -1, -2, -3, -4, -5, -6, -7, -99, -100, -302, -304, -308];

async function connectCodes() {
  const forms = CODES.flatMap((code) => [[code, false], [code, true]]).concat([[1, false]]);
  const number = (code, withId, times) => answering(CONNECT, 'query', code, times, withId);
  await asked(CONNECT, forms.flatMap(([code, withId]) => [
    { name: `always ${code} ${withId}`, msisdn: number(code, withId), path: open },
    { name: `${code} ${withId} once`, msisdn: number(code, withId, 1), path: found },
  ]));
}

// They wait, mostly.
describe('a query', { concurrency: BOTH.length }, () => {
  describe('at AppotaPay', { concurrency: 1 }, () => {
    test('whose answer is lost, unreadable or about something else', () => broken(APPOTAPAY));
    test('answered with each of the codes', appotapayCodes);
  });
  describe('at Connect Topup', { concurrency: 1 }, () => {
    test('whose answer is lost, unreadable or about something else', () => broken(CONNECT));
    test('answered with each of the codes, with and without an id', connectCodes);
  });
});
