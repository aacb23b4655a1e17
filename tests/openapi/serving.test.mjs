// /openapi.json: the built document, to anybody, kept by whoever has it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, test } from 'node:test';
import { newHome, startGateway } from '../edge/support/gateway.mjs';
import { send } from '../edge/support/http.mjs';

const BUILT = readFileSync(resolve(import.meta.dirname, '../../dist/worker/openapi.json'), 'utf8');
// Nothing is configured: who sets the gateway up reads the document all the same.
const home = newHome();
const gateway = await startGateway({ home, vars: {} });
after(async () => { await gateway.kill(); home.remove(); });

const get = (headers, method = 'GET') => send(`${gateway.url}/openapi.json`, { method, headers });

test('it is the document that was built, and needs no key', async () => {
  const reply = await get();
  assert.deepEqual([reply.status, reply.headers['content-type']], [200, 'application/json']);
  assert.match(reply.headers['cache-control'], /^public, max-age=\d+$/);
  assert.equal(reply.text, BUILT);
  assert.equal(reply.json.openapi, '3.1.0');
  const head = await get({}, 'HEAD');
  assert.deepEqual([head.status, head.text, head.headers.etag], [200, '', reply.headers.etag]);
});

test('who has it is told so', async () => {
  const { headers: { etag } } = await get();
  assert.match(etag, /^"[0-9a-f]{32}"$/);
  for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const reply = await get({ 'if-none-match': known });
    assert.deepEqual([reply.status, reply.text, reply.headers.etag], [304, '', etag], known);
  }
  for (const other of ['"x"', etag.slice(1, -1)]) {
    assert.equal((await get({ 'if-none-match': other })).status, 200, other);
  }
});

test('it takes no other method', async () => {
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const { status, headers, json } = await get({}, method);
    assert.deepEqual([status, json.code, headers.allow], [405, 'method_not_allowed', 'GET, HEAD, OPTIONS']);
  }
});
