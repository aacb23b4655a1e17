import { randomInt } from 'node:crypto';

let serial = randomInt(1_000_000);
let last = 0;

/**
 * 19 digits that no other call gets: the time, never going back, and a serial number. Not even after a reset or a
 * restart do they come again: a gateway remembers ids for longer.
 */
export function uniqueDigits(now) {
  serial = (serial + 1) % 1_000_000;
  // A million in one millisecond would begin anew.
  last = Math.max(now, serial === 0 ? last + 1 : last);
  return `${last}${String(serial).padStart(6, '0')}`;
}

/** So many digits that differ from the last hundred million, begun where no earlier process is likely to have been. */
let short = randomInt(1e8);
export const shortDigits = () => String(short = (short + 1) % 1e8).padStart(8, '0');
