// Canonical strings of any JSON.
import { canonical, read } from './json.mjs';
import { damaged } from './texts.mjs';
import { map, reordered, value, written } from './writing.mjs';

/** Values one in the other that are read. */
const DEEPEST = 32;

const nested = (random, inner, levels) =>
  Array.from({ length: levels }).reduce((node) => ({ pairs: [[random.pick(['a', 'b', 'c']), random.chance(0.5) ? node : [node]]] }), inner);

function input(random) {
  const node = random.weighed([
    [30, () => map(random, random.between(0, 4))], [1, () => value(random, 2)],
    [1, () => nested(random, map(random, 0), random.between(18, 33))],
  ])();
  const text = written(random, reordered(random, node));
  return random.weighed([
    [30, () => text], [2, () => damaged(random, Buffer.from(text)).toString()],
    [0.5, () => text.replace('"', random.pick(['"\\ud83d', '"\\udc00', '"\\uD800\\u0041', '"\\u00e', '"\\x', '"\t']))],
  ])();
}

export default {
  expected: ['canonical string', 'none'],
  make(random) {
    const text = input(random);
    const node = read(text, DEEPEST);
    const included = canonical(node, 'included');
    return {
      provider: 'lianlian', case: { kind: 'canonical', input: text },
      opinion: { included, skipped: canonical(node, 'skipped') },
      tally: included === null ? 'none' : 'canonical string',
    };
  },
};
