// What the npm package offers for LTC (types.d.ts says it in full).
import { familyOf } from '#lib/family.js';

/** LTC's call as it came (LTC API, Unsubscribe), of what was read in it. */
const written = ({ written: number, short_code: code, channel } = {}) =>
  JSON.stringify({ Msisdn: number, USSDCode: code, Channel: channel });

export default /* @__PURE__ */ familyOf('ltc', ({ account, build, read, tokenRequest, readToken, isSessionRefused, readUnsubscribe, answerUnsubscribe }) => ({
  account,
  tokenRequest,
  readToken,
  isSessionRefused,
  requestDeduct: (on, order, context) => build(on, 'create', order, context),
  readRequestDeduct: (on, order, answer, context) => read(on, 'create', order, answer, context),
  confirmDeduct: (on, order, context) => build(on, 'confirm', order, context),
  readConfirmDeduct: (on, order, answer, context) => read(on, 'confirm', order, answer, { otp: '', ...context }),
  checkTransaction: (on, order, context) => build(on, 'query', order, context),
  readCheckTransaction: (on, order, answer, context) => read(on, 'query', order, answer, context),
  readUnsubscribe,
  answerUnsubscribe: (call, result) => answerUnsubscribe(written(call), result),
}));
