import { HttpError } from '../http.mjs';
import { loopbackUrl } from '../loopback.mjs';
import { REFUND_ACTIONS } from './life.mjs';
import { VARIANT_NAMES } from './variants.mjs';

export function createControls({ plans, state, life, notifications, options }) {
  return {
    'GET plan': () => ({ plans: plans.list() }),
    'POST plan': (body) => ({ ok: true, pending: plans.add(body) }),
    'GET notifications': () => ({ notifications: state.notifications() }),
    'POST notify': (body) => notify(body, { state, life, notifications, options }),
    'POST refund/{merchant_refund_id}': (body, id) => settle(body, id, { state, life }),
  };
}

async function notify({ merchant_order_id, merchant_refund_id, variant = 'plain', times, status, url }, tools) {
  const { state, life, notifications, options } = tools;
  const subject = merchant_refund_id ? state.findRefund(merchant_refund_id) : life.find(merchant_order_id);
  if (!subject) throw new HttpError(404, 'no such order or refund');
  const names = [variant].flat();
  const unknown = names.find((name) => !VARIANT_NAMES.includes(name));
  if (unknown !== undefined || names.length === 0) throw new HttpError(400, `variant must be one of ${VARIANT_NAMES.join(', ')}`);
  if (times !== undefined && !(Number.isInteger(times) && times > 0 && times <= 100)) throw new HttpError(400, 'times must be 1 to 100');
  const target = url ?? subject.notify_url;
  if (typeof target !== 'string') throw new HttpError(409, 'it has no notify_url: give a url');
  loopbackUrl(target, options.gateway);
  return { deliveries: await notifications.now(subject, names, { url: target, times, status }) };
}

function settle({ action }, id, { state, life }) {
  const refund = state.findRefund(id);
  if (!refund) throw new HttpError(404, 'no such refund');
  if (!REFUND_ACTIONS.includes(action)) throw new HttpError(400, `action must be one of ${REFUND_ACTIONS.join(', ')}`);
  if (!life.act(refund, action)) throw new HttpError(409, `the refund is ${refund.status}`);
  return { ok: true, merchant_refund_id: id, refund_status: refund.status };
}
