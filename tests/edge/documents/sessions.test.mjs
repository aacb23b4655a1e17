// Every session in a document is what the gateway answers today: recording it anew would change nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandsOf } from './console.mjs';
import { requestOf } from './curl.mjs';
import { documents, recorded } from './sessions.mjs';
import { Stable } from './stable.mjs';

const all = documents();

test('the first page and the pages about the API have sessions', () => {
  const paths = all.map(({ path }) => path);
  for (const path of ['README.md', 'docs/http-api.md', 'docs/operating.md']) assert.ok(paths.includes(path), path);
});

for (const { path, text } of all) {
  test(`${path} shows what is answered`, async () => {
    const now = await recorded(text);
    const told = (document) => commandsOf(document).map(({ command, answer }) => `$ ${command}\n${answer}`);
    assert.deepEqual(told(now), told(text), 'if the change is meant: cargo xtask record');
  });
}

test('a command is read as a shell and curl read it', () => {
  const command = `curl http://127.0.0.1:8787/v1/orders -H 'Authorization: Bearer k' --json '{"a": "b c"}'   # why`;
  const headers = { authorization: 'Bearer k', 'content-type': 'application/json', accept: 'application/json' };
  const request = { url: 'http://127.0.0.1:8787/v1/orders', method: 'POST', headers, body: '{"a": "b c"}' };
  assert.deepEqual(requestOf(command), request);
  assert.throws(() => requestOf('curl --insecure http://x'), /not understood/);
});

test('what is left out stays so, what differs each time stays what it was, and nothing else does', () => {
  const stable = new Stable();
  const standing = '{"otp":"01800",…,"list":[{"at":"2026-11-22T02:31:36.298+07:00"},…],"state":"pending","gone":1}';
  const now = JSON.stringify({
    otp: '48051', more: 1, list: [{ at: '2027-01-02T03:04:05.006+07:00' }, { at: 'x' }], state: 'failed', text: '48051',
  });
  const shown = '{"otp":"01800",…,"list":[{"at":"2026-11-22T02:31:36.298+07:00"},…],"state":"failed"}';
  assert.equal(stable.shown(now, standing), shown);
  assert.equal(stable.ofThisRun('--json {"otp": "01800"}'), '--json {"otp": "48051"}');
  assert.equal(stable.shown('{"text":"OTP 48051"}', '{}'), '{"text":"OTP 01800"}');
  assert.equal(stable.shown('{"at":"2027-01-02T03:04:05Z"}', '{"at":"soon"}'), '{"at":"2027-01-02T03:04:05Z"}');
});
