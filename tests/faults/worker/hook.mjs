// Runs inside workerd, before the Worker that ships: a clock that can be ahead, and deliveries that can be stopped.
import { env } from 'cloudflare:workers';
import { DELIVERY, pointOf } from './points.js';

const ahead = Number(env.FAULTS_AHEAD_MS ?? 0);
const realNow = Date.now;
Date.now = () => realNow.call(Date) + ahead;

/** Alarms are set by the Worker's clock and ring by the machine's. */
export function ringByTheMachine(storage) {
  const real = storage.setAlarm;
  storage.setAlarm = (at) => real.call(storage, at - ahead);
}

const realFetch = globalThis.fetch;

/** Tells the driver that an order is at a point, and goes on when it says so. */
export async function at(point, id) {
  if (pointOf(id) !== point) return;
  const reply = await realFetch(`${env.FAULTS_URL}/at?point=${point}&id=${id}`);
  if (await reply.text() === 'fail') throw new Error(`a fault at ${point}`);
}

const idIn = (body) => /"merchant_(?:refund|order)_id":"([^"]+)"/.exec(String(body))?.[1] ?? '';

globalThis.fetch = async (input, init) => {
  if (!String(input).startsWith(env.FAULTS_ENDPOINT)) return realFetch(input, init);
  const id = idIn(init.body);
  await at(DELIVERY[0], id);
  if (env.FAULTS_BREAK === 'event' && id && /"sequence":2,/.test(init.body)) return new Response('swallowed');
  const answer = await realFetch(input, init);
  await at(DELIVERY[1], id);
  return answer;
};
