import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unwatch, watch as watchReplies } from './contract.mjs';
import { send } from './http.mjs';
import { until, within } from './wait.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
/** The built Worker that is run, where it is not dist/worker. */
const WORKER = process.env.MEKONG_WORKER;
const XTASK = resolve(ROOT, process.env.MEKONG_XTASK ?? 'target/debug/xtask');

const running = new Set();
// The last resort: a test file that ends in any way leaves no workerd behind.
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

export function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** A place for one gateway's database and configuration; it outlives the gateway's process. */
export function newHome() {
  const folder = mkdtempSync(join(tmpdir(), 'mekong-edge-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

const quote = (value) => (value.includes("'") ? JSON.stringify(value) : `'${value}'`);

function writeVars(folder, vars) {
  const file = join(folder, 'vars');
  const lines = Object.entries(vars).map(([name, value]) => `${name}=${quote(value)}\n`);
  writeFileSync(file, lines.join(''), { mode: 0o600 });
  return file;
}

const MOST_KEPT = 1_000_000;

function watch(child) {
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part) => { written = (written + part).slice(-MOST_KEPT); });
  }
  const ended = new Promise((done) => {
    child.once('exit', (code, signal) => done(`${signal ?? code}: ${written.slice(-2000)}`));
  });
  ended.then(() => running.delete(child));
  return { ended, output: () => written };
}

/**
 * Starts workerd on `home`. It is asked for nothing but OPTIONS, so no object is woken by that. `rateLimit` is what the
 * platform's coarse limit counts to where it is not wrangler.toml's: `LIMIT/SECONDS`, or `none` for no binding.
 * `documented`: whether its replies are held against the API's document.
 */
export async function startGateway({ home, vars, port, worker = WORKER, rateLimit, documented = true }) {
  port ??= await freePort();
  const args = ['serve', '--port', String(port), '--state', home.folder, '--vars', writeVars(home.folder, vars)];
  if (worker) args.push('--worker', worker);
  if (rateLimit) args.push('--rate-limit', rateLimit);
  const child = spawn(XTASK, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const { ended, output } = watch(child);
  const url = `http://127.0.0.1:${port}`;
  const kill = async () => {
    unwatch(url);
    child.kill('SIGKILL');
    await within(10_000, 'workerd has ended', ended);
  };
  const answers = () => send(`${url}/healthz`, { method: 'OPTIONS' }).then((reply) => reply.status === 204, () => false);
  try {
    await Promise.race([
      until('the gateway answers', answers, { within: 20_000 }),
      ended.then((how) => { throw new Error(`the gateway ended at once: ${how}`); }),
    ]);
  } catch (error) {
    await kill();
    throw error;
  }
  if (documented) watchReplies(url);
  return { url, port, pid: child.pid, kill, output };
}
