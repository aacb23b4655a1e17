import { isMobile, networkOf } from '../vietnam.mjs';
import { AIRTIME, dataProducts } from './catalog.mjs';
import { failure, success, told } from './reply.mjs';

/** A call that moves no money: a code is only put into its answer. */
const question = (subject, work) => ({ subject, work, refuse: failure, forced: (reply, code) => (code === '0' ? reply : failure(code)) });

/** GET v1 transaction status: errorCode is the transaction's state. */
export function status({ param, state }) {
  const topup = state.find(param);
  const truth = () => {
    if (!topup || !state.isVisible(topup)) return failure('36');
    if (topup.state === 'credited') return told('status', '0', topup);
    return failure(topup.state === 'pending' ? '35' : topup.code ?? '33');
  };
  return {
    ...question({ phone: topup?.phone, partner_ref_id: param, product_code: topup?.product }, truth),
    forced: (reply, code) => (code === '0' && topup ? told('status', '0', topup) : failure(code)),
  };
}

export function productCodes() {
  let id = 0;
  const numbered = ({ products, ...group }) => ({ ...group, products: products.map((each) => ({ id: ++id, ...each })) });
  return question({}, () => success({ data: AIRTIME.map(numbered) }));
}

export function info({ param }) {
  return question({ phone: param }, () => {
    if (!isMobile(param)) return failure('37');
    const telco = networkOf(param);
    return telco ? success({ data: { phone_number: param, telco } }) : failure('39');
  });
}

/** Data packages for one number. */
export function products({ param, query }) {
  return question({ phone: param }, () => {
    if (!['prepaid', 'postpaid'].includes(query.get('telco_service_type'))) return failure('1');
    if (!isMobile(param)) return failure('37');
    const prices = query.get('value')?.split(',').filter(Boolean) ?? [];
    const data = dataProducts(param).filter(({ amount }) => prices.length === 0 || prices.includes(String(amount)));
    return success({ data });
  });
}

export const balance = ({ state }) => question({}, () => success({ account: { balance: state.balance() } }));
