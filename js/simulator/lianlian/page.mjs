import { localTime } from './times.mjs';

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => String(text).replace(/[&<>"']/g, (mark) => ENTITIES[mark]);

const STYLE = `body{font:18px/1.5 system-ui,sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
dt{font-weight:600}dd{margin:0 0 .5rem;overflow-wrap:anywhere}
button{font:inherit;min-height:3rem;padding:0 1.25rem;margin:0 .5rem .5rem 0;border:2px solid #1b4d8f;border-radius:.4rem;background:#fff;color:#1b4d8f}
button.main{background:#1b4d8f;color:#fff}
@media(prefers-color-scheme:dark){body,button{background:#161616;color:#eee}button,a{border-color:#9cc2ff;color:#9cc2ff}button.main{background:#9cc2ff;color:#161616}}`;

const STATUS = {
  PI: 'waiting for payment', WP: 'waiting for payment', PS: 'paid', PC: 'cancelled', PE: 'expired', PF: 'failed',
};

const document = (title, main) => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>
<p>This is the provider simulator: no real money moves here.</p>
${main}
</main></body></html>
`;

const button = (value, label, main) => `<button name="action" value="${value}"${main ? ' class="main"' : ''}>${label}</button>`;

/** Where a person plays the payer of one order. */
export function payerPage(order, open, back) {
  const details = `<dl>
<dt>Order</dt><dd>${escape(order.merchant_order_id)}</dd>
<dt>What for</dt><dd>${escape(order.desc)}</dd>
<dt>By</dt><dd>${escape([order.service, order.method].filter(Boolean).join(' '))}</dd>
${order.expires_at ? `<dt>Until</dt><dd>${localTime(order.expires_at)} (Bangkok)</dd>` : ''}
<dt>State</dt><dd role="status">${STATUS[order.status]}</dd>
</dl>`;
  const buttons = [button('pay', 'Pay', true), button('cancel', 'Cancel'), button('expire', 'Let it expire'), button('fail', 'Be declined')];
  const form = `<form method="post" action="/lianlian/pay/${order.order_id}">${buttons.join('\n')}</form>`;
  return document(`Pay ${order.amount} ${escape(order.currency)}`, `${details}\n${open ? form : back ? backForm(back) : ''}`);
}

/** Sends the browser back to the shop as LianLian does: by a POST form, here without waiting for a click. */
export function backPage(order, back) {
  return document(`Payment ${STATUS[order.status]}`, `${backForm(back)}\n<script>document.forms[0].submit()</script>`);
}

function backForm({ url, fields }) {
  const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`);
  return `<form method="post" action="${escape(url)}">${inputs.join('')}<button class="main">Back to the shop</button></form>`;
}

/** The orders that wait, for those whose payer gets no address (a push to a phone, a code that a shop scans). */
export function listPage(orders) {
  const items = orders.map((order) => `<li><a href="/lianlian/pay/${order.order_id}">${escape(order.merchant_order_id)}</a>
 ${order.amount} ${escape(order.currency)}, ${escape([order.service, order.method].filter(Boolean).join(' '))}</li>`);
  return document('Payments that wait', items.length > 0 ? `<ul>${items.join('\n')}</ul>` : '<p>None.</p>');
}
