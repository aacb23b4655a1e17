// What all answers have in common: an object of JSON that is good, near misses of it, and other things that come back.
import { isMap } from './json.mjs';
import { any, damaged } from './texts.mjs';
import { number, oddNumber, reordered, value, written } from './writing.mjs';

const STATUSES = [201, 204, 302, 400, 401, 401, 403, 403, 404, 404, 422, 429, 500, 502, 503];

export const statusOf = (random) => (random.chance(0.85) ? 200 : random.pick(STATUSES));

const NEAR = [
  (random, item) => (typeof item === 'string' ? item.toLowerCase() : item), (random, item) => (typeof item === 'string' ? item.toUpperCase() : item),
  (random, item) => (typeof item === 'string' ? `${item}${random.pick([' ', '0', '\n', '.0', '.00', '.', 'x'])}` : item),
  (random, item) => (typeof item === 'string' ? `${random.pick([' ', '0', '+', '-', '\ufeff'])}${item}` : item),
  (random, item) => (/^[1-9]\d{0,17}$/.test(item) ? number(item) : item), (random, item) => (item?.number ? item.number : item),
  (random, item) => [item], (random, item) => ({ pairs: [['a', item]] }), () => null, () => '', () => true, (random) => oddNumber(random),
  (random) => any(random, 12), (random) => value(random, 1),
];

const CHANGES = [
  [6, (random, pairs, at, near) => pairs.with(at, [pairs[at][0], near(pairs[at][0], pairs[at][1])])],
  [3, (random, pairs, at) => pairs.toSpliced(at, 1)],
  [1, (random, pairs, at) => [...pairs, pairs[at]]],
  [1, (random, pairs, at, near) => [...pairs, [pairs[at][0], near(pairs[at][0], pairs[at][1])]]],
  [1, (random, pairs, at) => pairs.with(at, [random.pick([pairs[at][0].toUpperCase(), pairs[at][0].toLowerCase(), any(random, 5)]), pairs[at][1]])],
  [1, (random, pairs) => [...pairs, [any(random, 8), value(random, 2)]]],
];

/** An object with one field other than it was; `nearOf` gives a value near to the one of a name. */
export function nearMiss(random, { pairs }, nearOf = () => undefined) {
  if (pairs.length === 0) return { pairs };
  const near = (name, item) => nearOf(name) ?? random.pick(NEAR)(random, item);
  return { pairs: random.weighed(CHANGES)(random, pairs, random.below(pairs.length), near) };
}

/** Now and then once or twice a near miss. */
export function perhapsMissed(random, node, nearOf) {
  const times = random.weighed([[5, 0], [4, 1], [1, 2]]);
  return Array.from({ length: times }).reduce((now) => nearMiss(random, now, nearOf), node);
}

const PAGES = ['', '{}', '[]', 'null', '<html><body>502 Bad Gateway</body></html>', '{"message":"Unauthorized"}', '"200"', '200', '[{}]', '{'];

/** The bytes of an object as a server may write it, or of something else altogether. */
export const bytesOf = (random, node) => random.weighed([
  [40, () => Buffer.from(written(random, isMap(node) ? reordered(random, node) : node))],
  [5, () => damaged(random, Buffer.from(written(random, node)))],
  [2, () => Buffer.from(random.pick(PAGES))], [1, () => Buffer.from(any(random, 40))],
  [1, () => Buffer.from(Array.from({ length: random.below(30) }, () => random.below(256)))],
])();

/** An answer in the vectors' form; or nothing came back, and the unknownReason that leaves. */
export function answered(random, { status = statusOf(random), headers = {}, bytes }) {
  if (!random.chance(0.03)) return { answer: { status, headers, body_hex: bytes.toString('hex') }, status, headers, bytes };
  const transport = random.pick(['timeout', 'connection_lost', 'too_long']);
  return { answer: { transport }, unknownReason: transport === 'too_long' ? 'answer_too_long' : transport };
}
