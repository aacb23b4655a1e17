import { say } from './language.mjs';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element. `say`: a text's key, or `[key, parts]`; `label`: the same as its accessible name; `on`: listeners; the
 * others are attributes. Texts only ever become text, never markup.
 */
export function el(tag, { say: said, label, on = {}, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  setAll(element, attributes);
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  if (said) say(element, ...[said].flat());
  if (label) {
    const [key, parts] = [label].flat();
    say(element, key, parts, 'aria-label');
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, String(value));
  }
}

/** A picture of one path, for the eye only unless it has a name. */
export function drawing(path, { viewBox = '0 0 24 24', ...attributes } = {}) {
  const svg = document.createElementNS(SVG, 'svg');
  setAll(svg, { viewBox, 'aria-hidden': attributes.role ? undefined : 'true', focusable: 'false', ...attributes });
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/** The heading that gets the focus when its screen comes. */
export const heading = (key, mark) => el('div', { class: 'heading' }, mark, el('h1', { say: key, tabindex: -1 }));

const MARKS = {
  done: 'M4 12.5l5.5 5.5L20 7',
  failed: 'M6 6l12 12M18 6L6 18',
  waiting: 'M12 7v5.3l3.3 2M20.5 12a8.5 8.5 0 1 1-17 0a8.5 8.5 0 1 1 17 0',
  wrong: 'M12 6v7M12 17.2v.3',
};
export const mark = (kind) => el('span', { class: `mark ${kind}` }, drawing(MARKS[kind]));

/** `press` is what a click does; a form's own button has none. */
export const button = (key, press, more = {}) =>
  el('button', { type: 'button', say: key, on: press && { click: press }, ...more });
