// JSON exactly as written, in this form: a text, true, false and null as themselves, a number as { number: '1.50' }, a
// list as a list, an object as { pairs: [[name, value], …] }. JSON.parse says what is JSON, and is asked for nothing else.
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\]]/gu;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What bytes or a text say, or undefined if they are no JSON, or are nested deeper than `deepest` values. */
export function read(json, deepest) {
  try {
    const text = typeof json === 'string' ? json : decoder.decode(json);
    JSON.parse(text);
    const node = value(text.match(TOKEN).values());
    return isText(node) && depth(node) <= deepest ? node : undefined;
  } catch {
    return undefined;
  }
}

const MARKS = [['utf-16le', [0xff, 0xfe]], ['utf-16be', [0xfe, 0xff]], ['utf-8', [0xef, 0xbb, 0xbf]]];

/** The text of somebody else's bytes: a byte order mark says in which encoding, and is none of it. */
export function textOf(bytes) {
  const [encoding, mark] = MARKS.find(([, known]) => known.every((byte, at) => bytes[at] === byte)) ?? ['utf-8', []];
  const rest = bytes.subarray(mark.length);
  const whole = encoding === 'utf-8' ? rest : rest.subarray(0, rest.length - (rest.length % 2));
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(whole);
}

/** The same of somebody else's server: half of a character is U+FFFD. */
export function readTheirs(bytes) {
  try {
    const text = textOf(bytes);
    JSON.parse(text);
    const node = whole(value(text.match(TOKEN).values()));
    return depth(node) <= 127 ? node : undefined;
  } catch {
    return undefined;
  }
}

function whole(node) {
  if (typeof node === 'string') return node.toWellFormed();
  if (isMap(node)) return { pairs: node.pairs.map(([name, item]) => [name.toWellFormed(), whole(item)]) };
  return Array.isArray(node) ? node.map(whole) : node;
}

function value(tokens, token = tokens.next().value) {
  if (token === '{') return { pairs: [...pairs(tokens)] };
  if (token === '[') return [...items(tokens)];
  return /^[-\d]/.test(token) ? { number: token } : JSON.parse(token);
}

function* pairs(tokens) {
  for (let token = tokens.next().value; token !== '}'; token = tokens.next().value) yield [JSON.parse(token), value(tokens)];
}

function* items(tokens) {
  for (let token = tokens.next().value; token !== ']'; token = tokens.next().value) yield value(tokens, token);
}

export const isMap = (node) => Array.isArray(node?.pairs);
export const isNumber = (node) => typeof node?.number === 'string';

const inside = (node) => (isMap(node) ? node.pairs.map(([, item]) => item) : Array.isArray(node) ? node : []);
export const depth = (node) => 1 + inside(node).reduce((deepest, item) => Math.max(deepest, depth(item)), 0);

/** Half of a character of two halves is none: no text in UTF-8 can hold it. */
function isText(node) {
  if (typeof node === 'string') return node.isWellFormed();
  return (!isMap(node) || node.pairs.every(([name]) => name.isWellFormed())) && inside(node).every(isText);
}

const isOnce = (names) => new Set(names).size === names.length;

/** Whether a name stands twice in one object, at any depth. */
export const repeats = (node) => (isMap(node) && !isOnce(node.pairs.map(([name]) => name))) || inside(node).some(repeats);

/** A text, or a number as it is written. */
export const text = (node) => (typeof node === 'string' ? node : isNumber(node) ? node.number : undefined);

/** What stands under a name that stands there once. */
export function get(node, name) {
  const found = isMap(node) ? node.pairs.filter(([key]) => key === name) : [];
  return found.length === 1 ? found[0][1] : undefined;
}

const fits = (digits) => /^-?\d+$/.test(digits) && BigInt.asIntN(64, BigInt(digits)) === BigInt(digits);

/** Whole numbers of 64 bits are numbers; any other is the text that was written, so that no digit is lost. */
export function plain(node) {
  if (isNumber(node)) return fits(node.number) ? Number(node.number) + 0 : node.number;
  if (isMap(node)) return Object.fromEntries(node.pairs.map(([name, item]) => [name, plain(item)]));
  return Array.isArray(node) ? node.map(plain) : node;
}

/** The same without what lies deeper than so many values. */
export function kept(node, most) {
  if (most === 0) return undefined;
  if (isMap(node)) {
    const pairs = node.pairs.map(([name, item]) => [name, kept(item, most - 1)]);
    return Object.fromEntries(pairs.filter(([, item]) => item !== undefined));
  }
  return Array.isArray(node) ? node.map((item) => kept(item, most - 1)).filter((item) => item !== undefined) : plain(node);
}

const byBytes = ([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other));

/**
 * The canonical string: names ascending, `name=value` joined by &, objects and lists of objects where their name sorts,
 * null left out. null where there is none: a boolean, a list of anything but objects, a name twice.
 */
export function canonical(node, empties) {
  const said = isMap(node) && pieces(node, empties);
  return said ? said.join('&') : null;
}

function pieces({ pairs: fields }, empties) {
  if (!isOnce(fields.map(([name]) => name))) return undefined;
  const parts = fields.toSorted(byBytes).map(([name, item]) => piece(name, item, empties));
  return parts.includes(undefined) ? undefined : parts.flat();
}

function piece(name, item, empties) {
  if (item === null || (item === '' && empties === 'skipped')) return [];
  if (text(item) !== undefined) return [`${name}=${text(item)}`];
  if (isMap(item)) return pieces(item, empties);
  if (!Array.isArray(item)) return undefined;
  const parts = item.map((each) => (each === null ? [] : isMap(each) ? pieces(each, empties) : undefined));
  return parts.includes(undefined) ? undefined : parts.flat();
}
