// A page in a real browser, on a site that lets it run no text as code.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { within } from '../../edge/support/wait.mjs';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript' };
/** wasm needs its own word; `eval` has none here. */
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

async function serve(folder, policy) {
  const server = createServer(async (request, response) => {
    const path = request.url === '/' ? '/index.html' : request.url;
    const body = await readFile(join(folder, path)).catch(() => null);
    // Without a charset, so that the page's own counts.
    response.writeHead(body ? 200 : 404, { 'content-type': TYPES[extname(path)] ?? 'text/plain',
      'content-security-policy': policy });
    response.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** The first line that the site's page writes to the console; rejects with what it throws. */
export async function askPage(browser, folder, policy = POLICY) {
  const server = await serve(folder, policy);
  const page = await browser.newPage();
  try {
    const wrote = new Promise((done, failed) => {
      page.on('console', (message) => done(message.text()));
      page.on('pageerror', failed);
    });
    // It may throw while it still loads.
    wrote.catch(() => {});
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    return await within(15_000, 'the page writes its answers', wrote);
  } finally {
    await page.close();
    server.closeAllConnections();
    server.close();
  }
}
