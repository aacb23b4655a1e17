// What the npm package offers for AppotaPay (types.d.ts says it in full).
import { familyOf } from '#lib/family.js';

/** An order as it was asked, and beside it what lookups made of its `details`. */
function asked(order, context) {
  const { lookedUp, ...given } = order ?? {};
  return [given, { ...context, lookedUp }];
}

export default /* @__PURE__ */ familyOf('appotapay', ({ account, build, read, inquire, readInquiry, requiredLookup, applyLookup, token }) => ({
  account,
  jwt: token,
  requiredLookup: (on, order, context) => requiredLookup(on, ...asked(order, context)),
  applyLookup: (on, order, answer) => {
    const [given, context] = asked(order);
    return { ...given, lookedUp: applyLookup(on, given, answer, context) };
  },
  charging: (on, order, context) => build(on, 'create', ...asked(order, context)),
  readCharging: (on, order, answer, known) => {
    const [given, context] = asked(order, known);
    return read(on, 'create', given, answer, context);
  },
  transaction: (on, order, context) => build(on, 'query', ...asked(order, context)),
  readTransaction: (on, order, answer, known) => {
    const [given, context] = asked(order, known);
    return read(on, 'query', given, answer, context);
  },
  balance: (on, context) => inquire(on, 'balance', context),
  readBalance: (on, answer) => readInquiry(on, 'balance', answer),
  products: (on, context) => inquire(on, 'products', context),
  readProducts: (on, answer) => readInquiry(on, 'products', answer),
  numberInfo: (on, msisdn, context) => inquire(on, 'number', { ...context, msisdn }),
  readNumberInfo: (on, msisdn, answer) => readInquiry(on, 'number', answer, { msisdn }),
  numberProducts: (on, msisdn, details, context) => inquire(on, 'number_products', { ...context, msisdn, details }),
  readNumberProducts: (on, msisdn, details, answer) => readInquiry(on, 'number_products', answer, { msisdn, details }),
}));
