import { orderData } from './create.mjs';
import { failure, success } from './reply.mjs';
import { SERVICES } from './services.mjs';
import { localTime } from './times.mjs';
import { faultOfQuery } from './validate.mjs';

/** Payment query. The older per-product ones find only orders of their product. */
export function queryPayment({ given, service, life }) {
  const fault = faultOfQuery(given);
  const find = () => reachable(life.ofMerchant(given.merchant_order_id), service);
  const known = find();
  return {
    subject: { merchant_order_id: given.merchant_order_id, service: known?.service, amount: known?.amount },
    work() {
      if (fault) return failure(...fault);
      const order = find();
      return order ? success(queryData(order)) : failure('404003');
    },
    refuse: (code) => failure(code),
    forced: (_, code) => failure(code),
  };
}

export const reachable = (order, service) => (service === undefined || order?.service === service ? order : undefined);

function queryData(order) {
  const { product } = SERVICES[order.service];
  const { merchant_id, merchant_order_id, desc, method, customer, products, created_at, paid_at } = order;
  return {
    merchant_id,
    merchant_order_id,
    ...orderData(order),
    order_desc: desc,
    ...(product && { product_code: product }),
    ...(method && { payment_method: method }),
    ...(customer && { customer }),
    ...(products && { products }),
    create_time: localTime(created_at),
    ...(paid_at && { complete_time: localTime(paid_at) }),
  };
}
