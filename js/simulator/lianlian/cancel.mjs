import { createData } from './create.mjs';
import { reachable } from './query.mjs';
import { failure, success } from './reply.mjs';
import { faultOfQuery } from './validate.mjs';

/** Cancel, which only Alipay in-store (whose reply has no data and so no signature) and WeChat have. */
export function cancelPayment({ given, service, state, life }) {
  const fault = faultOfQuery(given);
  const find = () => reachable(life.ofMerchant(given.merchant_order_id), service);
  const known = find();
  return {
    subject: { merchant_order_id: given.merchant_order_id, service, amount: known?.amount },
    work() {
      if (fault) return failure(...fault);
      const order = find();
      if (!order) return failure('404003');
      if (order.status === 'PS') return failure('422018');
      if (!life.isOpen(order) && order.status !== 'PC') return failure('409002');
      // Whether a merchant's own cancel is announced is not documented: it is not, here.
      if (order.status !== 'PC') state.settle(order, 'PC');
      return success(service === 'wechatpay' ? createData(order) : undefined);
    },
    refuse: (code) => (fault ? failure(...fault) : failure(code)),
    forced: (done, code) => (done.success ? failure(code) : done),
  };
}
