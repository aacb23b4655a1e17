// LianLian's payments and refunds, of every service and method (the provider's README, "Services and methods").
import { DIGITS, GRAPHIC, UPPER, WORD, made, plain, some } from './texts.mjs';

const digits = (random, least, most) => made(random, DIGITS, least, most);
const word = (random, least, most) => made(random, [...WORD, '_', '-'], least, most);
/** An address that the payer's browser may be sent back to. */
const page = (random) => random.pick(['https://shop.example/', 'https://shop.example:8443/?', 'weixin://', 'a+b.c-d://'])
  + made(random, GRAPHIC, 1, 30).replace(/[\\"<>]/g, '');
const link = (random) => `${random.pick(['https', 'weixin', 'a+b.c-d'])}://${made(random, GRAPHIC, 1, 30)}`;

const each = (firsts, lasts) => firsts.flatMap((first) => lasts.map((last) => `${first}_${last}`));
const GOODS = ['NORMAL', ...['GAME', 'LIVE', 'DEVICE', 'EBOOK', 'ENTERTAINMENT', 'ONLINEEDU'].map((kind) => `DIGITAL_${kind}`)];

/** What each service is called, and its methods with the fields that they want and may have besides. */
export const SERVICES = {
  alipay_offline: { code: 'llpth.alipay.offline.pay', cancel: 'llpth.alipay.offline.cancel', methods: ['MERCHANT_SCAN', 'DYNAMIC_CODE', 'INAPP_PAYMENT'] },
  alipay: { code: 'llpth.alipay.pay', methods: ['APP_PAYMENT', 'WEB_PAYMENT', 'WAP_PAYMENT'] },
  wechatpay: {
    code: 'llpth.wechatpay.pay', cancel: 'llpth.wechatpay.pay.cancel',
    methods: ['DYNAMIC_CODE', 'MERCHANT_SCAN', 'INAPP_PAYMENT', 'APP_PAYMENT', 'H5_PAYMENT'],
  },
  thaiqr: { code: 'llpth.thaiqr.pay', methods: ['THAI_QR'] },
  mobile_banking: {
    code: 'llpth.mobile.banking.pay',
    methods: ['KPLUS_NOTIFICATION', 'KMA_NOTIFICATION', 'KMA_DEEPLINK', 'EASY_APP_BILL', 'EASY_APP_CREDIT', 'EASY_APP_ALL'],
  },
  truemoney: { code: 'llpth.truemoney.pay', methods: each(GOODS, ['ALL_TM', 'BALANCE_TM', 'CREDIT_TM']) },
  linepay: { code: 'llpth.linepay.pay', methods: each(['NORMAL', 'DIGITAL'], ['ALL', 'BALANCE', 'CREDIT']) },
  shopeepay: { code: 'llpth.shopeepay.pay', methods: ['NORMAL_ALL_SP', 'NORMAL_BALANCE_SP', 'NORMAL_CREDIT_SP'] },
  paotang: { code: 'llpth.paotang.pay', methods: ['DEEPLINK'] },
  bankcard: { code: 'llpth.bankcard.pay', methods: ['CARD', 'CREDIT_CARD', 'DEBIT_CARD'] },
  checkout: { code: 'llpth.checkout.apply', methods: [] },
};

const EVERY = Object.values(SERVICES).flatMap(({ methods }) => methods);
export const lists = (service, method) => (service === 'checkout' ? EVERY : SERVICES[service].methods).includes(method);

const EXTRAS = [
  ['alipay_offline', /^MERCHANT_SCAN$/, { buyer_identity_code: (random) => digits(random, 16, 32) }],
  ['alipay_offline', /^INAPP_PAYMENT$/, {}, { user_id: (random) => digits(random, 16, 32) }],
  ['wechatpay', /^MERCHANT_SCAN$/, { auth_code: (random) => digits(random, 16, 20) }],
  ['wechatpay', /^(INAPP|APP)_PAYMENT$/, { appid: (random) => word(random, 3, 20) }],
  ['wechatpay', /^INAPP_PAYMENT$/, { openid: (random) => word(random, 20, 32) }],
  ['wechatpay', /^H5_PAYMENT$/, { client }],
  ['mobile_banking', /^EASY_APP_/, { app_callback_url: link }],
  ['mobile_banking', /_NOTIFICATION$/, { mobile_number: (random) => `0${digits(random, 9, 11)}` }],
  ['bankcard', /^/, { card }],
  ['checkout', /^/, {}, { cancel_url: link, interest_absorb: (random) => random.pick(['MERCHANT', 'USER']) }],
];

const texts = (random, names, share = 0.3) => some(random, share, Object.fromEntries(names.map((name) => [name, () => plain(random, name.length < 5 ? 6 : 14)])));

const address = (random) => texts(random, ['street_name', 'house_number', 'district', 'city', 'state', 'country', 'postal_code']);

function client(random) {
  const ip = random.chance(0.5) ? Array.from({ length: 4 }, () => random.below(256)).join('.') : `2001:db8::${random.below(9999)}`;
  return { remote_ip: ip, ...texts(random, ['phone', 'carrier', 'browser', 'os']) };
}

function card(random) {
  const month = String(random.between(1, 12)).padStart(2, '0');
  return {
    holder_name: plain(random, 128), card_no: digits(random, 12, 19), card_type: random.pick(['C', 'D']), exp_year: digits(random, 2, 2),
    exp_month: month, ...texts(random, ['brand']),
    ...some(random, 0.5, { cvv2: () => digits(random, 3, 3), bank_code: () => digits(random, 3, 3), billing_address: () => address(random) }),
  };
}

const customer = (random) => ({
  merchant_user_id: plain(random, 40), full_name: plain(random, 40), ...some(random, 0.2, { customer_type: () => random.pick(WORD), address: () => address(random) }),
  ...texts(random, ['first_name', 'last_name', 'gender', 'id_type', 'id_no', 'email', 'phone', 'company'], 0.2),
});

const product = (random) => ({
  name: plain(random, 60), unit_price: digits(random, 1, 13) + random.pick(['', '.5', '.25']), quantity: random.pick([random.between(1, 99), String(random.between(1, 99)), '007']),
  ...texts(random, ['description', 'category']), ...some(random, 0.3, { show_url: () => link(random) }),
});

function methodOf(random, service) {
  if (random.chance(0.05)) return `${random.pick(UPPER)}${made(random, [...UPPER, ...DIGITS, '_'], 0, 20)}`;
  if (service !== 'checkout') return random.pick(SERVICES[service].methods);
  return random.chance(0.5) ? random.pick(EVERY) : undefined;
}

function extras(random, service, method) {
  const wanted = EXTRAS.filter(([of, methods]) => of === service && methods.test(method ?? ''));
  return Object.assign({}, ...wanted.flatMap(([, , must, may = {}]) => [
    Object.fromEntries(Object.entries(must).map(([name, make]) => [name, make(random)])),
    some(random, 0.5, Object.fromEntries(Object.entries(may).map(([name, make]) => [name, () => make(random)]))),
  ]));
}

/** An amount as it may be written, and with its two digits after the point. */
export function baht(random) {
  const minor = random.between(1, random.pick([1000, 99_999_999]));
  const full = `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
  return { full, written: random.pick([full, full.replace(/0$/, ''), full.replace(/\.00$/, ''), `0${full}`]) };
}

/** The table asks for it but for Alipay in stores; two samples of WeChat go without. */
export const wantsCustomer = (service, method) => service !== 'alipay_offline'
  && !(service === 'wechatpay' && ['DYNAMIC_CODE', 'MERCHANT_SCAN'].includes(method));

/** A payment. */
export function order(random, service = random.pick(Object.keys(SERVICES))) {
  const method = methodOf(random, service);
  const amount = baht(random);
  const needsCustomer = wantsCustomer(service, method);
  const details = {
    service, ...(method ? { method } : {}), order_desc: plain(random, 256), ...(needsCustomer || random.chance(0.3) ? { customer: customer(random) } : {}),
    ...some(random, 0.3, { products: () => Array.from({ length: random.between(1, 3) }, () => product(random)), store_id: () => digits(random, 18, 20) }),
    ...extras(random, service, method),
  };
  const goesBack = service === 'bankcard' || random.chance(0.4);
  const command = {
    operation: 'payment', merchant_order_id: word(random, 1, 64), amount: { value: amount.written, currency: 'THB' }, details,
    ...(goesBack ? { return_url: page(random) } : {}),
  };
  const warnings = method && !lists(service, method) ? ['method_unlisted details.method'] : [];
  return { command, service, method, amount: amount.full, warnings };
}

/** A refund of it. */
export function refund(random, service) {
  const amount = baht(random);
  const account = { bank_code: digits(random, 3, 3), account_no: digits(random, 10, 18), account_name: plain(random, 60) };
  const details = random.chance(0.5) ? account : {};
  const needsAccount = ['thaiqr', 'mobile_banking'].includes(service) && !details.bank_code;
  return {
    refund: { merchant_refund_id: word(random, 1, 64), amount: { value: amount.written, currency: 'THB' }, reason: plain(random, 256), details },
    amount: amount.full, warnings: needsAccount ? ['refund_account_missing details.bank_code'] : [],
  };
}
