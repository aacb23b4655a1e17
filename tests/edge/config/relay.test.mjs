// The relay of docs/relay, as shipped: who is let through, what goes out and how often, and what it writes down.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { send } from '../support/http.mjs';
import { CADDYFILE, startRelay, startUpstream, TOKEN } from '../support/relay.mjs';
import { sleep, until } from '../support/wait.mjs';

const KEY = 'a-private-key-that-no-log-may-hold';
const TOPUP = `/topup.jsp?username=shop&privatekey=${KEY}&phone=0901234567&sotien=10000&transidclient=A1001`;

async function upstreamFor(t, answer) {
  const upstream = await startUpstream(answer);
  t.after(upstream.close);
  return upstream;
}

/** A relay in front of them; `call` sends through it, with the token. */
async function relayFor(t, upstreams, given) {
  const urls = Object.fromEntries(Object.entries(upstreams).map(([name, { url }]) => [name, url]));
  const relay = await startRelay({ upstreams: urls, token: TOKEN, ...given });
  t.after(relay.stop);
  const call = (path, { headers, ...options } = {}) =>
    send(relay.url + path, { headers: { 'x-mekong-relay': TOKEN, ...headers }, ...options });
  return { ...relay, call, topup: (mark = '') => call(`/connect_topup${TOPUP}${mark}`) };
}

/** The shipped text but for one line. */
function changed(line, other) {
  assert.equal(CADDYFILE.split(line).length, 2, `one line says ${line}`);
  return CADDYFILE.replace(line, other);
}

const asked = (relay, value) =>
  send(`${relay.url}/connect_topup${TOPUP}`, { headers: value === undefined ? {} : { 'x-mekong-relay': value } });

test('nobody without the token is let through', async (t) => {
  const upstream = await upstreamFor(t);
  const relay = await relayFor(t, { connect_topup: upstream });
  const strange = [undefined, '', ' ', '*', `${TOKEN}x`, TOKEN.slice(1), TOKEN.slice(0, -1), TOKEN.toUpperCase(),
    [TOKEN, TOKEN], `Bearer ${TOKEN}`, '{env.RELAY_TOKEN}'];
  for (const value of strange) assert.equal((await asked(relay, value)).status, 403, `${value}`);
  for (const path of ['/', '/topup.jsp', '/connect_topup', '/connect_topups/topup.jsp', '/other/topup.jsp']) {
    assert.equal((await relay.call(path)).status, 403, path);
  }
  assert.deepEqual(upstream.book, []);
  assert.equal((await asked(relay, TOKEN)).status, 200);
  assert.equal(upstream.book.length, 1);
});

for (const [name, token] of [['unset', undefined], ['empty', ''], ['short', 'fifteen-letters'], ['a wildcard', '*']]) {
  test(`nobody is let through while the token is ${name}`, async (t) => {
    const upstream = await upstreamFor(t);
    const relay = await relayFor(t, { connect_topup: upstream }, { token });
    for (const value of [undefined, '', '*', token, TOKEN]) assert.equal((await asked(relay, value)).status, 403);
    assert.deepEqual(upstream.book, []);
  });
}

test('each provider has its path, which is taken off', async (t) => {
  const upstreams = {};
  for (const name of ['ltc', 'lianlian', 'appotapay', 'connect_topup']) {
    upstreams[name] = await upstreamFor(t, (_, response) => response.end(name));
  }
  const relay = await relayFor(t, upstreams);
  for (const [name, { book, host }] of Object.entries(upstreams)) {
    assert.equal((await relay.call(`/${name}/some/path?with=query`)).text, name);
    assert.deepEqual(book.map((entry) => [entry.url, entry.headers.host]), [['/some/path?with=query', host]]);
  }
});

test('a request goes out as it came, but for the token and who sent it', async (t) => {
  const upstream = await upstreamFor(t);
  const relay = await relayFor(t, { connect_topup: upstream });
  const path = '/a%2Fb%20c/topup.jsp?x=1;2&y=%zz&z=a+b%20c&&privatekey=%26%3D';
  const hidden = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-host': 'shop.example', 'x-real-ip': '203.0.113.9',
    'cf-connecting-ip': '203.0.113.9', 'cf-worker': 'shop.example', via: '1.1 shop' };
  const body = '{"amount": 10000,  "note": "Tiền"}';
  const headers = { 'content-type': 'application/json', 'x-appotapay-auth': 'signed', ...hidden };
  await relay.call(`/connect_topup${path}`);
  await relay.call('/connect_topup/charging', { method: 'POST', headers, body });
  const [get, post] = upstream.book;
  assert.deepEqual([get.method, get.url, get.body], ['GET', path, '']);
  assert.deepEqual(get.headers, { host: upstream.host, connection: 'close' });
  assert.deepEqual([post.method, post.url, post.body], ['POST', '/charging', body]);
  assert.deepEqual(post.headers, { host: upstream.host, connection: 'close', 'content-type': 'application/json',
    'x-appotapay-auth': 'signed', 'content-length': String(Buffer.byteLength(body)) });
});

