// What the npm package costs beside what people would use instead, in microseconds of a call.
//   cargo xtask bench npm [--quick]
// Everybody's result is checked first, and that a changed byte is refused. See support/rounds.mjs for the rounds.
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { canonical, requests, signing, verifying, withoutRsa } from './support/lianlian.mjs';
import { orders } from './support/one_order.mjs';
import { inTurns, race } from './support/rounds.mjs';
import { charging, tokens } from './support/tokens.mjs';
import { webhooks } from './support/webhooks.mjs';
import { inWorkerd } from './support/workerd.mjs';

const pace = process.argv.includes('--quick') ? { rounds: 15, batchMs: 2 } : { rounds: 101, batchMs: 4 };

const version = (name) => {
  const { version: text } = JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url)));
  return `${name} ${text}`;
};
const load = () => loadavg().map((one) => one.toFixed(1)).join(' ');

const cell = (value) => value.toFixed(value < 100 ? 1 : 0).padStart(8);

/** Rows of a group; where others do the same, how many times as long they take. */
function show(title, lanes, { alike = true } = {}) {
  console.log(`\n${title.padEnd(64)}     p50     p10     p90`);
  const [ours] = lanes;
  for (const { name, p10, p50, p90 } of lanes) {
    const ratio = alike && name !== ours.name ? `  ${(p50 / ours.p50).toFixed(2)} x ours` : '';
    console.log(`  ${name.padEnd(61)}${[p50, p10, p90].map(cell).join('')}${ratio}`);
  }
}

const compared = async (title, contenders, more) => show(title, await race(await contenders, pace), more);

console.log(`${cpus()[0].model.trim()}, ${cpus().length} of them; Node.js ${process.versions.node}, V8 ${process.versions.v8}`);
console.log(['mekong-pay', 'standardwebhooks', 'svix', 'stripe', 'jose', 'jsonwebtoken'].map(version).join(', '));
console.log(`microseconds of a call; load before: ${load()}`);

for (const bytes of [516, 20_000]) {
  for (const form of ['text', 'bytes']) await compared(`verify a webhook of ${bytes} bytes, given as ${form}`, webhooks(bytes, form));
}
await compared('AppotaPay: the token, HS256', tokens());
await compared('AppotaPay: the charging request, two HMACs', charging());
await compared('LianLian: sign, RSA-2048 with SHA-1', signing());
await compared('LianLian: verify', verifying());
await compared('LianLian: the request, with its signature', requests());
await withoutRsa(() => compared('LianLian: the request, RSA taken out', requests()));
await compared('LianLian: the canonical string of a body', canonical());
await compared('one order: request made and signed, answer read', orders('ltc', 'appotapay', 'connect_topup', 'lianlian'), { alike: false });
await withoutRsa(async () => {
  const [lianlian] = orders('lianlian');
  await compared('one order, RSA taken out', [{ ...lianlian, check: () => {} }], { alike: false });
});

// A batch is a request there, which costs half a millisecond itself.
const slowly = { rounds: pace.rounds, batchMs: pace.batchMs * 8 };
await inWorkerd(async (lanes) => {
  show('workerd: verify a webhook of 516 bytes, given as text', await inTurns(await lanes('webhook'), slowly));
  show('workerd: one order', await inTurns(await lanes('order'), slowly), { alike: false });
});

console.log(`\nload after: ${load()}`);
