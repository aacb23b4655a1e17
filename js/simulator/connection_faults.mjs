/** What stands in front of a provider when it breaks. */
export const ERROR_PAGE = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/** Misbehaviour of the connection, in the words of a plan: the same numbers at every provider, each with its page. */
export const connectionWays = (page) => ({
  '01': (delayMs) => ({ delay_ms: delayMs }),
  '02': () => ({ reset: 'before' }),
  '03': () => ({ reset: 'after' }),
  '04': () => ({ status: 500, body: 'Internal Server Error' }),
  '05': () => ({ status: 500, body: 'Internal Server Error', work_first: true }),
  '06': () => ({ body: page }),
  '07': () => ({ truncate: true }),
  '08': () => ({ hang: 'after' }),
  '09': () => ({ hang: 'before' }),
  10: () => ({ body: '' }),
});

/** The same, and what a proxy before a top-up provider says. */
export const WAYS = {
  ...connectionWays(ERROR_PAGE),
  11: (delayMs) => ({ status: 504, body: 'Gateway Timeout', late_ms: delayMs }),
  12: () => ({ status: 403, body: ERROR_PAGE.replaceAll('502 Bad Gateway', '403 Forbidden') }),
};

/** What becomes of a top-up that was answered with some code, by one digit. */
export const TOPUP_OUTCOMES = {
  0: () => ({}),
  1: () => ({ outcome: 'failed' }),
  2: () => ({ outcome: 'credited' }),
  3: (delayMs) => ({ outcome: 'credited', outcome_ms: delayMs }),
  4: () => ({ outcome: 'pending' }),
  5: (delayMs) => ({ outcome: 'credited', hidden_ms: delayMs }),
  6: (delayMs) => ({ outcome: 'failed', outcome_ms: delayMs }),
};
