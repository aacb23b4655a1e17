// What a request to a provider is: which call, about which order, and whether it can move money.

const json = (body) => {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {};
  }
};

const LIANLIAN = [
  [/\.refund\.query$/, 'refund_query'], [/\.query$/, 'query'], [/\.refund(\.apply)?$/, 'refund'], [/cancel$/, 'cancel'],
];

const PROVIDERS = {
  ltc({ path, query, body }) {
    const call = path.at(-1);
    if (call === 'CheckTransaction') return { call, id: query.get('transactionId'), asks: true };
    const { TransactionID: id, IsRecurring: recurring } = json(body);
    return { call, id, charges: call === 'ConfirmDeduct' || (call === 'RequestDeduct' && recurring === true) };
  },
  lianlian({ query, body }) {
    const fields = { ...Object.fromEntries(query), ...json(body) };
    const [, call = 'create'] = LIANLIAN.find(([form]) => form.test(fields.service)) ?? [];
    return {
      call, id: fields.merchant_refund_id ?? fields.merchant_order_id,
      charges: ['create', 'refund'].includes(call), asks: call.endsWith('query'),
    };
  },
  appotapay({ path, body }) {
    if (path.at(-1) === 'charging') return { call: 'charging', id: json(body).partnerRefId, charges: true };
    if (path.at(-2) === 'transaction') return { call: 'status', id: path.at(-1), asks: true };
    return { call: path.at(-1) };
  },
  connect_topup({ path, query }) {
    const id = query.get('transidclient') ?? undefined;
    return { call: path.at(-1), id, charges: path.at(-1) === 'topup.jsp', asks: path.at(-1) === 'recheck.jsp' };
  },
};

/** `{ provider, call, id, charges, asks }` of a request. */
export function identify(url, body) {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  const [provider, ...path] = pathname.split('/').slice(1);
  return { provider, ...PROVIDERS[provider]?.({ path, query: searchParams, body }) };
}

/**
 * Whether an answer proves that a charging call did nothing, so that it may be sent once more: LTC's refused token,
 * and its wrong password.
 */
export function provesNothingDone(call, { status, body }) {
  const code = json(body.toString()).ResultCode;
  return (status === 401 && code === undefined) || (call === 'ConfirmDeduct' && code === '006');
}
