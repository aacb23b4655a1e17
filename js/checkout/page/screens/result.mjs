// What became of it, and what is not known yet.
import { button, el, heading, mark } from '../dom.mjs';
import { has, money } from '../language.mjs';
import { sentenceOf, waitOf } from '../problems.mjs';
import { referenceRow, summary } from './summary.mjs';

export function loadingScreen() {
  return { kind: 'loading', element: el('section', {}, el('p', { class: 'loading', say: 'loading' })) };
}

export const orderingScreen = () => calm('ordering');
export const strayScreen = () => calm('stray');
export const sendingScreen = (order, { item }) => calm('sending', order, item);
export const checkingScreen = (order, { item }) => calm('checking', order, item);
export const lateScreen = (order, { item }) => calm('late', order, item);

function calm(kind, order, item) {
  const element = el('section', {},
    heading(`${kind}.title`, mark('waiting')),
    el('p', { say: `${kind}.text` }),
    order && summary(order, item));
  return { kind, element };
}

export function doneScreen(order, { item, again }) {
  const element = el('section', {},
    heading('done.title', mark('done')),
    el('p', { say: ['done.text', { amount: money(order.amount) }] }),
    button('done.again', again, { class: 'second' }),
    summary(order, item));
  return { kind: 'done', element };
}

export const reasonOf = ({ failure }) =>
  (has(`reason.${failure?.reason}`) ? `reason.${failure.reason}` : 'reason.other');

export function failedScreen(order, { item, again }) {
  const element = el('section', {},
    heading('failed.title', mark('failed')),
    el('p', {}, el('strong', { say: reasonOf(order) }), ' ', order.may_retry && el('span', { say: 'failed.none' })),
    !order.may_retry && el('p', { say: 'failed.ask' }),
    order.may_retry ? button('failed.again', again, { class: 'main' }) : button('done.again', again, { class: 'second' }),
    summary(order, item));
  return { kind: 'failed', element };
}

/** An error with nothing else to show; `more` is said below it, `press` is `[key, action]` of what to do about it. */
export function troubleScreen(error, { press, more, reference }) {
  const sentences = [sentenceOf(error), waitOf(error), more && [more]].filter(Boolean);
  const element = el('section', {},
    heading('trouble.title', mark('wrong')),
    sentences.map((sentence) => el('p', { say: sentence })),
    button(...press, { class: 'main' }),
    reference && el('footer', {}, el('dl', {}, referenceRow(reference))));
  return { kind: 'trouble', element };
}
