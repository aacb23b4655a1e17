import { createHash } from 'node:crypto';
import { qrMatrix } from './qr.mjs';
import { toPng } from './png.mjs';

/** Looks random, and is the same whenever this order is shown again. */
const token = (order, name, length) => (
  createHash('sha512').update(`${order.order_id} ${name}`).digest('hex').repeat(Math.ceil(length / 128)).slice(0, length)
);

/** The payer's page; as long as the sample's address where that is longer than the documented 256. */
function link({ page, ...order }, length = 0) {
  const bare = `${page}?token=`;
  return length > bare.length ? bare + token(order, 'link', length - bare.length) : page;
}

const seconds = (order) => Math.floor(Date.parse(order.created_at) / 1000).toString();

function wallet(order, app, length) {
  return { link_url: link(order, length), link_url_app: app, link_url_expire_sec: String(order.life_s) };
}

const ALIPAY_OFFLINE = {
  DYNAMIC_CODE: (order) => ({ link_url: link(order) }),
  MERCHANT_CODE: (order) => ({ link_url: link(order) }),
  INAPP_PAYMENT: (order) => ({ link_url: link(order), pay_params: { tradeNo: order.order_id.padEnd(29, '0') } }),
};

const ALIPAY = {
  WEB_PAYMENT: (order) => ({ link_url: link(order, 1271) }),
  WAP_PAYMENT: (order) => ({ link_url: link(order, 1271) }),
  APP_PAYMENT: (order) => ({
    req_data_to_channel: `_input_charset="UTF-8"&currency="THB"&forex_biz="FP"&out_trade_no="${order.order_id}"`
      + `&service="mobile.securitypay.pay"&sign="${token(order, 'sign', 128)}%2F%2B"&sign_type="RSA"&total_fee="${order.amount}"`,
  }),
};

const WECHATPAY = {
  DYNAMIC_CODE: (order) => ({ link_url: `weixin://wxpay/bizpayurl?pr=${token(order, 'pr', 9)}` }),
  INAPP_PAYMENT: (order) => ({
    pay_params: {
      timeStamp: seconds(order),
      package: `prepay_id=wx${token(order, 'prepay', 34)}`,
      paySign: token(order, 'sign', 64),
      appId: `wx${token(order, 'app', 16)}`,
      signType: 'HMAC-SHA256',
      nonceStr: token(order, 'nonce', 17),
    },
  }),
  APP_PAYMENT: (order) => ({
    pay_params: {
      package: 'Sign=WXPay',
      appid: `wx${token(order, 'app', 16)}`,
      sign: token(order, 'sign', 64),
      partnerid: '114476940',
      prepayid: `wx${token(order, 'prepay', 34)}`,
      noncestr: token(order, 'nonce', 17),
      timestamp: seconds(order),
    },
  }),
  H5_PAYMENT: (order) => ({ link_url: link(order, 489) }),
};

const easyApp = (order) => ({ link_url: `scbeasy://payments/bill/id/${token(order, 'bill', 32)}` });

const MOBILE_BANKING = {
  KMA_DEEPLINK: (order) => ({ link_url: `kma://payments/${token(order, 'bill', 32)}` }),
  EASY_APP_BILL: easyApp,
  EASY_APP_CREDIT: easyApp,
  EASY_APP_ALL: easyApp,
};

const BY_METHOD = { alipay_offline: ALIPAY_OFFLINE, alipay: ALIPAY, wechatpay: WECHATPAY, mobile_banking: MOBILE_BANKING };

const BY_SERVICE = {
  thaiqr: (order) => ({
    qr_code: toPng(qrMatrix(link(order))).toString('base64'),
    qr_code_expire_sec: String(order.life_s),
  }),
  truemoney: (order) => wallet(order, link(order)),
  linepay: (order) => wallet(order, `line://pay/payment/${token(order, 'line', 72)}`),
  shopeepay: (order) => wallet(order, null, 567),
  paotang: (order) => ({
    link_url: link(order),
    link_url_app: `paotanguat://paotang.co.th/paotarng.scene.deeplink?destination=pwp&txnRefId=POA-${token(order, 'ref', 16).toUpperCase()}`,
  }),
  bankcard: (order) => ({ link_url: link(order) }),
  checkout: (order) => ({ link_url: link(order, 400) }),
};

/** What the payer needs, by service and method, as the samples have it. */
export const payload = (order) => (
  BY_SERVICE[order.service] ?? BY_METHOD[order.service]?.[order.method] ?? (() => ({}))
)(order);
