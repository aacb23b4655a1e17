// What the npm package offers for LianLian (types.d.ts says it in full). All of it waits for the platform's RSA.
import { canonicalString } from '#lib/canonical.js';
import { familyOf } from '#lib/family.js';
import { sign, verify } from '#lib/rsa.js';

/**
 * A card goes out with the first call and is kept by nobody; what the core checks of such an order it then checks of this
 * one, which is never sent.
 */
const NO_CARD = { holder_name: '-', card_no: '000000000000', card_type: 'C', exp_year: '99', exp_month: '12' };
const placed = (order) => {
  const { service, card } = order?.details ?? {};
  return service === 'bankcard' && card === undefined ? { ...order, details: { ...order.details, card: NO_CARD } } : order;
};

const of = (refund, context) => ({ ...context, refund: { details: {}, ...refund } });

export default /* @__PURE__ */ familyOf('lianlian', ({ account, acknowledge, later: { build, read, notification, judge, returned } }) => ({
  account,
  createPayment: (on, order, context) => build(on, 'create', order, context),
  readCreatePayment: (on, order, answer, context) => read(on, 'create', placed(order), answer, context),
  queryPayment: (on, order, context) => build(on, 'query', placed(order), context),
  readQueryPayment: (on, order, answer, context) => read(on, 'query', placed(order), answer, context),
  cancelPayment: (on, order, context) => build(on, 'cancel', placed(order), context),
  readCancelPayment: (on, order, answer, context) => read(on, 'cancel', placed(order), answer, context),
  refund: (on, order, refund, context) => build(on, 'create', placed(order), of(refund, context)),
  readRefund: (on, order, refund, answer, context) => read(on, 'create', placed(order), answer, of(refund, context)),
  queryRefund: (on, order, refund, context) => build(on, 'query', placed(order), of(refund, context)),
  readQueryRefund: (on, order, refund, answer, context) => read(on, 'query', placed(order), answer, of(refund, context)),
  readNotification: async (on, message) => {
    const said = await notification(on, message);
    return said.fields ? { ...said, fields: Object.fromEntries(said.fields) } : said;
  },
  judgeNotification: (on, order, message, { refund, ...context } = {}) =>
    judge(on, placed(order), message, refund ? of(refund, context) : context),
  acknowledge,
  verifyReturn: returned,
  canonicalString,
  sign,
  verify,
}));
