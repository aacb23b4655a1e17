// What the payer has to do, by `next_action`. A screen's `update` takes the next version of the same order.
import { countdown } from '../clock.mjs';
import { scannable } from '../code.mjs';
import { el, heading } from '../dom.mjs';
import { money } from '../language.mjs';
import { otpScreen } from './otp.mjs';
import { summary } from './summary.mjs';

/** `context`: `{ item, announce, expired, confirm, again }`. */
export function actScreen(order, context) {
  const { type } = order.next_action;
  return (SCREENS[type] ?? SCREENS.app)(order, context);
}

const SCREENS = { qr: qrScreen, redirect: redirectScreen, otp: otpScreen, wait: plain('device'), app: plain('app') };

function qrScreen(order, context) {
  const amount = money(order.amount);
  const clock = countdown(order.next_action, context);
  const element = el('section', {},
    heading('qr.title'),
    el('p', { say: 'qr.text' }),
    el('div', { class: 'scan' }, scannable(order.next_action, amount), clock?.element),
    summary(order, context.item));
  return { kind: 'qr', element, end: clock?.stop };
}

function redirectScreen(order, context) {
  const { url, app_url: app } = order.next_action;
  const clock = countdown(order.next_action, context);
  const element = el('section', {},
    heading('redirect.title'),
    el('p', { say: 'redirect.text' }),
    clock?.element,
    link('redirect.open', url, 'main'),
    app && link('redirect.app', app, 'second'),
    el('p', { class: 'hint', say: 'redirect.late' }),
    summary(order, context.item));
  return { kind: 'redirect', element, end: clock?.stop };
}

const RUNS = ['javascript:', 'data:', 'blob:', 'vbscript:', 'file:', 'about:'];

/** A provider's page, or its app's scheme; never what would run here, as the browser reads it. */
function link(key, url, kind) {
  const anchor = el('a', { say: key, class: `button ${kind}`, href: url, rel: 'noreferrer' });
  return RUNS.includes(anchor.protocol) ? undefined : anchor;
}

function plain(name) {
  return (order, { item }) => ({
    kind: name,
    element: el('section', {}, heading(`${name}.title`), el('p', { say: `${name}.text` }), summary(order, item)),
  });
}
