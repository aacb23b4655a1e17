// What the npm package offers for __Name__ (types.d.ts says it in full).
import { familyOf } from '#lib/family.js';

// FILL IN: a function for each call, by the document's names.
export default /* @__PURE__ */ familyOf('__id__', ({ account, build, read }) => ({
  account,
  pay: (on, order, context) => build(on, 'create', order, context),
  readPay: (on, order, answer, context) => read(on, 'create', order, answer, context),
  query: (on, order, context) => build(on, 'query', order, context),
  readQuery: (on, order, answer, context) => read(on, 'query', order, answer, context),
}));
