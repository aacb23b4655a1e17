// What the npm package offers for LianLian (types.d.ts says it in full). All of it waits for the platform's RSA.
import { canonicalString } from '#lib/canonical.js';
import { familyOf } from '#lib/family.js';
import { sign, verify } from '#lib/rsa.js';

const of = (refund, context) => ({ ...context, refund: { details: {}, ...refund } });

export default /* @__PURE__ */ familyOf('lianlian', ({ account, acknowledge, later: { build, read, notice, judge, returned } }) => ({
  account,
  createPayment: (on, order, context) => build(on, 'create', order, context),
  readCreatePayment: (on, order, answer, context) => read(on, 'create', order, answer, context),
  queryPayment: (on, order, context) => build(on, 'query', order, context),
  readQueryPayment: (on, order, answer, context) => read(on, 'query', order, answer, context),
  cancelPayment: (on, order, context) => build(on, 'cancel', order, context),
  readCancelPayment: (on, order, answer, context) => read(on, 'cancel', order, answer, context),
  refund: (on, order, refund, context) => build(on, 'create', order, of(refund, context)),
  readRefund: (on, order, refund, answer, context) => read(on, 'create', order, answer, of(refund, context)),
  queryRefund: (on, order, refund, context) => build(on, 'query', order, of(refund, context)),
  readQueryRefund: (on, order, refund, answer, context) => read(on, 'query', order, answer, of(refund, context)),
  readNotice: async (on, message) => {
    const read = await notice(on, message);
    return read.fields ? { ...read, fields: Object.fromEntries(read.fields) } : read;
  },
  judgeNotice: (on, order, message, { refund, ...context } = {}) =>
    judge(on, order, message, refund ? of(refund, context) : context),
  acknowledge,
  verifyReturn: returned,
  canonicalString,
  sign,
  verify,
}));
