import { notificationsOf } from './life.mjs';
import { toBaht, toSatang } from './money.mjs';
import { reachable } from './query.mjs';
import { failure, success } from './reply.mjs';
import { localTime } from './times.mjs';
import { faultOfPayout, faultOfRefund, faultOfRefundQuery } from './validate.mjs';

/** Refund apply: taken as RP, and never more than what was paid. */
export function applyRefund({ given, service, state, life, defer }) {
  const find = () => reachable(life.ofMerchant(given.merchant_order_id), service);
  const known = find();
  const fault = faultOfRefund(given);
  const { merchant_refund_id, merchant_order_id } = given;
  return {
    subject: { merchant_order_id, merchant_refund_id, service: known?.service, amount: known?.amount, scripted: given.refund_amount },
    work(behaviour) {
      if (fault) return failure(...fault);
      const order = find();
      const refusal = refusalOf(given, order, state);
      if (refusal) return failure(...refusal);
      const refund = newRefund(given, order, state, behaviour);
      const before = success(refundData(refund));
      state.createRefund(refund);
      const ready = life.script(refund, behaviour, defer);
      return { ...(behaviour.shown ? success(refundData(refund)) : before), ready };
    },
    refuse: (code) => (fault ? failure(...fault) : failure(code)),
    forced: (done, code) => (done.success ? failure(code) : done),
  };
}

function refusalOf(given, order, state) {
  if (state.findRefund(given.merchant_refund_id)) return ['422003'];
  if (!order) return ['404003'];
  if (order.status !== 'PS') return ['422010'];
  const fault = faultOfPayout(given, order.service);
  if (fault) return fault;
  if (given.refund_currency !== order.currency) return ['409005'];
  return toSatang(given.refund_amount) > state.remaining(order) ? ['422001'] : undefined;
}

// The account that money goes to is not kept.
function newRefund(given, order, state, behaviour) {
  const { merchant_refund_id, refund_reason, notify_url } = given;
  return {
    refund_order_id: state.nextId('13'),
    merchant_refund_id,
    merchant_id: order.merchant_id,
    merchant_order_id: order.merchant_order_id,
    order_id: order.order_id,
    amount: toBaht(toSatang(given.refund_amount)),
    currency: given.refund_currency,
    reason: refund_reason,
    notify_url,
    status: 'RP',
    created_at: state.at(),
    ...notificationsOf(behaviour),
  };
}

const refundData = (refund) => ({
  merchant_id: refund.merchant_id,
  refund_order_id: refund.refund_order_id,
  merchant_refund_id: refund.merchant_refund_id,
  refund_amount: refund.amount,
  refund_currency: refund.currency,
  refund_status: refund.status,
  create_time: localTime(refund.created_at),
});

/** Refund query. */
export function queryRefund({ given, service, state }) {
  const fault = faultOfRefundQuery(given);
  const order = state.ofMerchant(state.findRefund(given.merchant_refund_id)?.merchant_order_id);
  const known = reachable(order, service);
  const find = () => known && state.findRefund(given.merchant_refund_id);
  return {
    subject: {
      merchant_order_id: known?.merchant_order_id, merchant_refund_id: given.merchant_refund_id, service: known?.service, amount: known?.amount,
    },
    work() {
      if (fault) return failure(...fault);
      const refund = find();
      return refund ? success(refundQueryData(refund)) : failure('404006');
    },
    refuse: (code) => failure(code),
    forced: (_, code) => failure(code),
  };
}

// notify_url is there even where it is empty, as in the samples: it counts in the signature.
const refundQueryData = (refund) => ({
  ...refundData(refund),
  merchant_order_id: refund.merchant_order_id,
  order_id: refund.order_id,
  ...(refund.reason && { refund_reason: refund.reason }),
  notify_url: refund.notify_url ?? '',
  ...(refund.completed_at && { complete_time: localTime(refund.completed_at) }),
});
