// A thousand pages that wait: each is told of its own order's change at once, of nobody else's, and costs nothing while
// nothing happens.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { send } from '../support/http.mjs';
import { startLab } from '../support/lab.mjs';
import { PLENTY, VARS } from '../support/shop.mjs';

const PAGES = 1000;
const ORDERS = 20;
const lab = await startLab({ rateLimit: PLENTY, vars: VARS });
after(lab.end);

/** Seconds of CPU that the gateway has used (proc(5), stat: utime and stime, in hundredths). */
function cpu() {
  const fields = readFileSync(`/proc/${lab.pid()}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

test(`${PAGES} pages wait for ${ORDERS} orders`, { skip: process.platform !== 'linux' && 'reads /proc' }, async (t) => {
  const orders = [];
  for (let nth = 0; nth < ORDERS; nth += 1) {
    const { id } = await lab.opened();
    const { token } = (await lab.post(`/v1/orders/${id}/client-tokens`, {})).json;
    orders.push({ id, token, version: (await lab.order(id)).version });
  }
  const told = [];
  const pages = Array.from({ length: PAGES }, async (_, index) => {
    const order = orders[index % ORDERS];
    const { status, json } = await send(`${lab.url}/v1/orders/${order.id}?wait=30&version=${order.version}`, {
      headers: { authorization: `Bearer ${order.token}` },
    });
    told.push({ id: order.id, at: Date.now(), status, state: json?.state });
  });
  await new Promise((resolve) => { setTimeout(resolve, 3000); });
  assert.deepEqual(told, [], 'nobody is answered before anything happens');

  const [before, began] = [cpu(), Date.now()];
  await new Promise((resolve) => { setTimeout(resolve, 5000); });
  const idle = (cpu() - before) / ((Date.now() - began) / 1000);

  const changed = Date.now();
  await lab.cancel(orders[0].id);
  const first = () => told.filter(({ id }) => id === orders[0].id);
  while (first().length < PAGES / ORDERS && Date.now() - changed < 10_000) await new Promise((resolve) => { setTimeout(resolve, 10); });
  assert.equal(first().length, PAGES / ORDERS, 'each page of this order is told');
  assert.ok(first().every(({ status, state }) => status === 200 && state === 'failed'));
  assert.equal(told.length, first().length, 'and no page of another one');
  t.diagnostic(`waiting costs ${(100 * idle).toFixed(1)} % of a core; the last of ${first().length} pages was told after ${Math.max(...first().map(({ at }) => at)) - changed} ms`);
  assert.ok(idle < 0.5, `waiting costs ${idle} of a core`);

  await Promise.all(orders.slice(1).map(({ id }) => lab.cancel(id)));
  await Promise.all(pages);
  assert.equal(told.length, PAGES);
});
