import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createSimulator } from '../server.mjs';
import { nextId, outcome, start } from './harness.mjs';

function stateFile(t) {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'state.jsonl');
}

test('book, open orders, messages and tokens survive a restart', async (t) => {
  const file = stateFile(t);
  const before = await start(t, { stateFile: file });
  await before.request({ TransactionID: nextId(), IsRecurring: true });
  const confirm = await before.open();
  const book = (await before.get('/_book')).json;
  const messages = (await before.get('/_sms/2055515155')).json;
  await before.simulator.close();
  appendFileSync(file, '{"provider":"ltc","type":"char');

  const after = await start(t, { stateFile: file });
  const { charges, calls } = (await after.get('/_book')).json.ltc;
  assert.deepEqual(charges, book.ltc.charges);
  assert.equal(calls.RequestDeduct, 2);
  assert.deepEqual((await after.get('/_sms/2055515155')).json, messages);
  const headers = { Authorization: `Bearer ${before.bearer()}` };
  const old = await after.send('GET', `/ltc/api/CheckTransaction?transactionId=${confirm.TransactionID}`, { headers });
  assert.equal(old.json.ResultCode, '800');
  assert.equal((await after.confirm(confirm)).json.ResultCode, '200');
  await after.simulator.close();

  const last = await start(t, { stateFile: file });
  assert.equal((await last.confirm(confirm)).json.ResultCode, '007');
  assert.equal((await last.charges()).length, 2);
  await last.control('/_reset');
  await last.simulator.close();
  assert.deepEqual((await start(t, { stateFile: file })).simulator.book().ltc.charges, []);
});

test('a journal that is no journal is refused', (t) => {
  const file = stateFile(t);
  writeFileSync(file, 'hello\n');
  assert.throws(() => createSimulator({ stateFile: file }), /state\.jsonl:1/);
});

test('help, health, and what exists', async (t) => {
  const sim = await start(t);
  assert.match((await sim.get('/')).text, /POST \/ltc\/api\/RequestDeduct/);
  assert.deepEqual((await sim.get('/healthz')).json, { ok: true });
  for (const path of ['/nothing', '/_ltc/nothing', '/_nobody/plan', '/constructor', '/_constructor/x', '//']) {
    const { status, json } = await sim.get(path);
    assert.equal(status, 404, path);
    assert.ok(json.paths.includes('GET /_book'));
  }
  assert.equal((await sim.get('/ltc/nothing')).status, 404);
  assert.equal((await sim.get('/ltc/api/RequestDeduct')).status, 405);
});

test('garbage is answered, not fatal', async (t) => {
  const sim = await start(t);
  const headers = { Authorization: `Bearer ${sim.bearer()}` };
  for (const raw of ['', '{', 'null', '[1]', '"x"', '\u0000', '{"TransactionID":{}}', '{"Msisdn":[[]],"Amount":1e999}']) {
    for (const path of ['/ltc/api/RequestDeduct', '/ltc/api/ConfirmDeduct', '/_ltc/plan', '/_ltc/unsubscribe', '/ltc/token']) {
      const { status } = await sim.send('POST', path, { raw, headers });
      assert.ok([200, 400, 415].includes(status), `${path} ${raw} ${status}`);
    }
  }
  const big = await sim.send('POST', '/ltc/api/RequestDeduct', { raw: 'x'.repeat(100_000), headers });
  assert.equal(big.status, 413);
  await outcome(sim.send('POST', '/ltc/api/RequestDeduct', { raw: 'x'.repeat(5_000_000), headers }));
  assert.equal((await sim.send('POST', '/ltc/api/RequestDeduct', { form: { a: 1 }, headers })).status, 415);
  assert.equal((await sim.get('/_sms/%E0%A4%A')).status, 400);
  assert.equal((await sim.check('%E0%A4%A')).json.ResultCode, '002');
  const socket = connect(new URL(sim.url).port, '127.0.0.1').end('\u0001 nonsense\r\n\r\n').resume();
  await once(socket, 'close');
  assert.equal((await sim.get('/healthz')).status, 200);
});

test('messages are found by any spelling of the number, newest first', async (t) => {
  const sim = await start(t);
  await sim.open();
  const { OTP } = await sim.open();
  for (const spelling of ['2055515155', '02055515155', '8562055515155', '+8562055515155', '%2B856%2020%205551-5155', '008562055515155']) {
    const { messages } = (await sim.get(`/_sms/${spelling}`)).json;
    assert.deepEqual([messages.length, messages[0].otp], [2, OTP], spelling);
  }
});

test('the book counts calls, the refused too, and how many ran at once', async (t) => {
  const sim = await start(t);
  await sim.control('/_ltc/plan', { times: 3, behaviour: { delay_ms: 60 } });
  await Promise.all([1, 2, 3].map(() => sim.check('A')));
  await sim.get('/ltc/api/CheckTransaction?transactionId=A');
  const { calls, in_flight_max } = (await sim.get('/_book')).json.ltc;
  assert.deepEqual([calls.token, calls.CheckTransaction, in_flight_max], [1, 4, 3]);
});

test('unsubscribe reaches a loopback address and no other', async (t) => {
  const got = [];
  const gateway = createServer((req, res) => {
    req.on('data', (part) => got.push([req.method, req.url, req.headers['content-type'], JSON.parse(part)]));
    req.on('end', () => res.end('{"ResultCode":"200"}'));
  });
  await new Promise((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  t.after(() => gateway.close());
  const base = `http://127.0.0.1:${gateway.address().port}`;
  const sim = await start(t, { gateway: base });
  const body = { msisdn: '2055515155', ussd_code: '*123#', channel: 'USSD' };
  for (const url of [`${base}/hooks/secret`, '/hooks/secret']) {
    const { json } = await sim.control('/_ltc/unsubscribe', { url, ...body });
    assert.deepEqual(json, { status: 200, body: { ResultCode: '200' } });
  }
  const sent = ['POST', '/hooks/secret', 'application/json', { Msisdn: '2055515155', USSDCode: '*123#', Channel: 'USSD' }];
  assert.deepEqual(got, [sent, sent]);
  for (const url of ['http://example.com/', 'http://127.0.0.1.example.com/', '//example.com/', 'file:///etc/hosts', 'http://0.0.0.0/']) {
    assert.equal((await sim.control('/_ltc/unsubscribe', { url, ...body })).status, 403, url);
  }
  assert.equal((await sim.control('/_ltc/unsubscribe', { url: 'http://127.0.0.1:1/', ...body })).status, 502);
});

test('the command line: ready line, clean end', async () => {
  const main = fileURLToPath(new URL('../main.mjs', import.meta.url));
  const child = spawn(process.execPath, [main, '--port', '0']);
  const [line] = await once(child.stdout, 'data');
  const [, url] = /^simulator ready at (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line);
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});
