// The truth: what the simulator's book says of each order, by id in lower case.

const of = (id, provider, moved, more) => [id.toLowerCase(), { provider, moved, ...more }];

/** How often money moved for each order or refund, whatever anybody said of it. */
export function readBook({ ltc, lianlian, appotapay, connect_topup: connect }) {
  const entries = [
    ...ltc.charges.map((each) => of(each.transaction_id, 'ltc', 1, { msisdn: each.msisdn, at: each.at })),
    ...lianlian.payments.map((each) => of(each.merchant_order_id, 'lianlian', each.paid_at ? 1 : 0, { status: each.status })),
    ...lianlian.refunds.map((each) => of(each.merchant_refund_id, 'lianlian', each.status === 'RS' ? 1 : 0, { status: each.status })),
    ...appotapay.topups.map((each) => of(each.id, 'appotapay', 1, { phone: each.phone })),
    ...connect.topups.map((each) => of(each.id, 'connect_topup', 1, { phone: each.phone })),
  ];
  const book = new Map();
  for (const [id, entry] of entries) {
    const known = book.get(id);
    book.set(id, known ? { ...known, ...entry, moved: known.moved + entry.moved } : entry);
  }
  return book;
}

/** Money moved. */
export const moved = (book, id) => (book.get(id)?.moved ?? 0) > 0;
