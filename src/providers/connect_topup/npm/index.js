// What the npm package offers for Connect Topup (types.d.ts says it in full).
import { familyOf } from '#lib/family.js';

export default /* @__PURE__ */ familyOf('connect_topup', ({ account, build, read, inquire, readInquiry }) => ({
  account,
  topup: (on, order, context) => build(on, 'create', order, context),
  readTopup: (on, order, answer, context) => read(on, 'create', order, answer, context),
  recheck: (on, order, context) => build(on, 'query', order, context),
  readRecheck: (on, order, answer, context) => read(on, 'query', order, answer, context),
  balance: (on) => inquire(on, 'balance'),
  readBalance: (on, answer) => readInquiry(on, 'balance', answer),
}));
