// The page on this machine, for development: a fixed list of files, nothing else. `cargo xtask dev` starts it.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { FILES } from './files.mjs';

const GATEWAY = 'http://127.0.0.1:8787';
/** The key of dev.vars, which works only while every provider is this machine's. The page never has it. */
const KEY = 'sk_dev_mekong';
const TYPES = {
  '.html': 'text/html', '.css': 'text/css', '.svg': 'image/svg+xml', '.mjs': 'text/javascript', '.js': 'text/javascript',
};

const HEADERS = {
  'cache-control': 'no-cache', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer',
  // What a policy in the page itself cannot say.
  'content-security-policy': "frame-ancestors 'none'",
};

/** Serves the page with its gateway's address, as `gateway()` gives it, put in. */
export function createCheckout(gateway) {
  return createServer(async ({ method, url }, response) => {
    const [pathname] = url.split('?');
    const file = FILES.get(pathname);
    if (pathname === '/healthz') return end(response, 200, 'application/json', '{"ok":true}');
    if (!file) return end(response, 404, 'text/plain', 'not here\n');
    if (method !== 'GET' && method !== 'HEAD') return end(response, 405, 'text/plain', 'GET only\n');
    const text = await readFile(file, 'utf8');
    const isPage = file.pathname.endsWith('.html');
    return end(response, 200, TYPES[extname(file.pathname)], isPage ? text.replaceAll(GATEWAY, gateway()) : text);
  });
}

function end(response, status, type, body) {
  response.writeHead(status, { ...HEADERS, 'content-type': `${type}; charset=utf-8` });
  response.end(body);
}

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Puts something to sell into a gateway that has nothing yet; what a developer has put there stays. */
export async function fillCatalogue(gateway, key = KEY) {
  const url = `${gateway}/v1/catalogue`;
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const known = await untilAnswered(() => fetch(url, { headers }));
  if (!known.ok) return `the catalogue cannot be read: ${known.status} ${(await known.json()).code}`;
  if ((await known.json()).items.length > 0) return undefined;
  const body = await readFile(new URL('catalogue.json', import.meta.url), 'utf8');
  const put = await fetch(url, { method: 'PUT', headers, body });
  return put.ok ? undefined : `the catalogue cannot be put: ${put.status} ${await put.text()}`;
}

async function untilAnswered(ask) {
  for (;;) {
    const reply = await ask().catch(() => undefined);
    if (reply && reply.status < 500) return reply;
    await pause(500);
  }
}

async function run() {
  const options = { port: { type: 'string', default: '8789' }, gateway: { type: 'string', default: GATEWAY } };
  const { port, gateway } = parseArgs({ options }).values;
  createCheckout(() => gateway).listen(Number(port), '127.0.0.1');
  const problem = await fillCatalogue(gateway);
  if (problem) console.error(`checkout: ${problem}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run();
