// Calls that wait for RSA, many at once on one account: each goes on with what is its own.
import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lianlian } from 'mekong-pay';

const { cases, configs, keys } = JSON.parse(readFileSync(new URL('../../../tests/vectors/lianlian.json', import.meta.url)));
const { command } = cases.find(({ id }) => id === 'sample-answer-truemoney-normal-balance-tm');
const context = { publicUrl: 'https://pay.shop.example', now: 1_700_000_000_000 };
const privateOf = (name) => createPrivateKey({ key: Buffer.from(keys[name].private, 'base64'), format: 'der', type: 'pkcs8' });
const merchant = createPublicKey(privateOf('merchant'));
const config = { ...configs.sandbox, public_keys: [keys.lianlian_next.public, keys.lianlian.public] };

/** A notification of an order, signed as LianLian does, by the key of this name. */
function notification(order, signer) {
  const body = { merchant_id: config.merchant_id, merchant_order_id: order, order_amount: '10.00', order_currency: 'THB', order_status: 'PS' };
  const text = Object.entries(body).sort(([one], [other]) => (one < other ? -1 : 1)).map((pair) => pair.join('=')).join('&');
  return { headers: { sign: sign('sha1', Buffer.from(text), privateOf(signer)).toString('base64') }, body: JSON.stringify(body) };
}

test('a hundred calls at once, good and forged', async () => {
  const account = lianlian.account(config);
  const signers = ['lianlian', 'lianlian_next', 'stranger'];
  await Promise.all(Array.from({ length: 100 }, async (_, number) => {
    const order = `ORDER_${number}`;
    const signer = signers[number % 3];
    if (number % 4 === 0) {
      const request = await lianlian.createPayment(account, { ...command, merchant_order_id: order }, context);
      assert.match(request.canonicalString, new RegExp(`&merchant_order_id=${order}&`));
      assert.ok(verify('sha1', Buffer.from(request.canonicalString), merchant, Buffer.from(request.headers.sign, 'base64')), order);
      return;
    }
    const read = lianlian.readNotification(account, notification(order, signer));
    if (signer === 'stranger') return assert.rejects(read, { code: 'signature_invalid' }, order);
    assert.equal((await read).merchantOrderId, order);
  }));
});

test('what the platform cannot do is an error and no signature, and the next call is made', async (t) => {
  const account = lianlian.account(config);
  const { subtle } = crypto;
  const broken = async () => { throw new DOMException('no', 'OperationError'); };
  t.after(() => { delete subtle.sign; delete subtle.verify; });
  Object.assign(subtle, { sign: broken, verify: broken });
  await assert.rejects(lianlian.createPayment(account, command, context), { code: 'signing_failed' });
  await assert.rejects(lianlian.readNotification(account, notification('ORDER_1', 'lianlian')), { code: 'signature_invalid' });
  delete subtle.sign;
  delete subtle.verify;
  const request = await lianlian.createPayment(account, command, context);
  assert.ok(verify('sha1', Buffer.from(request.canonicalString), merchant, Buffer.from(request.headers.sign, 'base64')));
  assert.equal((await lianlian.readNotification(account, notification('ORDER_1', 'lianlian'))).merchantOrderId, 'ORDER_1');
});

test('keys that only the platform has sign and verify, each its own', async () => {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' };
  const held = (name) => crypto.subtle.importKey('spki', Buffer.from(keys[name].public, 'base64'), algorithm, false, ['verify']);
  const own = await crypto.subtle.importKey('pkcs8', privateOf('merchant').export({ format: 'der', type: 'pkcs8' }), algorithm, false, ['sign']);
  const public_keys = [await held('lianlian'), keys.merchant.public, await held('lianlian_next')];
  const account = lianlian.account({ ...configs.sandbox, private_key: own, public_keys });
  for (const signer of ['lianlian_next', 'lianlian', 'merchant', 'lianlian_next']) {
    assert.equal((await lianlian.readNotification(account, notification('ORDER_1', signer))).merchantOrderId, 'ORDER_1', signer);
  }
  await assert.rejects(lianlian.readNotification(account, notification('ORDER_1', 'stranger')), { code: 'signature_invalid' });
  const request = await lianlian.createPayment(account, command, context);
  assert.ok(verify('sha1', Buffer.from(request.canonicalString), merchant, Buffer.from(request.headers.sign, 'base64')));
});

test('one key text with two digests, and two keys, are told apart', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const open = publicKey.export({ type: 'spki', format: 'pem' });
  for (let again = 0; again < 2; again++) {
    for (const digest of ['SHA1', 'SHA256']) {
      const signature = await lianlian.sign('ສະບາຍດີ', pem, { digest });
      assert.ok(verify(digest, Buffer.from('ສະບາຍດີ'), publicKey, Buffer.from(signature, 'base64')));
      assert.equal(await lianlian.verify('ສະບາຍດີ', signature, open, { digest }), true);
      assert.equal(await lianlian.verify('ສະບາຍດິ', signature, open, { digest }), false);
      assert.equal(await lianlian.verify('ສະບາຍດີ', signature, keys.stranger.public, { digest }), false);
    }
  }
  await assert.rejects(lianlian.sign('x', 'no key'), { code: 'key_invalid' });
  await assert.rejects(lianlian.sign('x', 'no key'), { code: 'key_invalid' });
});
