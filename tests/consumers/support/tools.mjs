// The programs that consumers are built and run with: all out of this repository's node_modules, none of them by a
// wrapper that an install script would have to finish.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../../..');

const place = (path) => {
  const program = join(ROOT, 'node_modules', path);
  assert.ok(existsSync(program), `node_modules/${path} is missing: npm packages for this platform are not installed`);
  return program;
};

const LINUX = process.platform === 'linux';
const ARM = { arm64: 'aarch64' };

export const deno = () => place(`@deno/${process.platform}-${process.arch}${LINUX ? '-glibc' : ''}/deno`);
export const bun = () => place(`@oven/bun-${process.platform}-${ARM[process.arch] ?? process.arch}/bin/bun`);
export const esbuild = () => place(`@esbuild/${process.platform}-${process.arch}/bin/esbuild`);
export const workerd = () =>
  place(`@cloudflare/workerd-${process.platform}-${process.arch === 'x64' ? '64' : process.arch}/bin/workerd`);
/** A program written in JavaScript, for Node.js to run. */
export const script = (path) => place(path);

const MOST_MS = 60_000;
/** What would make a program ask a network for something, or paint what it says. */
const QUIET = { NO_COLOR: '1', DO_NOT_TRACK: '1', DENO_NO_UPDATE_CHECK: '1', WRANGLER_SEND_METRICS: 'false' };

/** Runs a program in a folder to its end, and gives what it wrote; fails as it does. */
export async function run(cwd, program, ...args) {
  const env = { ...process.env, ...QUIET, DENO_DIR: join(cwd, '.deno') };
  // Our own runner's: a program that is not a test would report to it.
  delete env.NODE_TEST_CONTEXT;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: MOST_MS });
  const written = { stdout: '', stderr: '' };
  for (const name of Object.keys(written)) {
    child[name].setEncoding('utf8').on('data', (part) => { written[name] += part; });
  }
  const code = await new Promise((done, failed) => child.once('error', failed).once('close', done));
  assert.equal(code, 0, `${program} ${args.join(' ')}\n${written.stdout}\n${written.stderr}`);
  return written.stdout;
}

/** The same with a program of Node.js. */
export const node = (cwd, ...args) => run(cwd, process.execPath, ...args);
