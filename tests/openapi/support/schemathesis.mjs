// schemathesis in an environment of its own, below .mekong, installed where it is missing or another version.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { install, program } from '../../edge/support/debian.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const HERE = resolve(ROOT, 'tests/openapi');
const PLACE = resolve(ROOT, '.mekong/schemathesis');
const WANTED = readFileSync(join(HERE, 'requirements.txt'), 'utf8');
const STAMP = join(PLACE, 'requirements.txt');
/** The document that the gateway serves. */
export const BUILT = readFileSync(resolve(ROOT, 'dist/worker/openapi.json'), 'utf8');

/** Where the program is. */
export function schemathesis() {
  const executable = join(PLACE, 'bin/schemathesis');
  if (existsSync(executable) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === WANTED) return executable;
  console.error('installing schemathesis (half a minute)');
  makeEnvironment();
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:'];
  run(join(PLACE, 'bin/python'), [...pip, '--requirement', join(HERE, 'requirements.txt')]);
  writeFileSync(STAMP, WANTED);
  return executable;
}

/** Debian keeps what makes an environment apart from its python3. */
function makeEnvironment() {
  const python = which('python3') ?? program('python3', 'PYTHON');
  const make = () => {
    rmSync(PLACE, { recursive: true, force: true });
    return spawnSync(python, ['-m', 'venv', PLACE], { stdio: 'ignore', timeout: 120_000 }).status === 0;
  };
  if (make()) return;
  install('python3-venv');
  assert.ok(make(), `${python} -m venv ${PLACE} works`);
}

function which(name) {
  const found = (process.env.PATH ?? '').split(':').map((folder) => join(folder, name)).find(existsSync);
  return process.env.PYTHON ?? found;
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
  assert.equal(status, 0, `${command} ${args.join(' ')}`);
}

/**
 * Runs it on a document, the built one unless another is given, against a gateway, and gives its exit code and
 * everything it said. `only` are the paths to try.
 */
export function check(url, { document = BUILT, only = [], seed, examples, limitMs }) {
  // A folder of its own, empty: nothing that an earlier run found out changes this one.
  const folder = mkdtempSync(join(tmpdir(), 'mekong-schemathesis-'));
  const file = join(folder, 'openapi.json');
  writeFileSync(file, document);
  const args = [
    '--config-file', join(HERE, 'schemathesis.toml'), 'run', file, '--url', url,
    '--checks', 'all', '--seed', String(seed), '--max-examples', String(examples),
    ...only.flatMap((path) => ['--include-path', path]),
  ];
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: HERE, NO_COLOR: '1', COLUMNS: '160' };
  return new Promise((done, failed) => {
    const child = spawn(schemathesis(), args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const hear = (part) => { said += part; };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear);
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    const timer = setTimeout(kill, limitMs);
    child.once('error', failed);
    child.once('close', (code) => {
      clearTimeout(timer);
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
      done({ code, said });
    });
  });
}
