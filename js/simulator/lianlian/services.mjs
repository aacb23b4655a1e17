// LianLian, Direct API page and SDKs: services, their method codes, and what each asks for.
const join = (heads, tails) => heads.flatMap((head) => tails.map((tail) => `${head}_${tail}`));
const plain = (...codes) => Object.fromEntries(codes.map((code) => [code, []]));
const methods = (codes, needs) => Object.fromEntries(codes.map((code) => [code, needs]));

const DAY_S = 86_400;
const KINDS = ['NORMAL', ...join(['DIGITAL'], ['GAME', 'LIVE', 'DEVICE', 'EBOOK', 'ENTERTAINMENT', 'ONLINEEDU'])];

/**
 * By short name: `ids` where replies name merchant_id and merchant_order_id, `text` the field that describes the order,
 * `life_s` from the samples, `product` as queries call it, `methods` each with the fields it needs.
 * Left out: method field payment_method, text order_desc, status WP, customer required.
 */
export const SERVICES = {
  alipay_offline: {
    code: 'llpth.alipay.offline.pay', methodField: 'payment_type', text: 'order_info', customer: () => false,
    resubmit: false, timeField: 'order_create_time', life_s: DAY_S, due: true,
    methods: { MERCHANT_SCAN: ['buyer_identity_code'], ...plain('DYNAMIC_CODE', 'MERCHANT_CODE', 'INAPP_PAYMENT') },
  },
  alipay: {
    code: 'llpth.alipay.pay', text: 'order_info', ids: true, life_s: 31 * DAY_S, due: true, product: 'ALIPAY_ONLINE',
    methods: plain('APP_PAYMENT', 'WEB_PAYMENT', 'WAP_PAYMENT'),
  },
  wechatpay: {
    code: 'llpth.wechatpay.pay', text: 'order_info', resubmit: false,
    // The page's samples of these two carry no customer.
    customer: (method) => !['DYNAMIC_CODE', 'MERCHANT_SCAN'].includes(method),
    methods: {
      DYNAMIC_CODE: [], MERCHANT_SCAN: ['auth_code'], INAPP_PAYMENT: ['appid', 'openid'], APP_PAYMENT: ['appid'], H5_PAYMENT: ['client'],
    },
  },
  thaiqr: { code: 'llpth.thaiqr.pay', ids: true, life_s: 480, product: 'QR_PROMPT', payout: true, methods: plain('THAI_QR') },
  mobile_banking: {
    code: 'llpth.mobile.banking.pay', product: 'MOBILE_BANKING', payout: true,
    methods: {
      ...methods(['KPLUS_NOTIFICATION', 'KMA_NOTIFICATION'], ['mobile_number']),
      ...plain('KMA_DEEPLINK'),
      ...methods(['EASY_APP_BILL', 'EASY_APP_CREDIT', 'EASY_APP_ALL'], ['app_callback_url']),
    },
  },
  truemoney: {
    code: 'llpth.truemoney.pay', ids: true, life_s: 180, methods: plain(...join(KINDS, ['ALL_TM', 'BALANCE_TM', 'CREDIT_TM'])),
  },
  linepay: {
    code: 'llpth.linepay.pay', ids: true, life_s: 1200, methods: plain(...join(['NORMAL', 'DIGITAL'], ['ALL', 'BALANCE', 'CREDIT'])),
  },
  shopeepay: {
    code: 'llpth.shopeepay.pay', ids: true, life_s: 1800, methods: plain(...join(['NORMAL'], ['ALL_SP', 'BALANCE_SP', 'CREDIT_SP'])),
  },
  paotang: { code: 'llpth.paotang.pay', ids: true, methods: plain('DEEPLINK') },
  bankcard: {
    code: 'llpth.bankcard.pay', ids: true, status: 'PI', product: 'BANKCARD_PAY_ONLINE',
    methods: methods(['CARD', 'CREDIT_CARD', 'DEBIT_CARD'], ['card', 'notify_url', 'redirect_url']),
  },
  checkout: { code: 'llpth.checkout.apply', ids: true, status: 'PI', methodOptional: true, methods: {} },
};

// The hosted page takes any method of any service; what it needs the page itself would ask for.
for (const { methods: codes } of Object.values(SERVICES)) Object.assign(SERVICES.checkout.methods, plain(...Object.keys(codes)));

export const methodField = (service) => SERVICES[service].methodField ?? 'payment_method';

const creates = Object.entries(SERVICES).map(([service, { code }]) => [code, { call: 'create', method: 'POST', service }]);

const old = (suffix, names, call, method) => names.map((name) => [
  `llpth.${name}.${suffix}`, { call, method, service: name.replace('.', '_') },
]);
const REFUNDABLE = ['bankcard', 'alipay', 'alipay.offline', 'wechatpay'];

/** Every `service` code: what it does, how it is called, and which orders it reaches (all where it does not say). */
export const CALLS = new Map([
  ...creates,
  ['llpth.payment.query', { call: 'query', method: 'GET' }],
  ['llpth.refund.apply', { call: 'refund', method: 'POST' }],
  ['llpth.refund.query', { call: 'refund_query', method: 'GET' }],
  ['llpth.alipay.offline.cancel', { call: 'cancel', method: 'POST', service: 'alipay_offline' }],
  ['llpth.wechatpay.pay.cancel', { call: 'cancel', method: 'POST', service: 'wechatpay' }],
  // The older form of each product.
  ...old('pay.query', ['thaiqr', ...REFUNDABLE], 'query', 'GET'),
  ...old('refund', REFUNDABLE, 'refund', 'POST'),
  ...old('refund.query', REFUNDABLE, 'refund_query', 'GET'),
]);
