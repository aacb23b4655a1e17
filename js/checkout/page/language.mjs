// Texts in four languages, bound to the elements that show them: switching changes the words and nothing else, so what
// was typed and where the focus is stay as they are.
import en from './texts/en.mjs';
import lo from './texts/lo.mjs';
import th from './texts/th.mjs';
import vi from './texts/vi.mjs';
import { load, store } from './storage.mjs';

export const LANGUAGES = { lo, th, vi, en };
const NAMES = { lo: 'ລາວ', th: 'ไทย', vi: 'Tiếng Việt', en: 'English' };
const KEPT = 'mekong-language';

const bound = new WeakMap();
let current = 'en';

export const language = () => current;
export const has = (key) => Object.hasOwn(en, key);

/** A text with its parts put in. A part that depends on the language is a function of it. */
export function text(key, parts = {}) {
  const value = (name) => (typeof parts[name] === 'function' ? parts[name](current) : String(parts[name] ?? ''));
  return LANGUAGES[current][key].replace(/\{(\w+)\}/g, (_, name) => value(name));
}

/** Lets an element say a text, now and after each change of language; with `attribute`, in that. */
export function say(element, key, parts, attribute = '') {
  const bindings = bound.get(element) ?? new Map();
  bound.set(element, bindings.set(attribute, () => put(element, attribute, key, parts)));
  element.dataset.said = '';
  bindings.get(attribute)();
}

function put(element, attribute, key, parts) {
  const words = typeof key === 'function' ? key(current) : text(key, parts);
  if (attribute) element.setAttribute(attribute, words);
  else element.textContent = words;
}

export function speak(wanted) {
  current = wanted;
  document.documentElement.lang = wanted;
  for (const element of document.querySelectorAll('[data-said]')) bound.get(element)?.forEach((again) => again());
  for (const button of document.querySelectorAll('#languages button')) {
    button.setAttribute('aria-pressed', String(button.lang === wanted));
  }
  store(KEPT, wanted);
}

/** The first of the reader's languages that there is. */
export function preferred(wanted) {
  const known = wanted.map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => Object.hasOwn(LANGUAGES, tag));
  return known ?? 'en';
}

/** The buttons that switch, and the language to begin with. */
export function startLanguage(nav) {
  say(nav, 'languages', {}, 'aria-label');
  for (const tag of Object.keys(LANGUAGES)) {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', lang: tag, textContent: NAMES[tag] });
    button.addEventListener('click', () => speak(tag));
    nav.append(button);
  }
  say(document.querySelector('title'), 'title');
  const kept = load(KEPT);
  speak(Object.hasOwn(LANGUAGES, kept ?? '') ? kept : preferred(navigator.languages));
}

/** A decimal string in the reader's way of writing money; never a number, so that nothing is rounded. */
export const money = ({ value, currency }) => (tag) =>
  new Intl.NumberFormat(tag, { style: 'currency', currency }).format(value);
