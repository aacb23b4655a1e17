// What the payer has to do, by `next_action`. A screen's `update` takes the next version of the same order.
import { countdown } from '../clock.mjs';
import { scannable } from '../code.mjs';
import { button, el, heading } from '../dom.mjs';
import { money } from '../language.mjs';
import { lasts } from '../storage.mjs';
import { otpScreen } from './otp.mjs';
import { headline, summary } from './summary.mjs';

/** `context`: `{ item, announce, expired, confirm, cancel, leave, returned }`. */
export function actScreen(order, context) {
  const { type } = order.next_action;
  return (SCREENS[type] ?? SCREENS.app)(order, context);
}

const SCREENS = { qr: qrScreen, redirect: redirectScreen, otp: otpScreen, wait: plain('device'), app: plain('app') };

/** Out of here, though the payment can still be made: whoever has made it is asked to stay. */
const wayBack = ({ leave }) => [
  !lasts && el('p', { class: 'hint', say: 'unkept' }),
  el('p', { class: 'hint', say: 'leave.text' }), button('otp.again', leave, { class: 'quiet' }),
];

function qrScreen(order, context) {
  const clock = countdown(order.next_action, context);
  const element = el('section', {},
    heading('qr.title'),
    headline(order, context.item),
    el('div', { class: 'scan' }, scannable(order.next_action, money(order.amount)), clock?.element),
    el('p', { say: 'qr.text' }),
    wayBack(context),
    summary(order, context.item));
  return { kind: 'qr', element, end: clock?.stop };
}

function redirectScreen(order, context) {
  const { url, app_url: app } = order.next_action;
  const clock = countdown(order.next_action, context);
  const name = context.returned ? 'returned' : 'redirect';
  const element = el('section', {},
    heading(`${name}.title`),
    headline(order, context.item),
    el('p', { say: `${name}.text` }),
    clock?.element,
    link('redirect.open', url, context.returned ? 'second' : 'main'),
    app && link('redirect.app', app, 'second'),
    el('p', { class: 'hint', say: 'redirect.late' }),
    wayBack(context),
    summary(order, context.item));
  return { kind: 'redirect', element, end: clock?.stop };
}

const RUNS = ['javascript:', 'data:', 'blob:', 'vbscript:', 'file:', 'about:'];

/**
 * A provider's page, or its app's scheme; never what would run here, as the browser reads it. Where nothing is kept it
 * opens beside this page, which goes on watching the order.
 */
function link(key, url, kind) {
  const beside = lasts ? {} : { target: '_blank' };
  const anchor = el('a', { say: key, class: `button ${kind}`, href: url, rel: 'noreferrer', ...beside });
  return RUNS.includes(anchor.protocol) ? undefined : anchor;
}

function plain(name) {
  return (order, context) => ({
    kind: name,
    element: el('section', {}, heading(`${name}.title`), headline(order, context.item), el('p', { say: `${name}.text` }),
      wayBack(context), summary(order, context.item)),
  });
}
