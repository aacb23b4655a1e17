// Every service and method: what it needs besides the common fields, and what the payer is told to do.
const cross = (heads, tails) => heads.flatMap((head) => tails.map((tail) => `${head}_${tail}`));
const each = (service, methods, action, needs = {}) => methods.map((method) => ({ service, method, action, needs }));

/** Of nobody: numbers that only tests use. */
export const CARD = {
  holder_name: 'Bruce Lee', card_no: '4929817365402718', card_type: 'C', exp_year: '49', exp_month: '11', cvv2: '857',
};

const APPID = 'wx8c23b713feegh361';
const mobile_number = '0929195256';
const app_callback_url = 'https://www.lianlianpay.co.th/app';

const TRUEMONEY = cross(
  ['NORMAL', 'DIGITAL_GAME', 'DIGITAL_LIVE', 'DIGITAL_DEVICE', 'DIGITAL_EBOOK', 'DIGITAL_ENTERTAINMENT', 'DIGITAL_ONLINEEDU'],
  ['ALL_TM', 'BALANCE_TM', 'CREDIT_TM'],
);

/** `action` is the kind of the next action and, after it, the fields that it must have. */
export const METHODS = [
  ...each('alipay_offline', ['MERCHANT_SCAN'], 'wait on', { buyer_identity_code: '289832926768089864' }),
  ...each('alipay_offline', ['DYNAMIC_CODE'], 'qr text expires_at'),
  ...each('alipay_offline', ['INAPP_PAYMENT'], 'app params url', { user_id: '2088002716446420' }),
  ...each('alipay', ['APP_PAYMENT'], 'app params'),
  ...each('alipay', ['WEB_PAYMENT', 'WAP_PAYMENT'], 'redirect url expires_at'),
  ...each('wechatpay', ['DYNAMIC_CODE'], 'qr text'),
  ...each('wechatpay', ['MERCHANT_SCAN'], 'wait on', { auth_code: '130990587353875588' }),
  ...each('wechatpay', ['INAPP_PAYMENT'], 'app params', { appid: APPID, openid: 'ocaX05PYkETywqz_unF9MYe3m53U' }),
  ...each('wechatpay', ['APP_PAYMENT'], 'app params', { appid: APPID }),
  ...each('wechatpay', ['H5_PAYMENT'], 'redirect url', { client: { remote_ip: '60.191.76.226' } }),
  ...each('thaiqr', ['THAI_QR'], 'qr image_png_base64 expires_at'),
  ...each('mobile_banking', ['KPLUS_NOTIFICATION', 'KMA_NOTIFICATION'], 'wait on', { mobile_number }),
  ...each('mobile_banking', ['KMA_DEEPLINK'], 'redirect url'),
  ...each('mobile_banking', cross(['EASY_APP'], ['BILL', 'CREDIT', 'ALL']), 'redirect url', { app_callback_url }),
  ...each('truemoney', TRUEMONEY, 'redirect url app_url expires_at'),
  ...each('linepay', cross(['NORMAL', 'DIGITAL'], ['ALL', 'BALANCE', 'CREDIT']), 'redirect url app_url expires_at'),
  ...each('shopeepay', cross(['NORMAL'], ['ALL_SP', 'BALANCE_SP', 'CREDIT_SP']), 'redirect url expires_at'),
  ...each('paotang', ['DEEPLINK'], 'redirect url app_url'),
  ...each('bankcard', ['CARD', 'CREDIT_CARD', 'DEBIT_CARD'], 'redirect url', { card: CARD }),
  ...each('checkout', [undefined, 'THAI_QR', 'NORMAL_ALL'], 'redirect url', { interest_absorb: 'USER' }),
];
