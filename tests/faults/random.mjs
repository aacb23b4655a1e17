// Random choices that a seed repeats. Each order has a stream of its own, so that what is planned for it does not
// depend on how the others happen to go.

/** Numbers from 0 to below 1 (mulberry32). */
function stream(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Choices that follow from a seed and a number. */
export function createRandom(seed, number = 0) {
  const next = stream(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const below = (most) => Math.floor(next() * most);
  return {
    below,
    chance: (share) => next() < share,
    between: (least, most) => least + below(most - least + 1),
    pick: (list) => list[below(list.length)],
    /** One of `[weight, value]` pairs. */
    weighed(pairs) {
      let left = next() * pairs.reduce((sum, [weight]) => sum + weight, 0);
      return (pairs.find(([weight]) => (left -= weight) < 0) ?? pairs.at(-1))[1];
    },
  };
}
