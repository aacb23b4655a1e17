import { shortDigits } from '../ids.mjs';
import { toSatang } from './money.mjs';
import { localDay } from './times.mjs';

const CALLS = ['create', 'query', 'refund', 'refund_query', 'cancel'];

const fresh = () => ({
  orders: new Map(),
  byMerchantId: new Map(),
  refunds: new Map(),
  notifications: new Map(),
  calls: Object.fromEntries(CALLS.map((call) => [call, 0])),
  seen: new Set(),
});

/** Everything LianLian would remember. It changes by events only, so that a journal of them brings it back. */
export function createState({ options, record }) {
  let data = fresh();
  const traffic = { now: 0, max: 0 };
  const at = () => new Date(options.now()).toISOString();

  const events = {
    call: ({ name }) => { data.calls[name] += 1; },
    seen: ({ key }) => data.seen.add(key),
    created({ order }) {
      data.orders.set(order.order_id, order);
      data.byMerchantId.set(order.merchant_order_id, order);
    },
    settled(event) {
      const order = data.orders.get(event.order_id);
      Object.assign(order, { status: event.status, completed_at: event.at });
      if (event.status === 'PS') order.paid_at = event.at;
    },
    refund_created: ({ refund }) => data.refunds.set(refund.merchant_refund_id, refund),
    refund_settled: (event) => Object.assign(data.refunds.get(event.id), { status: event.status, completed_at: event.at }),
    noticed: ({ notification }) => data.notifications.set(notification.id, { ...notification, attempts: [] }),
    attempted({ id, attempt, state, next_at }) {
      const notification = data.notifications.get(id);
      notification.attempts.push(attempt);
      Object.assign(notification, { state, next_at });
    },
  };

  const refundsOf = ({ merchant_order_id }) => [...data.refunds.values()].filter((each) => each.merchant_order_id === merchant_order_id);

  return {
    at,
    apply: (event) => events[event.type]?.(event),
    reset() {
      data = fresh();
      traffic.max = traffic.now;
    },
    count: (name) => record({ type: 'call', name }),
    enter() {
      traffic.now += 1;
      traffic.max = Math.max(traffic.max, traffic.now);
    },
    leave: () => { traffic.now -= 1; },
    /** True the first time only. */
    firstTime(key) {
      if (data.seen.has(key)) return false;
      record({ type: 'seen', key });
      return true;
    },
    /** By LianLian's id or the merchant's. */
    find: (id) => data.orders.get(id) ?? data.byMerchantId.get(id),
    ofMerchant: (id) => data.byMerchantId.get(id),
    orders: () => [...data.orders.values()],
    create: (order) => record({ type: 'created', order }),
    /** The only place where a payment moves. */
    settle: (order, status) => record({ type: 'settled', order_id: order.order_id, status, at: at() }),
    findRefund: (id) => data.refunds.get(id),
    createRefund: (refund) => record({ type: 'refund_created', refund }),
    settleRefund: (refund, status) => record({ type: 'refund_settled', id: refund.merchant_refund_id, status, at: at() }),
    /** Satang that may still be refunded: the payment less every refund that has not failed. */
    remaining(order) {
      const taken = refundsOf(order).filter(({ status }) => status !== 'RF').map(({ amount }) => toSatang(amount));
      return toSatang(order.amount) - taken.reduce((sum, each) => sum + each, 0);
    },
    findNotification: (id) => data.notifications.get(id),
    notifications: () => [...data.notifications.values()],
    addNotification: (notification) => record({ type: 'noticed', notification }),
    addAttempt: (id, attempt, state, next_at) => record({ type: 'attempted', id, attempt, state, next_at }),
    /** 18 digits as in the samples: a kind, the day, a number. */
    nextId(kind) {
      const id = `${kind}${localDay(options.now())}${shortDigits()}`;
      const taken = data.orders.has(id) || [...data.refunds.values()].some(({ refund_order_id }) => refund_order_id === id);
      return taken ? this.nextId(kind) : id;
    },
    book: () => ({
      payments: [...data.orders.values()].map(paymentEntry),
      refunds: [...data.refunds.values()].map(refundEntry),
      calls: { ...data.calls },
      in_flight_max: traffic.max,
    }),
  };
}

function paymentEntry({ order_id, merchant_order_id, service, method, amount, currency, status, paid_at, notify_url }) {
  return { order_id, merchant_order_id, service, method, amount, currency, status, paid_at: paid_at ?? null, notify_url: notify_url ?? null };
}

function refundEntry({ refund_order_id, merchant_refund_id, merchant_order_id, amount, currency, status, completed_at }) {
  return { refund_order_id, merchant_refund_id, merchant_order_id, amount, currency, status, completed_at: completed_at ?? null };
}
