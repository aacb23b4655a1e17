// The example page, as far as it can be read without a browser.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { after, test } from 'node:test';
import { LANGUAGES, preferred } from '../page/language.mjs';
import { inputOf, sentenceOf, waitOf } from '../page/problems.mjs';
import { reasonOf } from '../page/screens/result.mjs';
import { digitsOf, plain } from '../page/typed.mjs';
import { FILES } from '../files.mjs';
import { createCheckout, fillCatalogue } from '../serve.mjs';
import { startGateway } from './support/catalogue.mjs';

const root = new URL('../../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const files = (folder, ending) => readdirSync(new URL(folder, root), { recursive: true })
  .filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name}`);
const matches = (pattern, text) => [...text.matchAll(pattern)].map(([, found]) => found);
const all = (pattern, paths) => new Set(paths.flatMap((path) => matches(pattern, read(path))));
const page = files('js/checkout/page', '').filter((path) => /\.\w+$/.test(path));

const servers = [];
const close = (server) => { server.closeAllConnections(); server.close(); };
after(() => servers.forEach(close));
async function served(gateway) {
  const server = createCheckout(() => gateway).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}

test('every language says everything, with the same parts', () => {
  const { en } = LANGUAGES;
  const parts = (words) => matches(/\{(\w+)\}/g, words).sort();
  for (const [tag, texts] of Object.entries(LANGUAGES)) {
    assert.deepEqual(Object.keys(texts), Object.keys(en), tag);
    for (const [key, words] of Object.entries(texts)) {
      assert.ok(words.trim(), `${tag} ${key}`);
      assert.deepEqual(parts(words), parts(en[key]), `${tag} ${key}`);
    }
  }
  // A text left in English would be no translation. (Names stay.)
  const same = Object.keys(en).filter((key) => ['lo', 'th', 'vi'].some((tag) => LANGUAGES[tag][key] === en[key]));
  assert.deepEqual(same, ['way.promptpay']);
  for (const [tag, letters] of [['lo', /[\u0e80-\u0eff]/], ['th', /[\u0e00-\u0e7f]/]]) {
    assert.deepEqual(Object.keys(en).filter((key) => !letters.test(LANGUAGES[tag][key])), [], tag);
  }
  // Lao and Thai letters look alike to who writes neither.
  for (const [tag, foreign] of [['lo', /[\u0e00-\u0e7f]/], ['th', /[\u0e80-\u0eff]/]]) {
    assert.deepEqual(Object.keys(en).filter((key) => foreign.test(LANGUAGES[tag][key])), [], tag);
  }
});

test('every text that is used is there, and every one that is there is used', () => {
  const modules = page.filter((path) => path.endsWith('.mjs') && !path.includes('/texts/')).map(read).join('\n');
  const used = new Set(matches(/'([a-z]+(?:\.[a-z_]+)*)'/g, modules));
  // Made of a part that varies.
  const made = [/^(item|way|reason|problem)\./, /^choose\.(name|number)\.(hint|missing)$/,
    /^(ordering|stray|sending|checking|late|device|app|redirect|returned)\.(title|text)$/];
  const unused = Object.keys(LANGUAGES.en).filter((key) => !used.has(key) && !made.some((like) => like.test(key)));
  assert.deepEqual(unused, []);
  const dotted = [...used].filter((key) => /^(choose|order|qr|redirect|otp|done|failed|trouble|wait)\./.test(key));
  assert.deepEqual(dotted.filter((key) => !(key in LANGUAGES.en)), []);
});

test('every reason why an order fails has a sentence of its own', () => {
  const [, reasons] = /pub enum Reason \{([\s\S]*?)\n\}/.exec(read('src/domain/outcome.rs'));
  const snake = (name) => name.replace(/(?!^)[A-Z]/g, '_$&').toLowerCase();
  const names = matches(/^ {4}([A-Z]\w+),/gm, reasons).map(snake);
  assert.ok(names.length >= 20, names.join());
  for (const reason of names) assert.equal(reasonOf({ failure: { reason } }), `reason.${reason}`);
  assert.equal(reasonOf({ failure: null }), 'reason.other');
  const said = Object.keys(LANGUAGES.en).filter((key) => key.startsWith('reason.'));
  assert.deepEqual(said.sort(), [...names, 'other'].map((name) => `reason.${name}`).sort());
});

const PROBLEMS = 'js/checkout/page/problems.mjs';
test('every problem has a sentence; what a payer can do something about does not read as the shop\'s fault', () => {
  const sources = [...files('src', '.rs'), ...files('js/mekong-pay/lib', '.js')];
  const inner = sources.filter((path) => /^src\/(gateway|edge|domain|api)/.test(path));
  const codes = all(/"((?:otp|order|provider|client_token|sku)_[a-z_]+)"/g, inner);
  assert.ok(codes.has('otp_order_open') && codes.size > 15, [...codes].join());
  // Fields, and what only a merchant's own server meets.
  const others = ['order_id', 'order_not_paid', 'order_not_in_review', 'order_cannot_be_asked', 'provider_unknown',
    'order_success_reported', 'order_contradicted',
    'provider_status', 'provider_order_id'];
  const shops = [...codes].filter((code) => !others.includes(code) && sentenceOf({ code })[0] === 'problem.shop');
  assert.deepEqual(shops, []);
  const keys = [...all(/^ {2}(\w+): \['/gm, [PROBLEMS])];
  assert.deepEqual(keys.filter((key) => !(`problem.${key}` in LANGUAGES.en)), []);
  const known = new Set([...all(/["']([a-z_]+)["']/g, sources)]);
  const mapped = all(/'([a-z]+_[a-z_]+)'/g, [PROBLEMS]);
  assert.deepEqual([...mapped].filter((code) => !known.has(code)), [], 'codes that nobody answers');
  assert.deepEqual(sentenceOf({ code: 'configuration_invalid' }), ['problem.shop', { code: 'configuration_invalid' }]);
});
test('an error is said where it belongs, and when to come again in words', () => {
  assert.equal(inputOf({ field: 'msisdn' }), 'msisdn');
  assert.equal(inputOf({ field: 'details.customer.full_name' }), 'details.customer');
  assert.equal(inputOf({ field: 'details.customers' }), undefined);
  assert.equal(sentenceOf({ code: 'field_invalid', field: 'details.customer.full_name' })[0], 'problem.name');
  assert.equal(sentenceOf({ code: 'field_invalid', field: 'sku' })[0], 'problem.shop');
  const waits = [undefined, 0, 7.2, 90, 3600, 86_400].map((retryAfter) => waitOf({ retryAfter }));
  assert.deepEqual(waits, [undefined, undefined, ['wait.seconds', { count: 8 }], ['wait.minutes', { count: 2 }],
    ['wait.minutes', { count: 60 }], ['wait.hours', { count: 24 }]]);
});

test('the reader\'s languages are gone through in their order', () => {
  const tags = [['th-TH', 'en'], ['de', 'VI'], ['lo'], ['fr', 'de'], []].map(preferred);
  assert.deepEqual(tags, ['th', 'vi', 'lo', 'en', 'en']);
});

test('a code may be typed in digits of any script that the gateway reads, in groups', () => {
  assert.equal(digitsOf(' 480-51 '), '48051');
  assert.equal(digitsOf('໐໑໒໓໔໕໖໗໘໙'), '0123456789');
  assert.equal(digitsOf('๐๑๒๓๔๕๖๗๘๙'), '0123456789');
  assert.equal(digitsOf('០១២៣៤៥៦៧៨៩'), '0123456789');
  assert.equal(digitsOf('၀၁၂၃၄၅၆၇၈၉'), '0123456789');
  assert.equal(digitsOf('(480).5\ufe0f\u22121\u2043'), '48051');
  assert.equal(digitsOf('１２３\u200b４\u200e ‑\u00a05\u2066'), '12345');
  assert.equal(plain(' ໐໒໐ 5551\u00a05155\u200b'), ' 020 5551 5155');
  assert.equal(digitsOf('12a'), '12a');
});

test('the policy lets nothing run but the page\'s own files, and the page needs nothing else', async () => {
  const text = await (await fetch(await served('https://pay.example'))).text();
  const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(text);
  assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.doesNotMatch(policy, /unsafe|\*|http:/);
  assert.match(policy, /connect-src https:\/\/pay\.example;/);
  assert.match(text, /name="mekong-gateway" content="https:\/\/pay\.example"/);
  const secret = /\bsk_|whsec_/;
  const running = /innerHTML|insertAdjacentHTML|\beval\(|new Function| style=|\son\w+="/;
  const lasting = /localStorage|document\.cookie/;
  for (const path of page) {
    for (const never of [secret, running, lasting]) assert.doesNotMatch(read(path), never, path);
  }
});

test('what is served is the page, whole, and nothing beside it', async () => {
  const origin = await served('http://127.0.0.1:1');
  const paths = new Set([...FILES.values()].map(({ pathname }) => pathname));
  for (const path of page) assert.ok(paths.has(new URL(path, root).pathname), `${path} is served`);
  for (const [path, file] of FILES) {
    assert.ok(existsSync(file), path);
    const reply = await fetch(origin + path);
    assert.equal(reply.status, 200, path);
    for (const [, from] of (await reply.text()).matchAll(/^(?:import|export) .*? from '([^']+)'/gm)) {
      const wanted = new URL(from, origin + path).pathname;
      assert.ok(FILES.has(wanted), `${path} needs ${wanted}`);
      const onDisk = new URL(from, file).pathname;
      assert.ok(path.startsWith('/lib/') || wanted.startsWith('/lib/') || FILES.get(wanted).pathname === onDisk, onDisk);
      assert.ok(!from.includes('../../'), 'nothing outside of the page');
    }
  }
  const absent = ['/serve.mjs', '/catalogue.json', '/../serve.mjs', '/%2e%2e/serve.mjs', '/lib/', '/README.md', '//'];
  for (const path of absent) assert.equal((await fetch(origin + path)).status, 404, path);
  assert.equal((await fetch(origin, { method: 'POST' })).status, 405);
  assert.equal((await fetch(origin)).headers.get('content-security-policy'), "frame-ancestors 'none'");
});

test('the development catalogue is put once, and never over another', async () => {
  const gateway = await startGateway();
  servers.push(gateway.server);
  assert.equal(await fillCatalogue(gateway.url, 'sk_wrong'), 'the catalogue cannot be read: 401 key_invalid');
  assert.equal(await fillCatalogue(gateway.url), undefined);
  assert.deepEqual(gateway.items.map(({ sku }) => sku), ['coffee', 'postcards', 'song']);
  gateway.items.length = 1;
  assert.equal(await fillCatalogue(gateway.url), undefined);
  assert.equal(gateway.items.length, 1);
});
