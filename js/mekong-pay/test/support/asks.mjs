// How the package's functions are called for a case of the vectors: by provider, and by the call that the case names.
import { appotapay, connectTopup, lianlian, ltc } from 'mekong-pay';

const ofRefund = (name) => [
  (account, { order, refund, context }) => lianlian[name](account, order, refund, context),
  (account, { order, refund, context }, answer) =>
    lianlian[`read${name[0].toUpperCase()}${name.slice(1)}`](account, order, refund, answer, context),
];
const pair = (family, name, read = `read${name[0].toUpperCase()}${name.slice(1)}`) => [
  (account, { order, context }) => family[name](account, order, context),
  (account, { order, context }, answer) => family[read](account, order, answer, context),
];
const inquiry = (family, name, read, args = () => []) => [
  (account, asked) => family[name](account, ...args(asked), asked.context),
  (account, asked, answer) => family[read](account, ...args(asked), answer),
];

/** `[build, read]` of each call. */
export const CALLS = {
  ltc: {
    token: [(account) => ltc.tokenRequest(account), (account, _, answer) => ltc.readToken(account, answer)],
    create: pair(ltc, 'requestDeduct'), confirm: pair(ltc, 'confirmDeduct'), query: pair(ltc, 'checkTransaction'),
  },
  lianlian: {
    create: pair(lianlian, 'createPayment'), query: pair(lianlian, 'queryPayment'), cancel: pair(lianlian, 'cancelPayment'),
    refund_create: ofRefund('refund'), refund_query: ofRefund('queryRefund'),
  },
  appotapay: {
    create: pair(appotapay, 'charging'), query: pair(appotapay, 'transaction'),
    balance: inquiry(appotapay, 'balance', 'readBalance'), products: inquiry(appotapay, 'products', 'readProducts'),
    number: inquiry(appotapay, 'numberInfo', 'readNumberInfo', ({ msisdn }) => [msisdn]),
    number_products:
      inquiry(appotapay, 'numberProducts', 'readNumberProducts', ({ msisdn, details }) => [msisdn, details]),
  },
  connect_topup: {
    create: pair(connectTopup, 'topup'), query: pair(connectTopup, 'recheck'),
    balance: inquiry(connectTopup, 'balance', 'readBalance'),
  },
};

export const FAMILIES = { ltc, lianlian, appotapay, connect_topup: connectTopup };
