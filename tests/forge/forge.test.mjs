// The forge's files: in the forge's own forms, safe by the rules of a linter, and running what is run on any machine.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { environment } from '../openapi/support/python.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const GITHUB = join(ROOT, '.github');
const read = (path) => readFileSync(join(ROOT, path), 'utf8');
const yaml = (folder) => readdirSync(join(GITHUB, folder)).filter((name) => name.endsWith('.yml')).map((name) => join(GITHUB, folder, name));

const programs = environment('forge', join(import.meta.dirname, 'requirements.txt'));
const run = (program, ...args) => {
  const { status, stdout, stderr } = spawnSync(join(programs, program), args, { encoding: 'utf8', timeout: 60_000 });
  return { status, said: stdout + stderr };
};
const fits = (schema, ...files) => run('check-jsonschema', '--builtin-schema', `vendor.${schema}`, ...files);
/** The network is not asked, so that the same files are always judged the same. */
const audit = (folder) => run('zizmor', '--offline', '--persona', 'auditor', '--color', 'never', folder);

const isConfig = (file) => file.endsWith('/config.yml');
for (const [schema, files] of [
  ['github-workflows', yaml('workflows')],
  ['github-issue-forms', yaml('ISSUE_TEMPLATE').filter((file) => !isConfig(file))],
  ['github-issue-config', yaml('ISSUE_TEMPLATE').filter(isConfig)],
  ['renovate', [join(GITHUB, 'renovate.json')]],
]) {
  test(`${schema}: the files have the form that they must have`, () => {
    assert.ok(files.length > 0);
    const { status, said } = fits(schema, ...files);
    assert.equal(status, 0, said);
  });
}

test('the linter of workflows has nothing to say', () => {
  const { status, said } = audit(GITHUB);
  assert.equal(status, 0, said);
  for (const file of yaml('workflows')) assert.ok(said.includes(`completed ${file}`), `${file} was looked at`);
});

test('the linters do see what is wrong', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mekong-forge-'));
  try {
    mkdirSync(join(folder, '.github/workflows'), { recursive: true });
    const file = join(folder, '.github/workflows/ci.yml');
    const right = read('.github/workflows/ci.yml');
    for (const [from, to, finding] of [
      [/@[0-9a-f]{40} # v/, '@v', 'unpinned-uses'],
      ['permissions: {}', 'permissions: write-all', 'excessive-permissions'],
      ['          persist-credentials: false', '          fetch-depth: 1', 'artipacked'],
      ['run: .ci/run', 'run: echo "${{ github.event.pull_request.title }}" && .ci/run', 'template-injection'],
    ]) {
      writeFileSync(file, right.replace(from, to));
      const { status, said } = audit(folder);
      assert.ok(status !== 0 && said.includes(finding), `${finding}: ${said}`);
    }
    writeFileSync(file, right.replace('runs-on:', 'runs-at:'));
    assert.notEqual(fits('github-workflows', file).status, 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every action is named by its commit, with the version for people', () => {
  const uses = yaml('workflows').flatMap((file) => readFileSync(file, 'utf8').match(/^ +(?:- )?uses: .*$/gm));
  assert.ok(uses.length > 5);
  for (const line of uses.filter((line) => !line.includes('uses: $/'))) {
    assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  }
});

/** The commands of a script, without comments and what sets the shell up. */
const commands = (script) => script.split('\n').filter((line) => line && !/^(#|set |cd )/.test(line));

test('CI runs what people run, and nothing else', () => {
  assert.deepEqual(commands(read('.ci/run')), ['cargo xtask check', 'cargo xtask test']);
  const steps = read('.github/workflows/ci.yml').match(/^ +(?:- )?run: .*$/gm).map((line) => line.trim());
  // What a machine of the forge lacks is installed; everything else is .ci/run.
  assert.deepEqual(steps, ['run: brew install caddy', 'run: echo "CHROMEDRIVER=$CHROMEWEBDRIVER/chromedriver" >> "$GITHUB_ENV"', 'run: .ci/run']);
  assert.match(read('.github/workflows/release.yml'), /^ {2}ci:\n(?: {4}.*\n)* {4}uses: \$\/\.github\/workflows\/ci\.yml\n\n {2}bundle:\n(?: {4}.*\n)* {4}needs: ci\n/m);
});

test('whoever owns something owns something that is there', () => {
  const owned = read('.github/CODEOWNERS').split('\n').filter((line) => line.startsWith('/')).map((line) => line.split(' ')[0]);
  assert.ok(owned.length > 0);
  for (const path of owned) assert.ok(existsSync(join(ROOT, path)), path);
});
