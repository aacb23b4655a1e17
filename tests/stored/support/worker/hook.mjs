// Runs inside workerd, before the Worker that ships: the clock of the day on which the state was made, and the addresses
// that its accounts had then.
import { env } from 'cloudflare:workers';

const ahead = Number(env.STORED_AHEAD_MS);
const realNow = Date.now;
Date.now = () => realNow.call(Date) + ahead;

/** Alarms are set by the Worker's clock and ring by the machine's. */
export function ringByTheMachine(storage) {
  const real = storage.setAlarm;
  storage.setAlarm = (at) => real.call(storage, at - ahead);
}

const realFetch = globalThis.fetch;
const places = Object.entries(JSON.parse(env.STORED_PLACES));

globalThis.fetch = (input, init) => {
  const [origin, place] = places.find(([known]) => String(input).startsWith(known)) ?? ['', ''];
  return realFetch(place + String(input).slice(origin.length), init);
};
