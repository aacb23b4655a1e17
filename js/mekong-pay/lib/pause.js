const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** A server may ask for patience, but not for hours of a waiting page's. */
const LONGEST_ASKED_S = 120;

/** Milliseconds before the next try after so many failures: doubled each time, half of it chance, so that a thousand
 * pages that failed together do not come back together. `Retry-After` is a floor under it. */
export function backoff(failures, retryAfter = 0, random = Math.random) {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  const own = (ceiling / 2) * (1 + random());
  const asked = Math.min(Math.max(retryAfter, 0), LONGEST_ASKED_S) * 1000;
  return Math.round(Math.max(own, asked * (1 + random() / 10)));
}

/** Resolves after `ms`, or rejects with the signal's reason. */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** A signal that follows `outer` and, after `ms`, aborts by itself with `reason`. `end` must be called.
 * (AbortSignal.any is younger than many a payer's browser.) */
export function limited(outer, ms, reason) {
  const own = new AbortController();
  const follow = () => own.abort(outer.reason);
  if (outer?.aborted) follow();
  outer?.addEventListener('abort', follow, { once: true });
  const timer = ms === undefined ? undefined : setTimeout(() => own.abort(reason), ms);
  const end = () => {
    clearTimeout(timer);
    outer?.removeEventListener('abort', follow);
  };
  return { signal: own.signal, end };
}
