// Addresses that are given to a provider without a gateway: checked as the gateway checks its own.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { lianlian } from 'mekong-pay';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const account = lianlian.account({
  base_url: 'https://pay.example', merchant_id: '142023010100009001', digest: 'SHA1',
  private_key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }), public_keys: [keys.publicKey.export({ type: 'spki', format: 'pem' })],
});
const order = {
  operation: 'payment', merchant_order_id: 'A1', amount: { value: '344', currency: 'THB' },
  details: {
    service: 'thaiqr', method: 'THAI_QR', order_desc: 'a hat', customer: { merchant_user_id: 'U1', full_name: 'Noy' },
    products: [{ name: 'hat', quantity: 1, unit_price: '344' }],
  },
};
const sent = async (more, context) => JSON.parse((await lianlian.createPayment(account, { ...order, ...more }, context)).body);

test('without an address for notifications the field is left out', async () => {
  const body = await sent({ return_url: 'https://shop.example/thanks' }, {});
  assert.deepEqual([body.notify_url, body.redirect_url], [undefined, 'https://shop.example/thanks']);
  assert.equal((await sent({}, { notifyUrl: 'https://shop.example/n?x=1' })).notify_url, 'https://shop.example/n?x=1');
  assert.equal((await sent({}, { publicUrl: 'https://pay.shop.example/' })).notify_url.startsWith('https://pay.shop.example/v1/'), true);
});

test('an address that nobody could call is refused by its name', async () => {
  const long = `https://shop.example/${'x'.repeat(279)}`;
  for (const url of ['', 'not a url', 'javascript:alert(1)', 'http://shop.example/', 'https://u@shop.example/', 'https://shop.example/ü', long]) {
    const refusal = (field) => ({ code: 'field_invalid', field });
    await assert.rejects(sent({}, { notifyUrl: url }), refusal('notifyUrl'), url);
    await assert.rejects(sent({ return_url: url }, {}), refusal('return_url'), url);
  }
  for (const url of ['', 'not a url', 'javascript:alert(1)', 'https://pay.shop.example/?x=1']) {
    await assert.rejects(sent({}, { publicUrl: url }), { code: 'field_invalid', field: 'publicUrl' }, url);
  }
});
