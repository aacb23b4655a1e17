// LianLian's configuration: keys in every form, what is wrong said by name and never by value, keys and accounts changed.
import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { account, alipay, base64, FOREIGN_KEY, OWN_KEY, payment, startLianLian, THEIR_KEY } from '../support/lianlian.mjs';
import { charge } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

const lab = await startLianLian();
after(lab.end);

const armoured = (key, type) => key.export({ format: 'pem', type });
const PKCS8 = base64(OWN_KEY, 'pkcs8');

/** Long pieces of a value that an answer could have quoted. */
const pieces = (value) => (typeof value === 'string' ? value.match(/[A-Za-z0-9+/]{24,}/g) ?? [] : []);

const GOOD_KEYS = {
  'PEM PKCS#8': armoured(OWN_KEY, 'pkcs8'), 'PEM PKCS#1': armoured(OWN_KEY, 'pkcs1'), 'bare PKCS#8': PKCS8,
  'bare PKCS#1': base64(OWN_KEY, 'pkcs1'), 'PEM PKCS#8, escaped': armoured(OWN_KEY, 'pkcs8').replaceAll('\n', '\\n'),
  'PEM PKCS#1, escaped, carriage returns': armoured(OWN_KEY, 'pkcs1').replaceAll('\n', '\\r\\n'),
  'bare PKCS#8 in lines': PKCS8.replace(/.{64}/g, '$&\n'),
};

test('a private key in every form signs, in its place and by itself', async () => {
  for (const [form, key] of Object.entries(GOOD_KEYS)) {
    await lab.restart({ lianlian: account({ private_key: key }) });
    await lab.opened();
    await lab.restart({ lianlian: account({ private_key: undefined }), vars: { PROVIDER_LIANLIAN_PRIVATE_KEY: key } });
    const { json } = await lab.create(payment());
    assert.equal(json.state, 'pending', form);
  }
});

const small = generateKeyPairSync('rsa', { modulusLength: 768 });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
/** The merchant's key with other numbers: node:crypto writes whatever it is given. */
const exponent = (key, e) => {
  const { kty, n, ...rest } = key.export({ format: 'jwk' });
  const jwk = { kty, n, ...rest, e: Buffer.from(e).toString('base64url') };
  return jwk.d ? createPrivateKey({ key: jwk, format: 'jwk' }) : createPublicKey({ key: jwk, format: 'jwk' });
};
const BAD_KEYS = {
  'of exponent 1': base64(exponent(OWN_KEY, [1]), 'pkcs8'), 'of exponent 2': base64(exponent(OWN_KEY, [2]), 'pkcs1'),
  'no key': 'do-not-show-me-do-not-show-me', 'cut off': PKCS8.slice(0, 800), 'a public key': base64(FOREIGN_KEY, 'spki'),
  'a public key in PEM': armoured(FOREIGN_KEY, 'spki'), 'too small': armoured(small.privateKey, 'pkcs8'),
  'of another kind': armoured(curve.privateKey, 'pkcs8'), 'of another kind, SEC 1': armoured(curve.privateKey, 'sec1'),
  encrypted: OWN_KEY.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' }),
  'encrypted PKCS#1': OWN_KEY.export({ format: 'pem', type: 'pkcs1', cipher: 'aes-256-cbc', passphrase: 'x' }),
  'PEM without its end': armoured(OWN_KEY, 'pkcs8').slice(0, 1000), 'no text': 7,
  'a certificate': armoured(OWN_KEY, 'pkcs8').replaceAll('PRIVATE KEY', 'CERTIFICATE'), 'one digit less': PKCS8.slice(1),
};

/** Nothing is taken for LianLian, for the reason given, which shows nothing of `value`; LTC goes on. */
async function refuses(secret, field, changed, value) {
  await lab.restart(changed);
  const [health, first] = [await lab.get('/healthz'), await lab.create(payment())];
  const what = `${field} ${health.text}`;
  const fault = health.json.configuration.find((each) => each.secret === secret && each.field === field);
  assert.ok(fault?.problem, what);
  assert.deepEqual([first.status, first.json.code, first.json.money_may_have_moved], [503, 'configuration_invalid', false], what);
  const said = `${health.text}${first.text}${lab.output()}`;
  for (const piece of pieces(value)) assert.ok(!said.includes(piece.slice(0, 24)), what);
  // The development key works nowhere once a provider may be somebody real.
  const elsewhere = /203\.0\.113/.test(changed.lianlian?.base_url);
  assert.equal((await lab.create(charge())).status, elsewhere ? 503 : 201);
}

test('a bad private key is named, and not shown', async () => {
  const before = lab.calls().create;
  for (const key of Object.values(BAD_KEYS)) {
    await refuses('PROVIDER_LIANLIAN', 'private_key', { lianlian: account({ private_key: key }) }, key);
  }
  const alone = BAD_KEYS['cut off'];
  await refuses('PROVIDER_LIANLIAN', 'private_key',
    { lianlian: account({ private_key: undefined }), vars: { PROVIDER_LIANLIAN_PRIVATE_KEY: alone } }, alone);
  await refuses('PROVIDER_LIANLIAN', 'private_key', { lianlian: account({ private_key: undefined }) });
  await refuses('PROVIDER_LIANLIAN', 'private_key', { vars: { PROVIDER_LIANLIAN_PRIVATE_KEY: PKCS8 } }, PKCS8);
  assert.equal(lab.calls().create, before);
});

