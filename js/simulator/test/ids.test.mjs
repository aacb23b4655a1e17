import assert from 'node:assert/strict';
import test from 'node:test';
import { shortDigits, uniqueDigits } from '../ids.mjs';

test('no two top-ups get one id, however many are made in a millisecond', () => {
  const many = 1_200_000;
  const ids = new Set();
  for (let n = 0; n < many; n += 1) ids.add(uniqueDigits(1_800_000_000_000));
  // The clock is set back: what it counted before must not come again.
  for (let n = 0; n < 1000; n += 1) ids.add(uniqueDigits(1_700_000_000_000));
  assert.equal(ids.size, many + 1000);
  for (const id of [...ids].slice(0, 10)) assert.match(id, /^\d{19}$/);
});

test('no two payments of a day get one id', () => {
  const ids = new Set(Array.from({ length: 200_000 }, shortDigits));
  assert.equal(ids.size, 200_000);
});
