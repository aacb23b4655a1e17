// Random cases on which the native core, the same as wasm by way of the package, and a second opinion written for this
// test must agree, byte for byte. AGREEMENT_SEED repeats a run, AGREEMENT_CASES makes it longer or shorter.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, test } from 'node:test';
import { createRandom } from '../../../tests/faults/random.mjs';
import { difference } from './agreement/agree.mjs';
import { kindsOf } from './agreement/kinds.mjs';
import { startNative } from './agreement/native.mjs';
import { createPackage } from './agreement/package.mjs';
import { ofNative } from './agreement/words.mjs';
import { createWorld } from './agreement/world.mjs';

const SEED = Number(process.env.AGREEMENT_SEED ?? randomInt(1, 2 ** 31));
const CASES = Number(process.env.AGREEMENT_CASES ?? 100_000);
// As many as keep the native core busy while JavaScript is.
const AT_ONCE = 100;
// Of so many cases of a kind, each of its turns must have come up.
const MANY = 1000;

if (![SEED, CASES].every((number) => Number.isSafeInteger(number) && number > 0)) {
  throw new Error('AGREEMENT_SEED and AGREEMENT_CASES take whole numbers from 1 on');
}

const world = createWorld(createRandom(SEED));
const ofPackage = createPackage(world.files);
const native = await startNative(world.files);
after(() => native.end());

/** What a side says, or how it broke. */
async function heard(say) {
  try {
    return await say();
  } catch (error) {
    return { broke: error.stack };
  }
}

function agree(place, made, sides) {
  const [name, texts] = difference(sides) ?? [];
  if (!name) return;
  const { opinion: _, tally: __, ...given } = made;
  const lines = [...texts, ['of', JSON.stringify(given)]].map(([side, text]) => `${side.padEnd(8)} ${text}`);
  assert.fail([`${place} with AGREEMENT_SEED=${SEED} AGREEMENT_CASES=${CASES}: they differ in ${name}`, ...lines].join('\n'));
}

async function some(kind, first, last) {
  const cases = [];
  for (let number = first; number <= last; number += 1) cases.push(kind.make(createRandom(SEED, kind.stream + number), world));
  native.ask(cases);
  const package_ = await Promise.all(cases.map((made) => heard(() => (kind.ofPackage ?? ofPackage)(made))));
  const answers = await native.answers(cases.length);
  for (const [at, made] of cases.entries()) {
    const sides = { opinion: made.opinion, native: ofNative(answers[at], made), package: package_[at] };
    agree(`${kind.name}, case ${first + at}`, made, sides);
  }
  return cases.map(({ tally }) => tally);
}

for (const kind of kindsOf(CASES)) {
  test(`${kind.count} ${kind.name}, seed ${SEED}`, async (t) => {
    const tallies = new Map();
    for (let first = 1; first <= kind.count; first += AT_ONCE) {
      for (const tally of await some(kind, first, Math.min(first + AT_ONCE - 1, kind.count))) {
        tallies.set(tally, (tallies.get(tally) ?? 0) + 1);
      }
    }
    t.diagnostic(`${kind.name}: ${[...tallies].sort().map(([tally, many]) => `${many} ${tally}`).join(', ')}`);
    const missing = kind.expected.filter((tally) => !tallies.has(tally));
    if (kind.count >= MANY) assert.deepEqual(missing, [], 'never came up');
  });
}
