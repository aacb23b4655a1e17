import { el } from './dom.mjs';

/** How far this device's clock may be ahead of the gateway's, at most: the least that any answer has shown. */
let ahead = Infinity;

export const aheadBy = () => ahead;

/** An order that has just changed says what time it is; a delay on the way only makes this too large. */
export function learnTime(order, before = Infinity) {
  ahead = Math.min(ahead, before, Date.now() - Date.parse(order.updated_at));
}

/** Milliseconds left until a time of the gateway's: never too few. */
export function left(until) {
  return Date.parse(until) - Date.now() + (Number.isFinite(ahead) ? ahead : 0);
}

const SOON_MS = 60_000;
const TICK_MS = 250;
const two = (number) => String(number).padStart(2, '0');
const shown = (seconds) => `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;

/**
 * What is left of an action's time, if it has one, second by second. It is not read out each time (a timer is no live
 * region): a last minute is announced, and `expired` is called when nothing is left.
 */
export function countdown({ expires_at: until }, { announce, expired }) {
  if (!until) return undefined;
  const digits = el('span', { class: 'digits' });
  const element = el('p', { class: 'clock', role: 'timer' }, el('span', { say: 'order.left' }), ' ', digits);
  let warned = left(until) < SOON_MS;
  let timer;
  const stop = () => clearTimeout(timer);
  const tick = () => {
    const ms = left(until);
    digits.textContent = shown(Math.max(0, Math.ceil(ms / 1000)));
    element.classList.toggle('soon', ms < SOON_MS);
    if (ms < SOON_MS && !warned) { warned = true; announce('minute'); }
    timer = setTimeout(ms > 0 ? tick : expired, Math.min(Math.max(ms, 0), TICK_MS));
  };
  tick();
  return { element, stop };
}