const spki = base64(THEIR_KEY, 'spki');
const BAD_FIELDS = [
  ['public_keys', { public_keys: [] }], ['public_keys', { public_keys: Array(9).fill(spki) }],
  ['public_keys', { public_keys: undefined }],
  ['public_keys[1]', { public_keys: [spki, PKCS8] }], ['public_keys[0]', { public_keys: ['x'] }],
  ['public_keys[1]', { public_keys: [spki, base64(exponent(THEIR_KEY, [1]), 'spki')] }],
  ['public_keys[0]', { public_keys: [base64(small.publicKey, 'spki')] }], ['merchant_id', { merchant_id: '14202301010000900' }],
  ['merchant_id', { merchant_id: undefined }], ['store_id', { store_id: 'x' }], ['digest', { digest: 'MD5' }],
  ['timeout_s', { timeout_s: 4 }], ['timeout_s', { timeout_s: 26 }], ['allow_cards', { allow_cards: 'yes' }],
  ['base_url', { base_url: 'http://127.0.0.1:1/gateway' }], ['base_url', { base_url: 'https://203.0.113.5' }],
  ['hat', { hat: 1 }],
];

test('whatever else is wrong is named, too', async () => {
  for (const [field, changed] of BAD_FIELDS) {
    await refuses('PROVIDER_LIANLIAN', field, { lianlian: account(changed) }, changed.public_keys?.at(-1));
  }
});

const BAD_RETURNS = [
  'x', '{}', '"https://shop.example"', '[1]', '["http://shop.example"]', '["https://shop.example/"]',
  '["https://shop.example/path"]',
  '["https://user@shop.example"]', '["javascript://"]', '["https://"]', '["*"]',
  '["https://*.shop.example"]', '["HTTPS://shop.example"]',
];

test('RETURN_URLS that could let a payer go anywhere is refused, and keeps away only who would be sent back', async () => {
  for (const RETURN_URLS of BAD_RETURNS) {
    await lab.restart({ vars: { RETURN_URLS } });
    const { json } = await lab.get('/healthz');
    assert.equal(json.configuration[0]?.secret, 'RETURN_URLS', RETURN_URLS);
    assert.equal((await lab.create(payment({ return_url: 'https://shop.example/' }))).json.code, 'configuration_invalid');
    assert.equal((await lab.create(payment())).status, 201);
  }
  await lab.restart({ vars: { RETURN_URLS: '["https://shop.example","*"]' } });
  assert.equal((await lab.create(payment({ return_url: 'https://shop.example/' }))).status, 201, 'each entry by itself');
  await lab.restart({ vars: {} });
  assert.equal((await lab.create(payment({ return_url: 'https://shop.example' }))).json.code, 'return_url_not_allowed');
});

test('of several public keys any will do; the wrong one alone believes nothing', async () => {
  const foreign = base64(FOREIGN_KEY, 'spki');
  await lab.restart({ lianlian: account({ public_keys: [foreign] }) });
  const wanted = payment({ value: '344.80' });
  const id = wanted.merchant_order_id;
  const { json } = await lab.create(wanted);
  assert.deepEqual([json.state, json.unknown_reason], ['unknown', 'bad_signature']);
  assert.deepEqual(await lab.notify({ merchant_order_id: id }), [400]);
  await until('it was asked about', async () => (await lab.queries(id)) > 0);
  assert.equal((await lab.order(id)).state, 'unknown');
  await lab.restart({ lianlian: account({ public_keys: [foreign, armoured(THEIR_KEY, 'spki').replaceAll('\n', '\\n')] }) });
  await lab.ends(id, 'succeeded');
  await lab.paid();
});

describe('with gateways of their own', { concurrency: 2 }, () => {
  test('SHA-256 on both sides; on one side only nothing is taken', async (t) => {
    const own = await startLianLian({ simulator: { lianlianDigest: 'SHA256' }, lianlian: { digest: 'SHA256' } });
    t.after(own.end);
    await own.paid();
    await own.restart({ lianlian: account() });
    const { json } = await own.create(payment());
    assert.deepEqual([json.state, json.failure?.reason], ['failed', 'account_refused']);
  });

  test('another account: what the old one carries is not asked of it, and a person is called', async (t) => {
    const own = await startLianLian();
    t.after(own.end);
    const { id: pending } = await own.opened(alipay());
    const unknown = payment({ value: '98103.00' });
    assert.equal((await own.create(unknown)).json.state, 'unknown');
    const before = own.calls();
    await own.restart({ lianlian: account({ merchant_id: '142023010100009002' }) });
    for (const [id, state] of [[pending, 'pending'], [unknown.merchant_order_id, 'unknown']]) {
      const order = await until('a person is called', async () => {
        const now = await own.order(id);
        return now.review && now;
      });
      assert.deepEqual([order.state, order.review.reasons], [state, ['account_changed']]);
    }
    for (const reply of [await own.recheck(pending), await own.cancel(pending)]) {
      assert.deepEqual([reply.status, reply.json.code], [409, 'order_account_changed'], reply.text);
    }
    assert.deepEqual(own.calls(), before, 'nothing was sent');
  });

  test('another account: it gives nothing back for what the old one took', async (t) => {
    const own = await startLianLian();
    t.after(own.end);
    const { id } = await own.paid(alipay());
    await own.restart({ lianlian: account({ merchant_id: '142023010100009002' }) });
    const { status, json, text } = await own.refund(id, '1.00');
    assert.deepEqual([status, json.code], [409, 'order_account_changed'], text);
    assert.equal(own.calls().refund, 0);
  });

  test('an account that was changed back is asked again', async (t) => {
    const own = await startLianLian();
    t.after(own.end);
    const { id } = await own.opened(payment({ value: '344.91' }));
    await own.restart({ lianlian: account({ merchant_id: '142023010100009002' }) });
    await until('a person is called', async () => (await own.order(id)).review);
    await own.restart({});
    const asked = await until('it may be asked', async () => {
      const reply = await own.recheck(id);
      return reply.status === 200 && reply;
    });
    assert.equal(asked.json.state, 'succeeded');
  });
});
