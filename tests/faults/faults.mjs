// What goes wrong with which order, and when. Planned by the order's own random choices; each fault happens once.

const STALLS_MS = [200, 1200, 3200];

/** At which points an order of a kind can be stopped. */
const WHERE = {
  charge: ['ra', 'rb', 'ca', 'cb', 'wa', 'wb', 'wm', 'wq', 'pa', 'pb', 'da', 'db'],
  renewal: ['ra', 'rb', 'wa', 'wb', 'wm', 'wq', 'pa', 'pb', 'da', 'db'],
  payment: ['ra', 'rb', 'wa', 'wb', 'wm', 'wq', 'pa', 'pb', 'na', 'nb', 'da', 'db'],
  refund: ['ra', 'rb', 'wa', 'wb', 'wm', 'wq', 'pa', 'pb', 'na', 'nb', 'da', 'db'],
  topup: ['ra', 'rb', 'wa', 'wb', 'wm', 'wq', 'pa', 'pb', 'da', 'db'],
};

const onWire = (point) => point.startsWith('w');

/** Plans for orders, and the numbers of what happened. */
export function createFaults({ share = 0.5, atOnce }) {
  // A kill hits all orders that are under way: one of them is to plan it.
  const kills = 100 / (atOnce * share);
  const planned = new Map();
  const happened = { kill: 0, cut: 0, stall: 0, fail: 0 };
  const points = {};

  function plan(random, kind) {
    if (!random.chance(share)) return { point: 'zz' };
    const point = random.pick(WHERE[kind]);
    const how = random.weighed([[kills, 'kill'], [45, 'stall'], [50, onWire(point) ? 'cut' : 'fail']]);
    return {
      point, how, stallMs: random.pick(STALLS_MS),
      // What was held back at the provider may still be carried out.
      carriedOut: random.chance(0.5),
      // LTC's first call of two charges nothing.
      charging: kind !== 'charge' || random.chance(0.7),
    };
  }

  return {
    happened,
    points,
    /** Plans a fault; the point's letters, for the id. */
    plan(random, kind) {
      const fault = plan(random, kind);
      return { letters: fault.point, keep: (id) => planned.set(id.toLowerCase(), fault) };
    },
    /** The fault for this order at this point, the first time. */
    take(id, point, { charging = true } = {}) {
      const fault = planned.get(id.toLowerCase());
      if (fault?.point !== point || (onWire(point) && point !== 'wq' && fault.charging !== charging)) return undefined;
      planned.delete(id.toLowerCase());
      happened[fault.how] += 1;
      points[point] = (points[point] ?? 0) + 1;
      return fault;
    },
  };
}
