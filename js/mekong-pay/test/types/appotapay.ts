// AppotaPay: a product's code or a face value, never both; what a lookup completed is another type.
import { appotapay } from 'mekong-pay';
import type {
  Amount, AppotaPayConfig, AppotaPayFaceValue, AppotaPayLookedUpOrder, AppotaPayOrder, SignedRequest, Verdict,
} from 'mekong-pay';

const config: AppotaPayConfig = {
  base_url: 'https://gateway.dev.appotapay.com', partner_code: 'P', api_key: 'k', secret_key: 's',
  authorization: 'bare', timeout_s: 25, low_balance: '5000000', allow_http: false, relay_token: 'x',
};
const account = appotapay.account(config);
const answer = { status: 200, body: new Uint8Array() };
const at = { now: 1_700_000_000 };
const airtime: AppotaPayOrder = {
  operation: 'topup', merchant_order_id: 'T1001', amount: { value: '10000', currency: 'VND' }, msisdn: '0866 123 456',
  details: { face_value: '10000', service_type: 'prepaid' },
};
const data: AppotaPayOrder = {
  ...airtime, details: { product_code: '6GB', service_type: 'postpaid', telco: 'some_new_network' },
};

export function everything(): readonly (Verdict | SignedRequest | Amount<'VND'> | string)[] {
  let order: AppotaPayOrder | AppotaPayLookedUpOrder = data;
  for (let asked = appotapay.requiredLookup(account, order); asked !== null; asked = appotapay.requiredLookup(account, order, at)) {
    order = appotapay.applyLookup(account, order, answer);
  }
  const service_type = 'prepaid' as const;
  const [product] = appotapay.readProducts(account, answer);
  const [sold] = appotapay.readNumberProducts(account, '0866123456', { service_type: 'prepaid' }, answer);
  const { telco } = appotapay.readNumberInfo(account, '0866123456', answer);
  const bought: AppotaPayOrder[] = [
    ...(product ? [{ ...airtime, amount: product.amount, details: { ...product.details, service_type } }] : []),
    ...(sold ? [{ ...airtime, amount: sold.amount, details: sold.details }] : []),
    { ...airtime, details: { face_value: '50000', service_type: 'prepaid', telco } },
  ];
  return [
    appotapay.jwt(account), appotapay.jwt(account, at),
    ...bought.map((each) => appotapay.charging(account, each)),
    appotapay.charging(account, order, at), appotapay.readCharging(account, order, answer),
    appotapay.transaction(account, order, at), appotapay.readTransaction(account, order, answer),
    appotapay.readTransaction(account, order, answer, { chargeReply: '40', providerOrderId: 'X', orderedAt: '2026-01-01T00:00:00+07:00' }),
    appotapay.balance(account, at), appotapay.readBalance(account, answer),
    appotapay.products(account), appotapay.numberInfo(account, '0866123456', at),
    appotapay.numberProducts(account, '0866123456', { service_type: 'postpaid' }, at),
  ];
}

export const values: readonly AppotaPayFaceValue[] = [
  '10000', '20000', '30000', '50000', '100000', '200000', '300000', '500000', '1000000',
];

const order = (given: AppotaPayOrder): AppotaPayOrder => given;
// @ts-expect-error type 'AppotaPayFaceValue': the product says what it is worth
order({ ...airtime, details: { product_code: 'viettel_10', face_value: '10000', service_type: 'prepaid' } });
// @ts-expect-error is missing in type: the one or the other is there
order({ ...airtime, details: { service_type: 'prepaid' } });
// @ts-expect-error 'service_type' is missing: prepaid and postpaid numbers are told apart
order({ ...airtime, details: { face_value: '10000' } });
// @ts-expect-error "PREPAID"' is not: lower case
order({ ...airtime, details: { face_value: '10000', service_type: 'PREPAID' } });
// @ts-expect-error "15000"' is not: not sold
order({ ...airtime, details: { face_value: '15000', service_type: 'prepaid' } });
// @ts-expect-error 'number' is not: a decimal string
order({ ...airtime, details: { face_value: 10000, service_type: 'prepaid' } });
// @ts-expect-error 'gateway' does not exist: a field of another provider
order({ ...airtime, details: { face_value: '10000', service_type: 'prepaid', gateway: 'VTL' } });
// @ts-expect-error "THB"' is not: dong are topped up
order({ ...airtime, amount: { value: '10000', currency: 'THB' } });
// @ts-expect-error type 'never': nobody is sent anywhere
order({ ...airtime, return_url: 'https://shop.example' });
// @ts-expect-error 'Date' is not: RFC 3339
appotapay.readTransaction(account, order(airtime), { failed: 'timeout' }, { orderedAt: new Date() });
// @ts-expect-error 'undefined' is not: null once nothing is missing
fetch(appotapay.requiredLookup(account, airtime)?.url);
// @ts-expect-error 'service_type' is missing: the list is for one kind of numbers
appotapay.numberProducts(account, '0866123456', {});
// @ts-expect-error "basic"' is not: two ways are known
appotapay.account({ ...config, authorization: 'basic' });
// @ts-expect-error 'cancel' does not exist: a top-up is not cancelled
appotapay.cancel(account, airtime);

export const written = appotapay.account('{}');
