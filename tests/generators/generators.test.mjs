// Clients that are made of the document alone: three generators bear it, and what one of them makes orders something.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { startLab } from '../edge/support/lab.mjs';
import { KEY } from '../edge/support/client.mjs';
import { charge } from '../edge/support/orders.mjs';
import { environment } from '../openapi/support/python.mjs';

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, '../..');
const DOCUMENT = join(ROOT, 'dist/worker/openapi.json');
const folder = mkdtempSync(join(tmpdir(), 'mekong-generators-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The generators of npm, below .mekong, as their lock file says. */
function installed() {
  const place = join(ROOT, '.mekong/generators-npm');
  const lock = (at) => existsSync(at) && readFileSync(at, 'utf8');
  if (lock(join(place, 'installed.json')) === lock(join(HERE, 'package-lock.json'))) return place;
  console.error('installing the generators of npm (a minute)');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(HERE, name), join(place, name));
  const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['ci', ...quietly], { cwd: place, stdio: ['ignore', 'ignore', 'inherit'], timeout: 400_000 });
  cpSync(join(place, 'package-lock.json'), join(place, 'installed.json'));
  return place;
}

/** Runs a program to its end; what it said, and that it went well. */
function run(program, args, options = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 200_000, ...options });
  assert.equal(status, 0, `${program} ${args.join(' ')}\n${stdout}\n${stderr}`);
  return stdout;
}
const node = (script, ...args) => run(process.execPath, [script, ...args], { cwd: folder });
const npm = (name, ...args) => node(join(installed(), 'node_modules', name), ...args);
const STRICT = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'preserve', '--lib', 'es2022,dom'];
const compiles = (file) => node(join(ROOT, 'node_modules/typescript/bin/tsc'), ...STRICT, join(folder, file));

test('openapi-typescript: the types compile', () => {
  npm('openapi-typescript/bin/cli.js', DOCUMENT, '--output', 'types.ts');
  compiles('types.ts');
});

test('swagger-typescript-api: a client of every operation, and it compiles', () => {
  npm('swagger-typescript-api/dist/cli.mjs', 'generate', '--path', DOCUMENT, '--output', 'client', '--name', 'client.ts');
  const made = readFileSync(join(folder, 'client/client.ts'), 'utf8');
  const { paths } = JSON.parse(readFileSync(DOCUMENT, 'utf8'));
  const all = Object.values(paths).flatMap(Object.values);
  const operations = all.map(({ operationId }) => operationId).filter(Boolean);
  assert.ok(operations.length > 30, operations.join());
  assert.deepEqual(operations.filter((name) => !made.includes(`${name}: (`)), []);
  compiles('client/client.ts');
});

test('openapi-python-client: its client makes an order at the gateway, and reads it', async () => {
  const programs = environment('generators-python', join(HERE, 'requirements.txt'));
  const env = { ...process.env, PATH: `${programs}:${process.env.PATH}`, PYTHONDONTWRITEBYTECODE: '1' };
  const out = join(folder, 'mekong_client');
  const args = ['generate', '--fail-on-warning', '--path', DOCUMENT, '--meta', 'none', '--output-path', out];
  run(join(programs, 'openapi-python-client'), args, { env });
  const lab = await startLab();
  try {
    const order = charge();
    const asked = [join(HERE, 'make_order.py'), folder, lab.url, KEY, JSON.stringify(order)];
    // Not run(): the simulator lives in this very process.
    const { stdout: said } = await promisify(execFile)(join(programs, 'python'), asked, { env, timeout: 60_000 });
    assert.deepEqual(JSON.parse(said), [order.merchant_order_id, 'pending', order.amount.value]);
  } finally {
    await lab.end();
  }
});
