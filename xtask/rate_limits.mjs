// The platform's rate limits, played for `cargo xtask dev` and the tests: raw workerd has none. Never shipped.
import { WorkerEntrypoint } from 'cloudflare:workers';

/** By binding, then by key: how many came, and until when they count. */
const counts = new Map();

/** The oldest stand in front, and all of a binding last equally long. */
function forget(windows, now) {
  for (const [key, { until }] of windows) {
    if (until > now) return;
    windows.delete(key);
  }
}

export default class extends WorkerEntrypoint {
  limit({ key, ...others }) {
    if (typeof key !== 'string' || Object.keys(others).length > 0) throw new TypeError('expected { key }');
    const { name, limit, period } = this.ctx.props;
    const windows = counts.get(name) ?? counts.set(name, new Map()).get(name);
    const now = Date.now();
    forget(windows, now);
    const window = windows.get(key) ?? windows.set(key, { came: 0, until: now + period * 1000 }).get(key);
    window.came += 1;
    return { success: window.came <= limit };
  }
}
