// The gateway by its document alone: schemathesis makes requests that the document allows, and others.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { payment } from '../edge/support/lianlian.mjs';
import { charge } from '../edge/support/orders.mjs';
import { startEverything } from './support/gateway.mjs';
import { BUILT, check, schemathesis } from './support/schemathesis.mjs';

// Another seed, or more examples, by hand: MEKONG_SEED=… MEKONG_EXAMPLES=…
const SEED = Number(process.env.MEKONG_SEED ?? 20261121);
const EXAMPLES = Number(process.env.MEKONG_EXAMPLES ?? 25);

schemathesis();
const lab = await startEverything();
after(lab.end);

/** What schemathesis.toml names, so that more is tried than what nobody has. */
async function prepare() {
  const alipay = { service: 'alipay_offline', method: 'DYNAMIC_CODE' };
  // Paid at once: the simulator's README, "Magic amounts: what becomes of it".
  const orders = [
    payment({ merchant_order_id: 'PAID1001', value: '344.80', details: alipay }),
    payment({ merchant_order_id: 'BACK1001', return_url: 'https://shop.example/thanks' }),
    charge({ merchant_order_id: 'OPEN1001' }),
  ];
  for (const order of orders) assert.equal((await lab.create(order)).status, 201);
  for (const [merchant_refund_id, value] of [['R1001', '1.00'], ['R1002', '2.86']]) {
    const refund = { merchant_refund_id, amount: { value, currency: 'THB' }, reason: 'one hat came back' };
    const reply = await lab.post('/v1/orders/PAID1001/refunds', refund);
    assert.equal(reply.status, 201, reply.text);
  }
}

test('no server error, nothing undocumented, nothing wrong taken, no way around the key', async () => {
  await prepare();
  console.log(`schemathesis with seed ${SEED}, ${EXAMPLES} examples of each operation`);
  const { code, said } = await check(lab.url, { seed: SEED, examples: EXAMPLES, limitMs: 480_000 });
  const summary = said.slice(said.lastIndexOf('= SUMMARY ='));
  console.log(code === 0 ? summary : said);
  assert.equal(code, 0, 'schemathesis found something, or did not run');
  assert.match(summary, /Tested: \d\d/);
});

/** Lies about the gateway, and what each is found as. */
const LIES = [
  ['API accepts requests without authentication', ({ paths }) => { delete paths['/healthz'].get.security; }],
  ['Undocumented status code', ({ paths }) => { delete paths['/v1/orders'].post.responses[422]; }],
  ['Response violates schema', ({ components }) => { components.schemas.Provider.properties.name.type = 'integer'; }],
  ['Custom check failed', ({ components }) => { components.schemas.CreateOrder = {}; }],
];

test('a document that lies is found out', async () => {
  const document = JSON.parse(BUILT);
  for (const [, lie] of LIES) lie(document);
  const only = ['/healthz', '/v1/orders', '/v1/providers'];
  const lying = { document: JSON.stringify(document), only };
  const { code, said } = await check(lab.url, { ...lying, seed: SEED, examples: 5, limitMs: 120_000 });
  assert.equal(code, 1, said);
  for (const [found] of LIES) assert.ok(said.includes(found), `${found}: ${said}`);
});
