import { parseObject } from './http.mjs';

const MOST_KEPT = 200;

/** The merchant's endpoint, for looking at what a gateway tells: it takes everything and verifies nothing. */
export function createMailbox() {
  let events = [];
  return {
    take(headers, body) {
      const event = { id: headers['webhook-id'] ?? null, at: new Date().toISOString(), ...parseObject(body) };
      events = [event, ...events].slice(0, MOST_KEPT);
    },
    /** Newest first. */
    list: () => events,
    clear: () => { events = []; },
  };
}