test('an answer comes back as it is, and no redirect is followed', async (t) => {
  const packed = gzipSync('1;20');
  const zip = { 'content-encoding': 'gzip' };
  const answers = {
    '/moved': (response) => response.writeHead(302, { location: '/elsewhere' }).end('moved'),
    '/refused': (response) => response.writeHead(403, { 'x-own': 'kept' }).end('-302\r\n'),
    '/broken': (response) => response.writeHead(500).end(),
    '/packed': (response) => response.writeHead(200, { ...zip, 'content-length': packed.length }).end(packed),
  };
  const upstream = await upstreamFor(t, ({ url }, response) => answers[url](response));
  const relay = await relayFor(t, { connect_topup: upstream });
  const moved = await relay.call('/connect_topup/moved');
  assert.deepEqual([moved.status, moved.text, moved.headers.location], [302, 'moved', '/elsewhere']);
  const refused = await relay.call('/connect_topup/refused');
  assert.deepEqual([refused.status, refused.text, refused.headers['x-own']], [403, '-302\r\n', 'kept']);
  const broken = await relay.call('/connect_topup/broken');
  assert.deepEqual([broken.status, broken.text], [500, '']);
  const zipped = await relay.call('/connect_topup/packed');
  const { 'content-encoding': encoding, 'content-length': length } = zipped.headers;
  assert.deepEqual([encoding, length], ['gzip', String(packed.length)]);
  assert.equal(upstream.book.length, 4);
});

/** Answers, but for what is marked: that it reads whole, and cuts the connection. */
const cutsMarked = ({ url }, response) => (url.endsWith('&cut') ? response.socket.destroy() : response.end('1;1'));

/** A first top-up, then one that is cut: its status, and the connections on which it came. */
async function cutAfterAnswered(t, given) {
  const upstream = await upstreamFor(t, cutsMarked);
  const relay = await relayFor(t, { connect_topup: upstream }, given);
  assert.equal((await relay.topup()).text, '1;1');
  const { status } = await relay.topup('&cut');
  const cut = upstream.book.filter(({ url }) => url.endsWith('&cut'));
  return { status, connections: cut.map(({ connection }) => connection) };
}

test('a connection that is cut after the request was read: it is not sent again', async (t) => {
  assert.deepEqual(await cutAfterAnswered(t), { status: 502, connections: [2] });
  // Were connections kept, the GET would come on the first one, and again on a second: Go sends it again by itself.
  const kept = { caddyfile: changed('keepalive off', 'keepalive 60s') };
  assert.deepEqual(await cutAfterAnswered(t, kept), { status: 502, connections: [1, 2] });
});

test('a fresh connection that is cut: Caddy does not try again either', async (t) => {
  assert.deepEqual(await cutAfterAnswered(t), { status: 502, connections: [2] });
  const retried = { caddyfile: changed('lb_retries 0', 'lb_retries 1') };
  assert.deepEqual(await cutAfterAnswered(t, retried), { status: 502, connections: [2, 3] });
});

/** Ways to fail, by a mark at the URL's end. The last two give back in their nonsense what they were asked. */
const FAILURES = {
  '&cut': (_, response) => response.socket.destroy(),
  '&half': (_, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('1;1', () => response.socket.destroy());
  },
  '&nonsense': ({ url }, response) => response.socket.end(`${url}\r\n\r\n`),
  '&header': ({ url }, response) => response.socket.end(`HTTP/1.1 200 OK\r\n${url}\r\n\r\n`),
};

/** What Caddy has written when every kind of failure has happened. */
async function writtenOnFailure(t, caddyfile) {
  const upstream = await upstreamFor(t, (entry, response) => FAILURES[/&\w+$/.exec(entry.url)](entry, response));
  const relay = await relayFor(t, { connect_topup: upstream }, { caddyfile });
  for (const mark of ['&cut', '&nonsense', '&header']) assert.equal((await relay.topup(mark)).status, 502, mark);
  await assert.rejects(relay.topup('&half'), { code: 'ECONNRESET' });
  upstream.close();
  assert.equal((await relay.topup('&down')).status, 502);
  assert.equal((await asked(relay, 'a-stranger')).status, 403);
  await relay.stop();
  return relay.output();
}

test('an upstream that is down or fails: 502, and what Caddy writes holds no URL, no key and no token', async (t) => {
  const secrets = [KEY, 'topup.jsp', 'transidclient', '0901234567', TOKEN];
  const written = await writtenOnFailure(t, CADDYFILE);
  assert.match(written, /serving initial configuration/);
  assert.deepEqual(secrets.filter((secret) => written.includes(secret)), []);
  const talkative = await writtenOnFailure(t, changed('exclude http\n', 'level INFO\n'));
  assert.deepEqual(secrets.filter((secret) => talkative.includes(secret)), secrets);
});

test('told to stop, it first finishes what is under way', async (t) => {
  let held;
  const upstream = await upstreamFor(t, (_, response) => { held = response; });
  const relay = await relayFor(t, { connect_topup: upstream });
  const reply = relay.topup();
  await until('the top-up is under way', () => held);
  const stopped = relay.stop();
  await until('it lets nobody in', () => send(relay.url).then(() => false, () => true));
  await sleep(200);
  held.end('1;7');
  assert.equal((await reply).text, '1;7');
  await stopped;
});
