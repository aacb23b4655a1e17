// Everything that the gateway says when asked: orders with their histories, refunds, events, notifications.

const PAGE = 100;
const AT_ONCE = 8;

async function get(caller, random, path) {
  const reply = await caller.insist(random, 'GET', path);
  if (reply?.status !== 200) throw new Error(`GET ${path}: ${reply?.text}`);
  return reply.json;
}

async function pages(caller, random, path, name) {
  const all = [];
  let cursor = '';
  do {
    const page = await get(caller, random, `${path}?limit=${PAGE}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    all.push(...page[name]);
    cursor = page.next_cursor;
  } while (cursor);
  return all;
}

/** The same for each, a few at once, in their order. */
async function each(list, work) {
  const results = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < list.length; at = next++) results[at] = await work(list[at]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

/** By id in lower case: `{ order, refunds, history }`; and the events and unmatched notifications. */
export async function readLedger({ caller }, random) {
  const orders = new Map();
  const listed = await pages(caller, random, '/v1/orders', 'orders');
  const add = (id, path, order) => orders.set(id.toLowerCase(), { id, path, order });
  for (const order of listed) add(order.merchant_order_id, `/v1/orders/${order.merchant_order_id}`, order);
  await each(listed.filter((order) => order.provider === 'lianlian'), async ({ merchant_order_id: id }) => {
    const refunds = await pages(caller, random, `/v1/orders/${id}/refunds`, 'refunds');
    for (const refund of refunds) {
      const { merchant_refund_id: own } = refund;
      add(own, `/v1/orders/${id}/refunds/${own}`, { ...refund, provider: 'lianlian', operation: 'refund' });
    }
  });
  await each([...orders.values()], async (entry) => {
    entry.history = await pages(caller, random, `${entry.path}/history`, 'history');
  });
  const events = await pages(caller, random, '/v1/events', 'events');
  const notifications = await pages(caller, random, '/v1/notifications', 'notifications');
  return { orders, events, notifications, listed: listed.length };
}
