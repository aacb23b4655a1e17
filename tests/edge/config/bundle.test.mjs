// What a release consists of: a Worker that wrangler deploys as it is, and the npm package.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

const ROOT = resolve(import.meta.dirname, '../../..');
const XTASK = resolve(ROOT, process.env.MEKONG_XTASK ?? 'target/debug/xtask');
const { version } = JSON.parse(readFileSync(join(ROOT, 'js/mekong-pay/package.json')));
const bundle = (...args) => spawnSync(XTASK, ['bundle', ...args], { cwd: ROOT, encoding: 'utf8', timeout: 300_000 });

test('a tag that is not this version, or has no section in the changelog, is refused before anything is built', () => {
  for (const tag of ['v99.0.0', version]) {
    const { status, stderr, stdout } = bundle('--tag', tag);
    assert.equal(status, 1);
    assert.ok(stderr.includes(`the tag is ${tag}`), stderr);
    assert.equal(stdout, '');
  }
});

test('the bundle of the Worker is deployed as it is; beside it lies the package', () => {
  const made = bundle();
  assert.equal(made.status, 0, made.stdout + made.stderr);
  const folder = mkdtempSync(join(tmpdir(), 'mekong-bundle-'));
  try {
    execFileSync('tar', ['-xzf', join(ROOT, `dist/release/mekong-worker-${version}.tar.gz`), '-C', folder]);
    const worker = join(folder, `mekong-worker-${version}`);
    const out = join(folder, 'out');
    const args = [join(ROOT, 'node_modules/wrangler/bin/wrangler.js'), 'deploy', '--dry-run', '--outdir', out];
    const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', CI: 'true' };
    const run = spawnSync(process.execPath, args, { cwd: worker, env, encoding: 'utf8', timeout: 120_000 });
    assert.equal(run.status, 0, run.stdout + run.stderr);
    for (const binding of ['LEDGER', 'SUBSCRIBER', 'CONTROL', 'RATE_LIMIT']) assert.match(run.stdout, new RegExp(`env\\.${binding}`));
    const wasm = readFileSync(join(ROOT, 'dist/worker/index_bg.wasm'));
    assert.ok(readFileSync(join(worker, 'index_bg.wasm')).equals(wasm));
    assert.ok(existsSync(join(out, 'worker.js')));
    assert.ok(existsSync(join(ROOT, `dist/release/mekong-pay-${version}.tgz`)));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
