// The table that is printed: a line for each figure, with the machine's load and who used its processors meanwhile.
import { at } from './measure.mjs';

const WIDTH = 50;
const cell = (value, digits = 0, width = 8) => (Number.isFinite(value) ? value.toFixed(digits) : '').padStart(width);

const COLUMNS = ['per s', 'p50 ms', 'p99 ms', 'max ms', 'workerd', 'each ms', 'driver', 'load'];
export const heading = () => console.log(''.padEnd(WIDTH) + COLUMNS.map((each) => each.padStart(8)).join(''));

export const title = (text) => console.log(`\n${text}`);

/**
 * `workerd` and `driver` are shares of one core, `each ms` what workerd computed for one call, which a busy machine
 * changes little; `beside` is what the pace is compared with.
 */
export function row(name, { perSecond, took = [], workerd, driver, load, seconds }, beside) {
  if (seconds !== undefined) {
    console.log(`${name.padEnd(WIDTH)}${cell(seconds, 1)} s`);
    return;
  }
  const times = [0.5, 0.99, 1].map((share) => cell(at(took, share), 1)).join('');
  const used = [workerd, (workerd * 1000) / perSecond, driver].map((each) => cell(each, 2)).join('');
  const ratio = beside ? `  ${(perSecond / beside.perSecond).toFixed(2)} of the bare one` : '';
  console.log(`${name.padEnd(WIDTH)}${cell(perSecond)}${times}${used}${cell(load, 1)}${ratio}`);
}
