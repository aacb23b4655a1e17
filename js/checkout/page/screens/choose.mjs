// What to buy and how to pay: one form, its second half depending on the first.
import { button, el, heading } from '../dom.mjs';
import { has, money, say } from '../language.mjs';
import { inputOf, sentenceOf, waitOf } from '../problems.mjs';
import { plain } from '../typed.mjs';
import { fail, field, mend, spoken } from './fields.mjs';

/**
 * `begin(wanted)` makes the order and throws what the payer should know. `draft` keeps what was typed before; `open` is a
 * payment that was left and can still be paid, `resume` goes back to it.
 */
export function chooseScreen({ items, draft, begin, open, resume }) {
  const title = [heading('choose.title'), open && el('div', { class: 'open' },
    el('p', { say: ['open.text', { amount: money(open.amount) }] }), button('open.back', resume, { class: 'second' }))];
  if (items.length === 0) return { kind: 'choose', element: el('section', {}, title, el('p', { say: 'choose.empty' })) };
  const rest = el('div');
  const send = (event) => submit(event, items, draft, element, begin);
  const element = el('form', { novalidate: true, on: { submit: send } },
    title,
    group('choose.items', 'sku', items.map(itemChoice), draft, () => fill(rest, items, draft)),
    rest);
  fill(rest, items, draft);
  return { kind: 'choose', element };
}

const itemChoice = (item) => ({ value: item.sku, title: nameOf(item.sku), aside: [money(item.amount)] });

/** A shop's own names for what it sells; an item without one shows its sku. */
export const nameOf = (sku) => (has(`item.${sku}`) ? [`item.${sku}`] : [() => sku]);

const waysOf = ({ methods = [], provider }) => (methods.length > 0 ? methods : [provider]);
const wayChoice = (way) => ({
  value: way,
  title: has(`way.${way}`) ? [`way.${way}`] : [() => way],
  hint: has(`way.${way}.hint`) ? [`way.${way}.hint`] : undefined,
});

function group(legend, name, choices, draft, changed) {
  if (!choices.some(({ value }) => value === draft[name])) draft[name] = choices[0].value;
  const change = ({ target }) => { draft[name] = target.value; changed?.(); };
  return el('fieldset', { on: { change } }, el('legend', { say: legend }),
    choices.map((choice) => option(name, choice, draft[name] === choice.value)));
}

function option(name, { value, title, aside, hint }, checked) {
  return el('label', { class: 'option' },
    el('input', { type: 'radio', name, value, checked }),
    el('span', { class: 'about' },
      el('span', { class: 'title', say: title }),
      hint && el('span', { class: 'hint', say: hint })),
    aside && el('span', { class: 'price', say: aside }));
}

/** The ways to pay for the chosen item, and what its provider asks of the payer. */
function fill(rest, items, draft) {
  const item = items.find(({ sku }) => sku === draft.sku);
  const typed = ({ target }) => { draft[target.name] = target.value; };
  rest.replaceChildren(
    group('choose.ways', 'way', waysOf(item).map(wayChoice), draft),
    el('div', { on: { input: typed } }, ...inputsOf(item).map((input) => field(input, draft[input.name]))),
    el('p', { class: 'problem', role: 'alert' }),
    button(['choose.pay', { amount: money(item.amount) }], undefined, { type: 'submit', class: 'main' }),
  );
}

const NAME = { name: 'full_name', about: 'details.customer', key: 'choose.name', autocomplete: 'name', maxlength: 128 };
const NUMBER = { name: 'msisdn', about: 'msisdn', key: 'choose.number', autocomplete: 'tel', type: 'tel' };

function inputsOf({ operation, payer_details: asked = [] }) {
  return [asked.includes('customer') && NAME, operation === 'charge' && NUMBER].filter(Boolean);
}

async function submit(event, items, draft, form, begin) {
  event.preventDefault();
  if (form.getAttribute('aria-busy') === 'true') return;
  const item = items.find(({ sku }) => sku === draft.sku);
  mend(form);
  const empty = inputsOf(item).filter(({ name }) => !draft[name]?.trim());
  if (empty.length > 0) return empty.reverse().forEach(({ name, key }) => fail(form, name, [`${key}.missing`]));
  form.setAttribute('aria-busy', 'true');
  try {
    await begin(wantedOf(item, draft));
  } catch (error) {
    tell(form, item, error);
  } finally {
    form.removeAttribute('aria-busy');
  }
}

function wantedOf({ sku, operation, methods = [], payer_details: asked = [] }, { way, msisdn, full_name: name }) {
  const customer = asked.includes('customer') && { full_name: name.trim() };
  return {
    sku,
    ...(methods.length > 0 && { method: way }),
    ...(operation === 'charge' ? { msisdn: plain(msisdn).trim() } : { return_url: location.origin + location.pathname }),
    ...(customer && { details: { customer } }),
  };
}

/** At the input that it is about, or above the button. */
function tell(form, item, error) {
  const input = inputsOf(item).find(({ about }) => about === inputOf(error));
  const sentences = [sentenceOf(error), waitOf(error)].filter(Boolean);
  if (input) return fail(form, input.name, ...sentences);
  const place = form.querySelector('.problem');
  place.replaceChildren(...spoken(sentences));
  form.querySelector('button.main').focus();
}
