// What every runtime is asked, and what it must answer. Nothing here comes from the package: the signature is
// node:crypto's, the verdict is that of the provider's table of codes.
import { createHmac, randomBytes } from 'node:crypto';

/** The questions of shared/check.js that are asked, and what a bundle takes of the package. */
const ASKED = ['one_class', 'event', 'forged', 'answer'];
export const TAKEN = ['connectTopup', 'ltc', 'verifyEvent'];

const key = randomBytes(32);
const now = 1_800_000_000;
const payload = JSON.stringify({
  type: 'order.succeeded',
  timestamp: '2027-01-15T15:00:00.000+07:00',
  data: { sequence: 2, order: { merchant_order_id: 'ຄໍາສັ່ງ-1', state: 'succeeded' } },
});
/** Standard Webhooks 1.0.0, "Signature scheme". */
const signature = createHmac('sha256', key).update(`msg_1.${now}.${payload}`).digest('base64');

export const input = {
  asked: ASKED,
  payload,
  headers: { 'webhook-id': 'msg_1', 'webhook-timestamp': String(now), 'webhook-signature': `v1,${signature}` },
  secret: `whsec_${key.toString('base64')}`,
  now,
  config: { base_url: 'https://topup.example/connect', username: 'shop', private_key: 'consumers-private-key' },
  order: {
    operation: 'topup', merchant_order_id: 'T1001', msisdn: '0901 123 456',
    amount: { value: '10000', currency: 'VND' }, details: {},
  },
  answer: { status: 200, headers: { 'content-type': 'text/html' }, body: '1;170000000000001' },
};

const ALL = {
  one_class: true,
  event: { type: 'order.succeeded', id: 'ຄໍາສັ່ງ-1' },
  forged: { code: 'signature_mismatch', ours: true },
  answer: {
    outcome: 'succeeded', evidence: 'own_reply', providerOrderId: '170000000000001',
    mayRetry: false, mayRefundPayer: false, mustRecheck: false,
  },
};

export const expected = Object.fromEntries(ASKED.map((name) => [name, ALL[name]]));
