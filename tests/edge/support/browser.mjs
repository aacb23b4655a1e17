// Debian's Chromium and fonts, installed by the tests where it is missing, and a shop for it to come back to.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { installFonts, program } from './debian.mjs';

/** A browser; what it starts by itself would only be refused by a closed network. */
export async function startBrowser() {
  installFonts();
  return chromium.launch({
    executablePath: program('chromium', 'CHROMIUM'),
    args: ['--no-sandbox', '--headless=new', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** A static site: takes a GET and nothing else, as one does. */
export async function startShop() {
  const server = createServer((request, response) => {
    response.writeHead(request.method === 'GET' ? 200 : 405, { 'content-type': 'text/html' });
    response.end('<title>Shop</title><h1>Thank you</h1>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => { server.closeAllConnections(); server.close(); };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}
