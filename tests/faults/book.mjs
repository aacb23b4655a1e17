// The truth: what the simulator's book says of each order, by id in lower case.

const of = (id, moved, { amount }) => [id.toLowerCase(), { moved, amount }];

/** How often money moved for each order or refund, whatever anybody said of it. */
export function readBook({ ltc, lianlian, appotapay, connect_topup: connect }) {
  const entries = [
    ...ltc.charges.map((each) => of(each.transaction_id, 1, each)),
    ...lianlian.payments.map((each) => of(each.merchant_order_id, each.paid_at ? 1 : 0, each)),
    ...lianlian.refunds.map((each) => of(each.merchant_refund_id, each.status === 'RS' ? 1 : 0, each)),
    ...[...appotapay.topups, ...connect.topups].map((each) => of(each.id, 1, each)),
  ];
  const book = new Map();
  for (const [id, entry] of entries) {
    book.set(id, { ...entry, moved: entry.moved + (book.get(id)?.moved ?? 0) });
  }
  return book;
}

/** Money moved. */
export const moved = (book, id) => (book.get(id)?.moved ?? 0) > 0;
