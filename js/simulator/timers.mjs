/** Timers that one call can clear, and an epoch by which late work notifications a reset. */
export function createTimers() {
  const pending = new Set();
  let epoch = 0;

  function after(ms, task) {
    const timer = setTimeout(() => {
      pending.delete(timer);
      task();
    }, ms);
    pending.add(timer);
    return () => {
      clearTimeout(timer);
      pending.delete(timer);
    };
  }

  return {
    after,
    sleep: (ms) => new Promise((resolve) => after(ms, resolve)),
    epoch: () => epoch,
    nextEpoch: () => { epoch += 1; },
    /** Also ends the epoch: what is under way must not touch a world that is closed. */
    clear() {
      epoch += 1;
      pending.forEach(clearTimeout);
      pending.clear();
    },
  };
}
