// A row in the table of what is due that nothing can be done with: it stops no other.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { behaving } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

const lab = await startLab({ scale: 20 });
after(lab.end);

test('an order that cannot be read and a kind that nobody knows leave every other order on its way', async () => {
  const lost = [];
  for (let n = 0; n < 3; n++) {
    const { id, otp } = await lab.opened({ msisdn: behaving('confirm', '03') });
    lost.push(id);
    lab.confirm(id, otp).catch(() => {});
    await until('it is charged', () => lab.charges(id).length === 1);
  }
  await lab.kill();
  // In every shard, and due before everything else.
  const broken = "INSERT INTO orders (key, created_at, provider, state, review, body) VALUES ('broken', 1, 'ltc', 'unknown', 0, '{')";
  assert.ok(lab.records.change('Ledger', broken) > 0);
  lab.records.change('Ledger', "INSERT INTO due (kind, key, lane, at) VALUES ('order', 'broken', 'ask ltc', 1)");
  lab.records.change('Ledger', "INSERT INTO due (kind, key, lane, at) VALUES ('no such kind', 'broken', 'time', 1)");
  await lab.start();
  await lab.get('/healthz');
  for (const id of lost) {
    const order = await lab.reaches(id, ['succeeded', 'failed']);
    assert.equal(order.state, 'succeeded', JSON.stringify(order));
    assert.equal(lab.charges(id).length, 1, id);
  }
});
