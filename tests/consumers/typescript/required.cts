import mekong = require('mekong-pay');
import client = require('mekong-pay/client');

/** Checked, not any: otherwise the lines that must not compile would. */
function codeOf(error: unknown): string | null {
  // @ts-expect-error the package has no such name
  mekong.nothing;
  // @ts-expect-error nor has the client
  client.nothing;
  return error instanceof mekong.MekongError && error instanceof client.MekongError ? error.code : null;
}

async function main(): Promise<void> {
  const { check } = await import('./check.js');
  const { default: input } = await import('./input.js');
  console.log(JSON.stringify(check(mekong, client, input)));
}

void main();
export = codeOf;
