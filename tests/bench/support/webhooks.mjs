// Receiving a webhook: each package verifies its own kind of signature over the same payload, and reads it.
import assert from 'node:assert/strict';
import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import { verifyEvent } from 'mekong-pay';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';

const ID = 'evt_2KWPBgLlAfxdpx2AI54pPJ85f4W';

/** An order's event as the gateway writes it, made as long as wanted by the merchant's own text. */
function payloadOf(bytes) {
  const order = {
    merchant_order_id: 'A1001', provider: 'ltc', operation: 'charge', sandbox: true, state: 'succeeded',
    amount: { value: '1000', currency: 'LAK' }, msisdn: '+8562055515155', details: { card_name: '' },
    may_retry: false, version: 4, updated_at: '2026-11-22T02:31:36.341+07:00',
  };
  const event = { type: 'order.succeeded', timestamp: '2026-11-22T02:31:36.341+07:00', data: { sequence: 2, order } };
  order.details.card_name = 'Card1K'.padEnd(bytes - JSON.stringify(event).length, ' the same again');
  const text = JSON.stringify(event);
  assert.equal(Buffer.byteLength(text), bytes);
  return text;
}

/** Contenders for a payload of so many bytes, given as a text or as bytes. `construct` is the function of stripe's. */
export function webhooks(bytes, form, construct = 'constructEvent') {
  const text = payloadOf(bytes);
  const key = randomBytes(32);
  const secret = `whsec_${key.toString('base64')}`;
  const seconds = String(Math.floor(Date.now() / 1000));
  const signature = `v1,${createHmac('sha256', key).update(`${ID}.${seconds}.${text}`).digest('base64')}`;
  const headers = (prefix) =>
    ({ [`${prefix}-id`]: ID, [`${prefix}-timestamp`]: seconds, [`${prefix}-signature`]: signature });
  const [standard, svix, stripe] = [new Webhook(secret), new SvixWebhook(secret), new Stripe('sk_test_bench')];
  const [ours, theirs] = [headers('webhook'), headers('svix')];
  const hex = createHmac('sha256', secret).update(`${seconds}.${text}`).digest('hex');
  const stripes = `t=${seconds},v1=${hex}`;
  const byHand = verifierByHand(createSecretKey(key));
  const contender = (name, verify, expected = JSON.parse(text)) => {
    const given = (payload) => (form === 'text' ? payload : Buffer.from(payload));
    const payload = given(text);
    const changed = given(text.replace('A1001', 'A1002'));
    const check = async () => {
      assert.deepEqual(await verify(payload), expected, name);
      await assert.rejects(async () => verify(changed), undefined, `${name} takes a changed byte`);
    };
    return { name, run: () => verify(payload), check };
  };
  return [
    contender('mekong-pay', (payload) => verifyEvent(payload, ours, secret), { id: ID, ...JSON.parse(text) }),
    contender('standardwebhooks', (payload) => standard.verify(payload, ours)),
    // It verifies and leaves the reading to its caller.
    contender('svix, JSON.parse', (payload) => (svix.verify(payload, theirs), JSON.parse(payload))),
    contender('stripe', (payload) => stripe.webhooks[construct](payload, stripes, secret)),
    contender('node:crypto by hand', (payload) => byHand(payload, ours)),
  ];
}

/** What a careful person would write. */
const verifierByHand = (key) => (payload, headers) => {
  const { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': given } = headers;
  if (Math.abs(Date.now() / 1000 - Number(seconds)) > 300) throw new Error('not now');
  const own = createHmac('sha256', key).update(`${id}.${seconds}.`).update(payload).digest();
  const good = (one) => {
    const bytes = Buffer.from(one.slice(3), 'base64');
    return one.startsWith('v1,') && bytes.length === own.length && timingSafeEqual(bytes, own);
  };
  if (!given.split(' ').some(good)) throw new Error('not signed');
  return JSON.parse(payload);
};
