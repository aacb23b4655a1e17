// The relay as shipped, run by Debian's Caddy, which is installed by the tests where it is missing; and an upstream.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { program } from './debian.mjs';
import { freePort, newHome } from './gateway.mjs';
import { send } from './http.mjs';
import { until, within } from './wait.mjs';

/** The text of what is shipped. */
export const CADDYFILE = readFileSync(resolve(import.meta.dirname, '../../../docs/relay/Caddyfile'), 'utf8');
export const TOKEN = 'relay-tests-token-of-34-characters';
/** Where nothing listens. No test may reach a real provider. */
const NOWHERE = 'http://127.0.0.1:1';
const PROVIDERS = ['ltc', 'lianlian', 'appotapay', 'connect_topup'];

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/**
 * The relay in front of `upstreams`, by provider; one that is not named is not there. Without `token` its variable is
 * unset. `caddyfile` is for showing what another text would do.
 */
export async function startRelay({ upstreams = {}, token, caddyfile = CADDYFILE } = {}) {
  const home = newHome();
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = run(home.folder, caddyfile, {
    RELAY_SITE: url,
    ...(token !== undefined && { RELAY_TOKEN: token }),
    ...Object.fromEntries(PROVIDERS.map((name) => [`${name.toUpperCase()}_UPSTREAM`, upstreams[name] ?? NOWHERE])),
  });
  const stop = async () => {
    child.end();
    await within(15_000, 'caddy has ended', child.ended);
    home.remove();
  };
  try {
    await Promise.race([
      until('the relay refuses a stranger', () => send(url).then((reply) => reply.status === 403, () => false)),
      child.ended.then(() => { throw new Error(`caddy ended at once: ${child.output()}`); }),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, output: child.output, stop };
}

const GRACE_MS = 10_000;

function run(folder, caddyfile, settings) {
  const file = join(folder, 'Caddyfile');
  writeFileSync(file, caddyfile);
  // Nothing of the caller's environment: a variable that a test leaves out is unset.
  const env = { PATH: process.env.PATH, HOME: folder, ...settings };
  const child = spawn(program('caddy', 'CADDY'), ['run', '--config', file], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part) => { written += part; });
  }
  const ended = new Promise((done) => { child.once('close', done); }).then(() => running.delete(child));
  const end = () => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  };
  return { ended, end, output: () => written };
}

/**
 * A provider's server that keeps its connections and a book of what it has read, whole. `answer(entry, response)` says
 * what comes back.
 */
export async function startUpstream(answer = (_, response) => response.end('1;1')) {
  const book = [];
  const connections = new Map();
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const { method, url, headers, socket } = request;
    const body = Buffer.concat(parts).toString('utf8');
    const entry = { method, url, headers, body, connection: connections.get(socket) };
    book.push(entry);
    answer(entry, response);
  });
  server.on('connection', (socket) => connections.set(socket, connections.size + 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${server.address().port}`;
  const close = () => { server.closeAllConnections(); server.close(); };
  return { url: `http://${host}`, host, book, close };
}
