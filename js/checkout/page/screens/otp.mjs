import { countdown } from '../clock.mjs';
import { button, el, heading } from '../dom.mjs';
import { money, say } from '../language.mjs';
import { sentenceOf, waitOf } from '../problems.mjs';
import { digitsOf } from '../typed.mjs';
import { fail, field, mend } from './fields.mjs';
import { summary } from './summary.mjs';

const INPUT = {
  name: 'otp', key: 'otp.label', hint: false, inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 64,
};

export function otpScreen(order, context) {
  let current = order;
  const tries = el('p', { class: 'hint' });
  const pay = button(['otp.confirm', { amount: money(order.amount) }], undefined, { type: 'submit', class: 'main' });
  const clock = countdown(order.next_action, context);
  const form = el('form', { novalidate: true, on: { submit: (event) => submit(event) } },
    field(INPUT), tries, clock?.element, pay,
    button('otp.again', leave, { class: 'quiet' }));
  const update = (next) => {
    current = next;
    say(tries, 'otp.left', { count: next.next_action.attempts_left });
  };
  update(order);

  /** The order is closed first: this number's next one could not be made before. */
  async function leave() {
    if (form.getAttribute('aria-busy') === 'true') return;
    form.setAttribute('aria-busy', 'true');
    await context.cancel();
    form.removeAttribute('aria-busy');
  }

  async function submit(event) {
    event.preventDefault();
    if (form.getAttribute('aria-busy') === 'true') return;
    mend(form);
    const otp = digitsOf(form.elements.otp.value);
    if (!otp) return fail(form, 'otp', ['otp.missing']);
    if (!/^\d{1,8}$/.test(otp)) return fail(form, 'otp', ['problem.otp']);
    form.setAttribute('aria-busy', 'true');
    say(pay, 'otp.working');
    context.announce('otp.working');
    try {
      const before = current.next_action.attempts_left;
      const { next_action: still } = await context.confirm(otp);
      if (still?.type === 'otp') fail(form, 'otp', [still.attempts_left < before ? 'otp.wrong' : 'otp.lost']);
    } catch (error) {
      fail(form, 'otp', ...[sentenceOf(error), waitOf(error)].filter(Boolean));
    } finally {
      form.removeAttribute('aria-busy');
      say(pay, 'otp.confirm', { amount: money(order.amount) });
    }
  }

  const element = el('section', {},
    heading('otp.title'),
    el('p', { say: ['otp.text', { number: order.msisdn ?? '' }] }),
    form,
    summary(order, context.item));
  // While its code is under way the order is "sending": that is this screen's own doing.
  const bears = (next) => next.state === 'sending' && form.getAttribute('aria-busy') === 'true';
  return { kind: 'otp', element, update, bears, end: clock?.stop };
}
