// Top-ups through the relay: the gateway in front, Debian's Caddy with the shipped file, the simulator behind.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { TOKEN, startRelay } from '../support/relay.mjs';
import { APPOTAPAY, BOTH, CONNECT, appotapay, behaving, connectTopup, ordinary, startTopups, topup } from '../support/topups.mjs';

const lab = await startTopups();
const relay = await startRelay({ upstreams: { [APPOTAPAY]: lab.simulatorUrl, [CONNECT]: lab.simulatorUrl }, token: TOKEN });
after(async () => {
  await lab.end();
  await relay.stop();
});
const through = (provider) => ({ base_url: `${relay.url}/${provider}/${provider}`, relay_token: TOKEN });
await lab.restart({ appotapay: appotapay(through(APPOTAPAY)), connectTopup: connectTopup(through(CONNECT)) });

for (const provider of BOTH) {
  test(`${provider}: carried out once, and asked about, through the relay`, async () => {
    const plain = topup({ provider, msisdn: ordinary(provider) });
    assert.equal((await lab.create(plain)).json.state, 'succeeded');
    // Credited, then the connection dies between relay and provider: the relay says 502, and must not send again.
    const lost = topup({ provider, msisdn: behaving('charge', '03') });
    assert.equal((await lab.create(lost)).json.state, 'unknown');
    const order = await lab.reaches(lost.merchant_order_id, ['succeeded', 'failed']);
    assert.equal(order.state, 'succeeded');
    for (const { merchant_order_id: id } of [plain, lost]) assert.equal(lab.topups(provider, id).length, 1, id);
    const { status, json } = await lab.get(`/v1/providers/${provider}/balance`);
    assert.deepEqual([status, json.balance.value], [200, '999980000']);
  });
}
