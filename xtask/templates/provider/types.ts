// __Name__: what is right compiles, what is wrong does not. FILL IN: each of its functions, and its fields' mistakes.
import { __camel__ } from 'mekong-pay';
import type { __Type__Config, __Type__Order, SignedRequest, Verdict } from 'mekong-pay';

const config: __Type__Config = {
  base_url: 'https://relay.example', merchant_id: 'm-1', api_key: 'k-1', timeout_s: 25, allow_http: true, relay_token: 'x',
};
const account = __camel__.account(config);
const answer = { status: 200, body: '{"code":"PAID"}' };
const payment: __Type__Order = {
  operation: 'payment', merchant_order_id: 'N1001', amount: { value: '1000', currency: 'LAK' },
};

export function everything(): readonly (Verdict | SignedRequest)[] {
  return [
    __camel__.pay(account, payment),
    __camel__.pay(account, { ...payment, details: {} }),
    __camel__.readPay(account, payment, answer),
    __camel__.query(account, payment),
    __camel__.readQuery(account, payment, answer),
  ];
}

const order = (given: __Type__Order): __Type__Order => given;
// @ts-expect-error "VND"' is not: kip are taken
order({ ...payment, amount: { value: '1000', currency: 'VND' } });

export const written = __camel__.account('{}');
