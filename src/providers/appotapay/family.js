// What the npm package offers for AppotaPay (types.d.ts says it in full).
import { familyOf } from '#lib/family.js';

export default /* @__PURE__ */ familyOf('appotapay', ({ account, build, read, inquire, readInquiry, lookup, learn }) => ({
  account,
  jwt: (on, context) => inquire(on, 'balance', context).headers['X-APPOTAPAY-AUTH'].replace(/^Bearer /, ''),
  lookup,
  learn,
  charging: (on, order, context) => build(on, 'create', order, context),
  readCharging: (on, order, answer, context) => read(on, 'create', order, answer, context),
  transaction: (on, order, context) => build(on, 'query', order, context),
  readTransaction: (on, order, answer, context) => read(on, 'query', order, answer, context),
  balance: (on, context) => inquire(on, 'balance', context),
  readBalance: (on, answer) => readInquiry(on, 'balance', answer),
  products: (on, context) => inquire(on, 'products', context),
  readProducts: (on, answer) => readInquiry(on, 'products', answer),
  numberInfo: (on, msisdn, context) => inquire(on, 'number', { ...context, msisdn }),
  readNumberInfo: (on, msisdn, answer) => readInquiry(on, 'number', answer, { msisdn }),
  numberProducts: (on, msisdn, details, context) => inquire(on, 'number_products', { ...context, msisdn, details }),
  readNumberProducts: (on, msisdn, details, answer) => readInquiry(on, 'number_products', answer, { msisdn, details }),
}));
