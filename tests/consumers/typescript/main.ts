import * as mekong from 'mekong-pay';
import { MekongError } from 'mekong-pay';
import * as client from 'mekong-pay/client';
import { check } from './check.js';
import input from './input.js';

/** Checked, not any: otherwise the lines that must not compile would. */
export function codeOf(error: unknown): string | null {
  // @ts-expect-error the package has no such name
  mekong.nothing;
  // @ts-expect-error nor has the client
  client.nothing;
  return error instanceof MekongError && error instanceof client.MekongError ? error.code : null;
}

console.log(JSON.stringify(check(mekong, client, input)));
