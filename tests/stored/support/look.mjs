// What is looked at, before a state is stored and after a gateway has been started on it.

const settled = (told) => [...told.succeeded, ...told.failed, ...told.reviewed, ...told.credited, ...told.refused, told.refunded];
const open = (told) => [...told.pending, ...told.payments, told.waiting.id];

/** Advice is today's sentence: nothing of it is stored. */
function withoutAdvice(order) {
  if (order.review) delete order.review.advice;
  return order;
}

/** Every order but the lost one, every list, what is known of numbers, providers and the catalogue. */
export async function look(world, told) {
  const read = async (path) => (await world.get(path)).json;
  const each = async (list, of) => Object.fromEntries(await Promise.all(list.map(async (one) => [one, await of(one)])));
  const { providers } = await read('/v1/providers');
  return {
    orders: await each([...settled(told), ...open(told)], async (id) => withoutAdvice(await world.order(id))),
    refunds: (await read(`/v1/orders/${told.refunded}/refunds`)).refunds.map(withoutAdvice),
    settled: await each(settled(told), world.history),
    open: await each(open(told), world.history),
    ids: (await read('/v1/orders?limit=100')).orders.map(({ merchant_order_id: id }) => id),
    subscriptions: await each(told.subscribers, world.subscriptions),
    catalogue: await read('/v1/catalogue'),
    notifications: (await read('/v1/notifications')).notifications,
    suspended: providers.find(({ id }) => id === 'appotapay').suspended?.cause,
    tokens: world.simulator.book().ltc.calls.token,
  };
}
