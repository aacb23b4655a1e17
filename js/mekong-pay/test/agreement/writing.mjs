// Random JSON, and random ways to write it: blanks, escapes and the order of fields are the writer's.
import { isMap, isNumber } from './json.mjs';
import { any, made, shuffled, DIGITS } from './texts.mjs';

/** An object of these fields. */
export const object = (fields) => ({ pairs: Object.entries(fields).filter(([, item]) => item !== undefined) });

/** A number as written. */
export const number = (digits) => ({ number: String(digits) });

const BLANKS = ['', '', '', ' ', '\n', '\r\n', '\t', '  '];
const SHORT = { '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\', '/': '\\/' };

const escape = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

function quoted(random, text, share) {
  if (share === 0) return JSON.stringify(text);
  const units = text.split('').map((unit) => {
    const must = unit < ' ' || unit === '"' || unit === '\\';
    if (!must && !random.chance(share)) return unit;
    if (SHORT[unit] && random.chance(0.7)) return SHORT[unit];
    return random.chance(0.5) ? escape(unit) : escape(unit).toUpperCase().replace('\\U', '\\u');
  });
  // A half of a character that is written out needs the other one written out as well.
  return `"${units.join('')}"`.isWellFormed() ? `"${units.join('')}"` : JSON.stringify(text);
}

/** JSON as some writer may write it. */
export function written(random, node, style = { blanks: random.chance(0.3), share: random.pick([0, 0, 0.05, 0.5]) }) {
  const blank = () => (style.blanks ? random.pick(BLANKS) : '');
  const list = (open, items, close) => `${open}${blank()}${items.join(`${blank()},${blank()}`)}${blank()}${close}`;
  if (typeof node === 'string') return quoted(random, node, style.share);
  if (isNumber(node)) return node.number;
  if (Array.isArray(node)) return list('[', node.map((item) => written(random, item, style)), ']');
  if (!isMap(node)) return String(node);
  const pair = ([name, item]) => `${quoted(random, name, style.share)}${blank()}:${blank()}${written(random, item, style)}`;
  return list('{', node.pairs.map(pair), '}');
}

/** The same fields in another order. */
export const reordered = (random, node) => (isMap(node) ? { pairs: shuffled(random, node.pairs) } : node);

const ODD = ['0', '-0', '1.50', '1e999', '-1E-7', '0.0', '1E+2', '12345678901234567890123', '9007199254740993', '-5e0'];

export const oddNumber = (random) =>
  number(random.chance(0.5) ? random.pick(ODD) : `${random.pick(['', '-'])}${random.between(1, 9)}${made(random, DIGITS, 0, 8)}`);

/** Any value, nested at most so deep. */
export function value(random, deep) {
  return random.weighed([
    [8, () => any(random, random.pick([4, 20]))], [3, () => oddNumber(random)], [1, () => ''], [1, () => null],
    [0.15, () => random.chance(0.5)], [deep > 0 ? 3 : 0, () => map(random, deep - 1)], [deep > 0 ? 2 : 0, () => maps(random, deep - 1)],
    [deep > 0 ? 0.1 : 0, () => [value(random, deep - 1)]],
  ])();
}

const NAMES = ['a', 'A', 'b', 'B', 'aa', 'a_', 'a1', 'Z', '_', '', 'sign', 'merchant_id', 'merchant_order_id', 'é', 'ຂ', '\ue000', '😀'];

export function map(random, deep) {
  const name = () => (random.chance(0.6) ? random.pick(NAMES) : any(random, 6));
  const pairs = Array.from({ length: random.below(7) }, () => [name(), value(random, deep)]);
  const kept = random.chance(0.04) ? pairs : [...new Map(pairs)];
  return { pairs: shuffled(random, kept) };
}

const maps = (random, deep) =>
  Array.from({ length: random.below(4) }, () => (random.chance(0.06) ? value(random, deep) : random.chance(0.1) ? null : map(random, deep)));
