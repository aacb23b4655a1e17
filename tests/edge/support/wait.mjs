/** Waits in these tests are for a condition, and always end. */

const EVERY_MS = 25;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again and again until `look` answers something true, and gives that; fails after `within` milliseconds. */
export async function until(what, look, { within = 15_000, every = EVERY_MS } = {}) {
  const end = Date.now() + within;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${within} ms in vain: ${what}`);
    await sleep(every);
  }
}

/** The promise's value, or an error when it takes longer than `ms`. */
export function within(ms, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${ms} ms: ${what}`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Does something so many times, a few at a time: at a fast pace a busy machine would let calls run out of time. */
export async function repeat(times, work, atOnce = 4) {
  const done = [];
  const worker = async () => {
    while (times > 0) {
      times -= 1;
      done.push(await work());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return done;
}
