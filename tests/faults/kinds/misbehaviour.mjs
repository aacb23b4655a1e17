// How a provider misbehaves in one call, whatever the provider: plans of the simulator.

const HTML = '<html><body>Service unavailable</body></html>';

const COMMON = [
  { reset: 'before' }, { reset: 'after' },
  { hang: 'before' }, { hang: 'after' },
  { status: 500, charge: true }, { status: 500 }, { status: 502, charge: true },
  { body: HTML, charge: true }, { body: '', charge: true },
  { truncate: true },
  { late_ms: 300 }, { late_ms: 4000 },
  { delay_ms: 300 }, { work_first: true, delay_ms: 3500 },
];

/** One of what every provider may do, or of `more`. */
export const misbehaviour = (random, more = []) => random.pick([...COMMON, ...more]);

/** What queries may do before they tell the truth. */
export const badQuery = (random) => random.pick([
  { hang: 'before' }, { reset: 'before' }, { status: 500 }, { body: HTML }, { truncate: true }, { body: '{}' },
]);
