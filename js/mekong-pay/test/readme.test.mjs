// The examples of the package's README, run as they stand: against the simulator, a gateway in memory, and signatures of
// another package.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createClient } from 'mekong-pay/client';
import { Webhook } from 'standardwebhooks';
import ts from 'typescript-5.4';
import { createSimulator } from '../../simulator/server.mjs';
import { OTP, PK, startGateway } from './support/gateway.mjs';
import { examples } from './support/readme.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
// Readers' compilers leave the types out in the same way.
const plain = (text) => ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } });
const pieces = examples(['js/mekong-pay/README.md']).map((text) => plain(text).outputText);
const vars = readFileSync(join(root, 'dev.vars'), 'utf8');
// Below the root, so that the package is found as users find it.
const folder = mkdtempSync(join(root, 'js/mekong-pay/test/.readme-'));
const said = [];
const { log } = console;
after(() => {
  console.log = log;
  rmSync(folder, { recursive: true });
});

/** The exports of the example that has this text in it. */
async function example(mark, change = (text) => text) {
  const found = pieces.filter((text) => text.includes(mark));
  assert.equal(found.length, 1, `one example with ${mark}`);
  const file = join(folder, `${mark}.mjs`);
  writeFileSync(file, change(found[0]));
  console.log = (...words) => said.push(words.join(' '));
  try {
    return await import(pathToFileURL(file));
  } finally {
    console.log = log;
  }
}

/** What dev.vars has for a provider, at this simulator. */
const setting = (id, url) => new RegExp(`^PROVIDER_${id}='(.*)'$`, 'm').exec(vars)[1].replace('http://127.0.0.1:8788', url);

test('four examples', () => assert.equal(pieces.length, 4));

test('receiving events', async () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  process.env.MEKONG_SECRETS = `whsec_${Buffer.alloc(32, 8).toString('base64')} ${secret}`;
  const delivered = [];
  globalThis.deliver = async (order, id) => delivered.push([order.merchant_order_id, id]);
  const { POST } = await example('verifyEvent');
  const at = new Date();
  const body = JSON.stringify({ type: 'order.succeeded', timestamp: at.toISOString(), data: { sequence: 2, order: { merchant_order_id: 'A1' } } });
  const post = (text) => POST(new Request('http://shop.example/events', {
    method: 'POST', body: text,
    headers: {
      'webhook-id': 'evt_1', 'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': new Webhook(secret).sign('evt_1', at, body),
    },
  }));
  assert.equal((await post(body)).status, 204);
  assert.deepEqual(delivered, [['A1', 'evt_1']]);
  const forged = await post(`${body} `);
  assert.deepEqual([forged.status, await forged.text()], [400, 'signature_mismatch']);
});

test('at the simulator: a top-up, a PromptPay payment and its notification', async (t) => {
  const simulator = createSimulator();
  const { url } = await simulator.listen(0);
  t.after(() => simulator.close());
  process.env.PROVIDER_CONNECT_TOPUP = setting('CONNECT_TOPUP', url);
  process.env.PROVIDER_LIANLIAN = setting('LIANLIAN', url);

  await example('connectTopup.readTopup');
  assert.deepEqual(said, ['succeeded false']);
  assert.equal(simulator.book().connect_topup.topups.length, 1);

  const sink = await listen(t, (request) => handle(request));
  const { pay, notification } = await example('lianlian.judgeNotification', (text) => text.replace('https://shop.example/lianlian', sink));
  const handle = async (request) => notification(request);
  const next = await pay(async (request) => {
    const response = await fetch(request.url, request);
    return { status: response.status, headers: response.headers, body: await response.text() };
  });
  assert.equal(next.type, 'qr');
  assert.ok(next.image_png_base64);
  said.length = 0;
  console.log = (...words) => said.push(words.join(' '));
  await post(`${url}/_payer/A1001`, { action: 'pay' });
  await until(async () => (await (await fetch(`${url}/_lianlian/notifications`)).json()).notifications[0]?.state === 'acknowledged');
  console.log = log;
  assert.deepEqual(said, ['paid A1001']);
  assert.equal((await fetch(sink, { method: 'POST', body: '{}' })).status, 500, 'what is not signed is thrown out');
});

test('on the payer\'s page', async (t) => {
  const gateway = await startGateway();
  t.after(() => gateway.close());
  const shop = createClient({ baseUrl: gateway.url, token: PK });
  const { order, clientToken } = await shop.createOrder({ sku: 'song', msisdn: '020 5551 5155' });
  const page = { clientToken, document: {}, prompt: () => OTP };
  Object.assign(globalThis, page);
  t.after(() => Object.keys(page).forEach((name) => delete globalThis[name]));
  const there = (text) => text.replace('https://pay.shop.example', gateway.url).replaceAll('A1001', order.merchant_order_id);
  await example('createClient', there);
  assert.equal(globalThis.document.title, 'succeeded');
});

const post = (url, json) => fetch(url, { method: 'POST', body: JSON.stringify(json), headers: { 'content-type': 'application/json' } });

async function until(good) {
  for (let nth = 0; nth < 200; nth += 1) {
    if (await good()) return;
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
  assert.fail('not there within four seconds');
}

/** A server whose handler takes a Request and gives a Response. */
async function listen(t, handle) {
  const server = createServer(async (incoming, outgoing) => {
    const parts = [];
    for await (const part of incoming) parts.push(part);
    const request = new Request(`http://shop.example${incoming.url}`, { method: 'POST', headers: incoming.headers, body: Buffer.concat(parts) });
    const response = await handle(request).catch(() => new Response(null, { status: 500 }));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => { server.closeAllConnections(); server.close(); });
  return `http://127.0.0.1:${server.address().port}`;
}
