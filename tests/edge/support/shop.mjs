// A shop without a server of its own: its keys, its catalogue, its pages, and tokens made by another hand than ours.
import assert from 'node:assert/strict';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createClient, KEY } from './client.mjs';

export const ORIGIN = 'https://shop.example';
/** The key of its pages, and that of another shop. */
export const PAGE = 'pk_edge_tests_page';
export const OTHER_PAGE = 'pk_edge_tests_other_page';
export const OTHER_ORIGIN = 'https://other.example:8443';
/** More requests from one place than any of these tests makes. */
export const PLENTY = '100000/60';
/** What tokens are signed with: this one first, the other one earlier. */
export const TOKEN_SECRET = 'edge-tests-client-token-secret-of-today';
export const OLD_TOKEN_SECRET = 'edge-tests-client-token-secret-of-yesterday';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
export const KEYS = [
  { id: 'server', kind: 'secret', sha256: sha256(KEY) },
  // These tests' payers are on this machine and have no address: all of them share one network's twentieth.
  { id: 'page', kind: 'publishable', sha256: sha256(PAGE), origins: [ORIGIN], texts_per_hour: 10_000 },
  { id: 'other', kind: 'publishable', sha256: sha256(OTHER_PAGE), origins: [OTHER_ORIGIN, 'http://localhost:3000'] },
];
export const VARS = {
  API_KEYS: JSON.stringify(KEYS),
  CLIENT_TOKEN_SECRETS: JSON.stringify([TOKEN_SECRET, OLD_TOKEN_SECRET]),
  RETURN_URLS: JSON.stringify([ORIGIN]),
};

export const GOLD = {
  sku: 'gold', provider: 'ltc', operation: 'charge', amount: { value: '5000', currency: 'LAK' },
  details: { card_name: 'Gold' },
};
export const HAT = {
  sku: 'hat', provider: 'lianlian', operation: 'payment', amount: { value: '344.00', currency: 'THB' },
  details: { order_desc: 'one hat' },
  methods: {
    promptpay: { service: 'thaiqr', method: 'THAI_QR' }, truemoney: { service: 'truemoney', method: 'NORMAL_ALL_TM' },
  },
  payer_details: ['customer'],
};
export const CUSTOMER = { merchant_user_id: 'USER_0001', full_name: 'Bruce Lee' };

/** A browser's key: 128 random bits behind a word that must be found nowhere. */
export const clientKey = () => `CanaryKey${randomBytes(16).toString('base64url')}`;

/** A token by node:crypto, as src/signing/client_token.rs describes it. */
export function signToken({ order, generation = 0, expires = Date.now() / 1000 + 600, secret = TOKEN_SECRET }) {
  const said = Buffer.from(`${Math.floor(expires)} ${generation} ${order.toLowerCase()}`).toString('base64url');
  return `ct_${said}.${createHmac('sha256', secret).update(`ct_${said}`).digest('base64url')}`;
}

/** What a token says. */
export function readToken(token) {
  const [, said] = /^ct_([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]{43}$/.exec(token) ?? assert.fail(`no token: ${token}`);
  const [expires, generation, order] = Buffer.from(said, 'base64url').toString().split(' ');
  return { order, generation: Number(generation), expires: Number(expires) };
}

/** A caller of the lab's gateway with another key than its own, or with a token. */
export const caller = (lab, key) => createClient(() => lab.url, { key });

/** Puts a catalogue. */
export async function stock(lab, ...items) {
  const reply = await lab.call('PUT', '/v1/catalogue', { json: { items } });
  assert.equal(reply.status, 200, reply.text);
  return reply;
}

export const problem = (reply) => [reply.status, reply.json?.code, reply.json?.money_may_have_moved];

/** What a payer may see, in the order in which it is shown. */
export const PAYER_FIELDS = [
  'merchant_order_id', 'provider', 'operation', 'sandbox', 'state', 'amount', 'msisdn', 'next_action', 'failure',
  'may_retry', 'must_recheck', 'version', 'created_at', 'updated_at',
];
