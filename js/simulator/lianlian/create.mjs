import { canonicalString } from './canonical.mjs';
import { notificationsOf } from './life.mjs';
import { toBaht, toSatang } from './money.mjs';
import { payload } from './payload.mjs';
import { failure, success } from './reply.mjs';
import { SERVICES, methodField } from './services.mjs';
import { localTime } from './times.mjs';
import { faultOfPayment } from './validate.mjs';

/** A payment of any service, the hosted page too. */
export function createPayment({ given, service, origin, state, life, options, defer }) {
  const fault = faultOfPayment(given, service, options.now());
  return {
    subject: { merchant_order_id: given.merchant_order_id, service, amount: given.order_amount, scripted: given.order_amount },
    work(behaviour) {
      if (fault) return failure(...fault);
      const known = life.ofMerchant(given.merchant_order_id);
      if (known) return resubmitted(known, given, service);
      const order = newOrder(given, { service, origin, state, options, behaviour });
      const before = success(createData(order));
      state.create(order);
      life.arm(order);
      const ready = life.script(order, behaviour, defer);
      return { ...(behaviour.shown ? success(createData(order)) : before), ready };
    },
    refuse: (code) => (fault ? failure(...fault) : failure(code)),
    forced: (done, code) => (done.success ? failure(code) : done),
  };
}

/**
 * Only what is still PI may be submitted again, with the same data, and Alipay in-store and WeChat never.
 * Which of the codes for it stands for which case is not documented.
 */
function resubmitted(order, given, service) {
  if (order.status === 'PS') return failure('429006');
  if (SERVICES[service].resubmit === false) return failure('422009');
  if (!['PI', 'WP'].includes(order.status)) return failure('409002');
  if (order.status !== 'PI') return failure('429001');
  const same = order.service === service && toSatang(given.order_amount) === toSatang(order.amount)
    && canonicalString(given.customer ?? {}) === canonicalString(order.customer ?? {});
  return same ? success(createData(order)) : failure('429003');
}

// Card data is not taken over: it is looked at once and forgotten.
function newOrder(given, { service, origin, state, options, behaviour }) {
  const now = options.now();
  const life_s = options.lianlianExpiryS ?? SERVICES[service].life_s ?? null;
  const order_id = state.nextId('12');
  const { merchant_id, merchant_order_id, customer, products, notify_url, redirect_url, cancel_url } = given;
  return {
    order_id,
    merchant_id,
    merchant_order_id,
    service,
    method: given[methodField(service)] ?? null,
    amount: toBaht(toSatang(given.order_amount)),
    currency: given.order_currency,
    desc: given.order_desc ?? given.order_info,
    customer,
    products,
    notify_url,
    redirect_url,
    cancel_url,
    page: `${origin}/lianlian/pay/${order_id}`,
    status: SERVICES[service].status ?? 'WP',
    created_at: new Date(now).toISOString(),
    life_s,
    expires_at: life_s === null ? null : new Date(now + life_s * 1000).toISOString(),
    ...notificationsOf(behaviour),
  };
}

/** The data of the reply, by service as in the samples. */
export function createData(order) {
  const service = SERVICES[order.service];
  const { merchant_id, merchant_order_id } = order;
  return {
    ...(service.ids && { merchant_id, merchant_order_id }),
    ...orderData(order),
    ...(service.methodField && { [service.methodField]: order.method }),
    ...(service.due && { due_date: localTime(order.expires_at) }),
    [service.timeField ?? 'create_time']: localTime(order.created_at),
    ...payload(order),
  };
}

export const orderData = (order) => ({
  order_id: order.order_id,
  order_status: order.status,
  order_amount: order.amount,
  order_currency: order.currency,
});
