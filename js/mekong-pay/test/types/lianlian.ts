// LianLian: which fields an order takes is said by its service and its method.
import { lianlian } from 'mekong-pay';
import type {
  Account, LianLianCardPayment, LianLianConfig, LianLianDetails, LianLianOrder, LianLianPlacedOrder, LianLianRefund,
  SignedRequest, Verdict,
} from 'mekong-pay';

declare const cryptoKey: CryptoKey;
const config: LianLianConfig = {
  base_url: 'https://sandbox-th.lianlianpay-inc.com', merchant_id: '142023010100009001', store_id: '142023010100009002',
  private_key: '-----BEGIN PRIVATE KEY-----', public_keys: ['MIIB', cryptoKey], digest: 'SHA1', allow_cards: true,
  timeout_s: 20, allow_http: false, relay_token: 'x',
};
const account: Account<'lianlian'> = lianlian.account({ ...config, private_key: cryptoKey });
const order_desc = 'Coffee';
const customer = { merchant_user_id: 'U1', full_name: 'Bruce Lee' };
const card = {
  holder_name: 'BRUCE LEE', card_no: '4111111111111111', card_type: 'C', exp_year: '29', exp_month: '07',
} as const;
const base = {
  operation: 'payment', merchant_order_id: 'ORDER_1', amount: { value: '344.00', currency: 'THB' },
} as const;

const some: readonly LianLianDetails[] = [
  { service: 'alipay_offline', method: 'MERCHANT_SCAN', order_desc, buyer_identity_code: '2898329267680898' },
  { service: 'alipay_offline', method: 'DYNAMIC_CODE', order_desc, customer, store_id: '142023010100009002' },
  { service: 'alipay_offline', method: 'INAPP_PAYMENT', order_desc, user_id: '2088002716446420' },
  { service: 'alipay', method: 'WAP_PAYMENT', order_desc, customer },
  { service: 'wechatpay', method: 'DYNAMIC_CODE', order_desc },
  { service: 'wechatpay', method: 'MERCHANT_SCAN', order_desc, auth_code: '130990587353875588' },
  { service: 'wechatpay', method: 'INAPP_PAYMENT', order_desc, customer, appid: 'wx8c', openid: 'ocaX05PYkETywqz_unF9MYe3m53U' },
  { service: 'wechatpay', method: 'APP_PAYMENT', order_desc, appid: 'wx8c', customer },
  { service: 'wechatpay', method: 'H5_PAYMENT', order_desc, customer, client: { remote_ip: '192.0.2.1' } },
  {
    service: 'thaiqr', method: 'THAI_QR', order_desc, customer: { ...customer, address: { city: 'Bangkok' } },
    products: [{ name: 'hat', unit_price: '344', quantity: 1 }, { name: 'cap', unit_price: '1.5', quantity: '2' }],
  },
  { service: 'mobile_banking', method: 'KPLUS_NOTIFICATION', order_desc, customer, mobile_number: '0929195256' },
  { service: 'mobile_banking', method: 'KMA_DEEPLINK', order_desc, customer },
  { service: 'mobile_banking', method: 'EASY_APP_ALL', order_desc, customer, app_callback_url: 'shopapp://paid' },
  { service: 'truemoney', method: 'DIGITAL_ONLINEEDU_CREDIT_TM', order_desc, customer },
  { service: 'linepay', method: 'DIGITAL_BALANCE', order_desc, customer },
  { service: 'shopeepay', method: 'NORMAL_ALL_SP', order_desc, customer },
  { service: 'paotang', method: 'DEEPLINK', order_desc, customer },
  { service: 'bankcard', method: 'DEBIT_CARD', order_desc, customer, card },
  { service: 'checkout', order_desc, customer, cancel_url: 'https://shop.example/no', interest_absorb: 'USER' },
  { service: 'checkout', method: 'NORMAL_BALANCE_TM', order_desc, customer },
];
export const scan = {
  ...base, details: { service: 'wechatpay', method: 'DYNAMIC_CODE', order_desc },
} as const satisfies LianLianOrder;
const qr: LianLianOrder = { ...base, details: { service: 'thaiqr', method: 'THAI_QR', order_desc, customer } };
const byCard: LianLianOrder = {
  ...base, return_url: 'https://shop.example',
  details: { service: 'bankcard', method: 'CARD', order_desc, customer, card },
};
const placed: LianLianPlacedOrder = {
  ...base, return_url: 'https://shop.example', details: { service: 'bankcard', method: 'CARD', order_desc, customer },
};
const refund: LianLianRefund = {
  merchant_refund_id: 'R1', amount: { value: '100', currency: 'THB' }, reason: 'returned',
};
const toAccount = { bank_code: '014', account_no: '1234567890', account_name: 'Bruce Lee' };
const answer = { status: 200, headers: new Headers(), body: '{}' };
const message = { headers: { sign: 'x' }, body: new Uint8Array() };

