import { el } from '../dom.mjs';
import { money } from '../language.mjs';
import { nameOf } from './choose.mjs';

const row = (key, value) => [el('dt', { say: key }), value];

export const referenceRow = (id) => row('order.reference', el('dd', { class: 'reference' }, id));

/** What is paid and how much, above what the payer has to do. */
export const headline = ({ amount }, sku) => el('p', { class: 'headline' },
  sku && el('span', { say: nameOf(sku) }), ' ', el('strong', { say: [money(amount)] }));

/** What is paid, and what to tell the shop when something is asked. */
export function summary({ amount, merchant_order_id: id, sandbox }, sku) {
  return el('footer', {},
    el('dl', {},
      sku && row('order.item', el('dd', { say: nameOf(sku) })),
      row('order.amount', el('dd', { say: [money(amount)] })),
      referenceRow(id)),
    sandbox && el('p', { class: 'sandbox', say: 'sandbox' }));
}
