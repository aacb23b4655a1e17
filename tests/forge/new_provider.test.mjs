// `cargo xtask new-provider` in a copy of this tree: what it makes compiles, is known everywhere, and is played; what
// fails then is what is to be filled in, and nothing else. The copy shares the folder of what cargo has built.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { after, test } from 'node:test';

const ROOT = resolve(import.meta.dirname, '../..');
const XTASK = resolve(ROOT, process.env.MEKONG_XTASK ?? 'target/debug/xtask');
// Below the root, where packages of npm's are found.
const COPY = join(ROOT, '.mekong/new-provider');
const ID = 'mekong_wallet';
const NOT_COPIED = new Set(['.git', '.mekong', '.wrangler', 'node_modules', 'target', 'dist']);

rmSync(COPY, { recursive: true, force: true });
mkdirSync(COPY, { recursive: true });
for (const name of readdirSync(ROOT).filter((one) => !NOT_COPIED.has(one))) {
  const filter = (path) => !relative(ROOT, path).split('/').some((part) => NOT_COPIED.has(part));
  cpSync(join(ROOT, name), join(COPY, name), { recursive: true, filter });
}
after(() => rmSync(COPY, { recursive: true }));

const run = (program, args, limitMs = 60_000) => {
  // Node's runner, started by a test, reports to the one above unless it is told of none.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined, CARGO_TARGET_DIR: resolve(XTASK, '../..') };
  return spawnSync(program, args, { cwd: COPY, env, encoding: 'utf8', timeout: limitMs });
};
const newProvider = (...args) => run(XTASK, ['new-provider', ...args]);
const all = () => readdirSync(COPY, { recursive: true }).sort();
const read = (path) => readFileSync(join(COPY, path), 'utf8');

test('an id that is none, or is there already, is refused, and nothing is written', () => {
  const before = all();
  for (const [args, said] of [
    [['Wallet'], 'lower-case words'], [['../wallet'], 'lower-case words'], [['ltc'], 'src/providers/ltc/mod.rs is there already'],
    [['match'], "a word of Rust's"], [['delete'], "or of JavaScript's"], [['verify_event'], 'exports verifyEvent already'],
    [['http'], 'has this word already'], [['order'], 'exports Order already'],
    [[ID, '--name', 'a "b"'], 'letters, digits and blanks'], [[], 'id is missing'],
  ]) {
    const { status, stderr } = newProvider(...args);
    assert.ok(status === 1 && stderr.includes(said), stderr);
  }
  assert.deepEqual(all(), before);
});

test('it says what it made, what it changed, and how to go on', () => {
  const { status, stdout, stderr } = newProvider(ID, '--name', 'Mekong Wallet');
  assert.equal(status, 0, stderr);
  for (const part of ['git checkout -- src/providers/mod.rs', `git clean -fd src/providers/${ID} `, `src/providers/${ID}/response.rs`, `tests/vectors/${ID}.json`, 'src/providers/mod.rs', 'FILL IN', '--test rules']) {
    assert.ok(stdout.includes(part), `${part}: ${stdout}`);
  }
  assert.match(read('dev.vars'), /^PROVIDER_MEKONG_WALLET='\{"base_url":"http:\/\/127\.0\.0\.1:8788\/mekong_wallet",/m);
});

/** Names of the tests that failed. */
const failed = (output) => [...new Set([...output.matchAll(/^test (\S+) \.\.\. FAILED$/gm)].map(([, name]) => name))].sort();

test('it compiles, and what fails says what to fill in', () => {
  const tests = ['rules', 'providers', 'api'].flatMap((name) => ['--test', name]);
  const { stdout, stderr } = run('cargo', ['test', '--locked', '--no-fail-fast', '--package', 'mekong-pay', '--features', 'openapi', ...tests], 600_000);
  assert.doesNotMatch(stderr, /^(error\[|error: could not compile|warning)/m);
  assert.deepEqual(failed(stdout), [
    'documents::what_is_counted_in_words_is_so_many', 'providers::every_provider_has_its_codes_compared_and_a_second_opinion',
    'providers::nothing_is_left_to_fill_in',
  ], stdout + stderr);
  const [, left] = /still to be filled in, from the provider's document:\n((?:.+:\d+: .*\n)+)/.exec(stdout) ?? [];
  for (const file of ['codes.rs', 'config.rs', 'mod.rs', 'npm/types.d.ts', 'prepare.rs', 'request.rs', 'response.rs', 'README.md']) {
    assert.match(left, new RegExp(`^src/providers/${ID}/${file.replace('.', '\\.')}:\\d+: .*FILL IN`, 'm'));
  }
  assert.match(left, new RegExp(`^tests/vectors/${ID}\\.json:\\d+: `, 'm'));
  assert.match(left, new RegExp(`^README\\.md:\\d+: \\| \\[\`${ID}\``, 'm'));
  for (const file of [`js/simulator/${ID}/index.mjs`, `js/simulator/test/${ID}.test.mjs`, 'js/simulator/README.md', 'js/mekong-pay/README.md']) {
    assert.match(left, new RegExp(`^${file.replaceAll('.', '\\.')}:\\d+: .*FILL IN`, 'm'));
  }
});

test('the simulator plays it', () => {
  const { status, stdout } = run(process.execPath, ['--test', `js/simulator/test/${ID}.test.mjs`]);
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^# pass 2$|^ℹ pass 2$/m);
});