export async function everything(): Promise<readonly (Verdict | SignedRequest)[]> {
  const notification = await lianlian.readNotification(account, message);
  const told: string = notification.read === 'verified' ? `${notification.fields['order_status']}` : `${notification.merchantOrderId}`;
  const back: boolean = await lianlian.verifyReturn(account, new URLSearchParams('a=b'), 'ORDER_1');
  const signature = await lianlian.sign(lianlian.canonicalString({ a: '1' }), cryptoKey, { digest: 'SHA256' });
  const text: string = lianlian.canonicalString('{}', { empties: 'skipped' });
  const good: boolean = await lianlian.verify(text, signature, 'MIIB');
  if (told === '' || back || good || some.length === 0) return [];
  return Promise.all([
    lianlian.createPayment(account, qr, { publicUrl: 'https://pay.shop.example' }),
    lianlian.createPayment(account, byCard, { notifyUrl: 'https://shop.example/lianlian', now: 1_700_000_000 }),
    lianlian.readCreatePayment(account, placed, answer, { now: 1_700_000_000 }),
    lianlian.queryPayment(account, placed),
    lianlian.readQueryPayment(account, qr, answer, { providerOrderId: '12' }),
    lianlian.cancelPayment(account, scan),
    lianlian.readCancelPayment(account, scan, { failed: 'connection_lost' }),
    lianlian.refund(account, qr, { ...refund, details: toAccount }, { publicUrl: 'https://pay.shop.example' }),
    lianlian.readRefund(account, qr, { ...refund, details: {} }, answer),
    lianlian.queryRefund(account, placed, refund),
    lianlian.readQueryRefund(account, qr, refund, answer, { providerOrderId: '13' }),
    lianlian.judgeNotification(account, qr, message, { providerOrderId: '12' }),
    lianlian.judgeNotification(account, qr, message, { refund, providerOrderId: '13' }),
  ]);
}

export const { body: acknowledgement }: { body: string } = lianlian.acknowledge(account);
const { private_key: apart, ...beside } = config;
export const accounts = [
  lianlian.account('{}'), lianlian.account('{}', { privateKey: cryptoKey }), lianlian.account(beside, { privateKey: apart }),
];

const order = (given: LianLianOrder): LianLianOrder => given;
const paidByCard = (given: LianLianCardPayment): LianLianOrder => given;
const details = (given: LianLianDetails): LianLianDetails => given;
// @ts-expect-error "DEEPLINK"' is not: a method of another service
details({ service: 'thaiqr', method: 'DEEPLINK', order_desc, customer });
// @ts-expect-error "DIGITAL_FOOD_ALL_TM"' is not: a method that nobody documents
details({ service: 'truemoney', method: 'DIGITAL_FOOD_ALL_TM', order_desc, customer });
// @ts-expect-error "counter"' is not: a service that there is not
details({ service: 'counter', method: 'THAI_QR', order_desc, customer });
// @ts-expect-error 'method' is missing: a method is chosen
details({ service: 'thaiqr', order_desc, customer });
// @ts-expect-error 'order_desc' is missing: what is bought is said
details({ service: 'thaiqr', method: 'THAI_QR', customer });
// @ts-expect-error 'customer' is missing: the payer is named
details({ service: 'thaiqr', method: 'THAI_QR', order_desc });
// @ts-expect-error 'buyer_identity_code' is missing: the scanned code
details({ service: 'alipay_offline', method: 'MERCHANT_SCAN', order_desc });
// @ts-expect-error 'user_id' are incompatible: a field of another method
details({ service: 'alipay_offline', method: 'DYNAMIC_CODE', order_desc, user_id: '2088002716446420' });
// @ts-expect-error 'openid' is missing: both ids
details({ service: 'wechatpay', method: 'INAPP_PAYMENT', order_desc, customer, appid: 'wx8c' });
// @ts-expect-error 'openid' are incompatible: a field of another method
details({ service: 'wechatpay', method: 'APP_PAYMENT', order_desc, appid: 'wx8c', openid: 'ocaX05PYkETywqz_unF9' });
// @ts-expect-error 'client' is missing: the payer's device
details({ service: 'wechatpay', method: 'H5_PAYMENT', order_desc, customer });
// @ts-expect-error 'customer' is missing: only what is scanned goes without
details({ service: 'wechatpay', method: 'H5_PAYMENT', order_desc, client: { remote_ip: '192.0.2.1' } });
// @ts-expect-error 'app_callback_url' is missing: where the bank's app goes back to
details({ service: 'mobile_banking', method: 'EASY_APP_BILL', order_desc, customer });
// @ts-expect-error 'mobile_number' is missing: whom the push is for
details({ service: 'mobile_banking', method: 'KMA_NOTIFICATION', order_desc, customer });
// @ts-expect-error 'mobile_number' are incompatible: a field of another method
details({ service: 'mobile_banking', method: 'KMA_DEEPLINK', order_desc, customer, mobile_number: '0929195256' });
// @ts-expect-error 'card' is missing: the card
details({ service: 'bankcard', method: 'CARD', order_desc, customer });
// @ts-expect-error 'card' are incompatible: the hosted page asks for the card itself
details({ service: 'checkout', order_desc, customer, card });
// @ts-expect-error 'cancel_url' are incompatible: only the hosted page has it
details({ service: 'thaiqr', method: 'THAI_QR', order_desc, customer, cancel_url: 'https://shop.example' });
// @ts-expect-error "BANK"' is not: one of two pays it
details({ service: 'checkout', order_desc, customer, interest_absorb: 'BANK' });
// @ts-expect-error 'payment_method' does not exist: LianLian's own name for it
details({ service: 'thaiqr', method: 'THAI_QR', order_desc, customer, payment_method: 'THAI_QR' });
// @ts-expect-error 'full_name' is missing: a payer has a name
details({ service: 'thaiqr', method: 'THAI_QR', order_desc, customer: { merchant_user_id: 'U1' } });
// @ts-expect-error "VISA"' is not: credit or debit
details({ service: 'bankcard', method: 'CARD', order_desc, customer, card: { ...card, card_type: 'VISA' } });
// @ts-expect-error "LAK"' is not: baht are paid
order({ ...qr, amount: { value: '344', currency: 'LAK' } });
// @ts-expect-error "charge"' is not: it takes payments
order({ ...qr, operation: 'charge' });
// @ts-expect-error type 'never': LianLian bills no numbers
order({ ...qr, msisdn: '0929195256' });
// @ts-expect-error 'return_url' is missing: the issuer's page must lead back
paidByCard({ ...base, details: { service: 'bankcard', method: 'CARD', order_desc, customer, card } });
// @ts-expect-error of type 'LianLianOrder': so it is no other order either
order({ ...base, details: { service: 'bankcard', method: 'CARD', order_desc, customer, card } });
// @ts-expect-error of type 'LianLianOrder': an order without its card is made no more
lianlian.createPayment(account, placed, { publicUrl: 'https://pay.shop.example' });
export const untold = [lianlian.createPayment(account, qr), lianlian.createPayment(account, qr, { now: 1_700_000_000 })];
// @ts-expect-error to type 'undefined': the one or the other
lianlian.createPayment(account, qr, { publicUrl: 'https://pay.shop.example', notifyUrl: 'https://shop.example' });
// @ts-expect-error of type 'LianLianCancellable': no other service can be cancelled
lianlian.cancelPayment(account, qr);
// @ts-expect-error 'headers' is missing: its answers are signed in a header
lianlian.readQueryPayment(account, qr, { status: 200, body: '{}' });
// @ts-expect-error missing the following properties: the account is given whole or not at all
lianlian.queryRefund(account, qr, { ...refund, details: { bank_code: '014' } });
// @ts-expect-error "VND"' is not: baht are given back
lianlian.queryRefund(account, qr, { ...refund, amount: { value: '1', currency: 'VND' } });
// @ts-expect-error "MD5"' is not: two digests are known
lianlian.account({ ...config, digest: 'MD5' });
// @ts-expect-error 'private_key' is missing: the key stands in it
lianlian.account({ base_url: config.base_url, merchant_id: config.merchant_id, public_keys: config.public_keys });
// @ts-expect-error 'fields' does not exist: what cannot be read in one way only has no fields
lianlian.readNotification(account, message).then((notification) => notification.fields);
