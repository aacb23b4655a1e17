// Compares what was told with the ledger: notifications by providers, events to the merchant's endpoint.
import { moved } from './book.mjs';

/** Events that tell of no state. */
const FLAGS = ['review', 'resolved'];

export const check = (name, looked, breaches) => ({ name, looked, breaches });
const idOf = ({ merchant_refund_id: refund, merchant_order_id: order }) => (refund ?? order).toLowerCase();

/** What a notification told truly and was acknowledged, which ends its repetition, is what the ledger says. */
export function notificationsThere({ orders, announced, book }) {
  const ends = ({ status, body }) => status === 200 && Number(body?.code) === 200000;
  const paid = ({ body }) => /"(order|refund)_status":"(PS|RS)"/.test(body);
  const taken = announced.filter(({ attempts }) => attempts.some(ends)).filter(paid);
  const proven = taken.filter((notification) => moved(book, idOf(notification)));
  const known = ({ state, review } = {}) => state === 'succeeded' || review;
  const lost = proven.filter((notification) => !known(orders.get(idOf(notification))?.order));
  const breaches = lost.map((notification) => ({ id: idOf(notification), why: `acknowledged and lost: ${notification.body}` }));
  return check('what every acknowledged notification proved is there', proven.length, breaches);
}

/** What the endpoint received, by the order or refund that it is about, as numbered. */
export function byThing(events) {
  const things = new Map();
  for (const { type, data, taken } of events.values()) {
    const about = data.refund ?? data.order;
    const id = about ? idOf(about) : type;
    if (!things.has(id)) things.set(id, []);
    things.get(id).push({ type, taken, sequence: data.sequence, order: about !== undefined });
  }
  for (const list of things.values()) list.sort((one, other) => one.sequence - other.sequence);
  return things;
}

export const eventsThere = (all) => [arrived(all), known(all), changesTold(all), inTurn(all), signed(all)];

function arrived({ events, endpoint }) {
  const missing = events.filter(({ id }) => endpoint.events.get(id)?.taken === undefined);
  const breaches = missing.map(({ id, about, type }) => ({ id: about.split('/').at(-1), why: `${type} ${id}` }));
  return check('every event reached the endpoint', events.length, breaches);
}

function known({ events, endpoint }) {
  const written = new Set(events.map(({ id }) => id));
  const unknown = [...endpoint.events.values()].filter(({ id }) => !written.has(id));
  const breaches = unknown.map(({ id, body }) => ({ id: '', why: `${id}: ${body}` }));
  return check('every event that arrived is in the ledger', endpoint.events.size, breaches);
}

/** By the history, which is written apart from the events; a state that is only being sent is not told. */
function changesTold({ orders, received }) {
  const breaches = [...orders].flatMap(([id, { history }]) => {
    const was = history.filter(({ from, to }) => from !== to && to !== 'sending').map(({ to }) => to).join();
    const words = (received.get(id) ?? []).map(({ type }) => type.split('.')[1]);
    const told = words.filter((word) => !FLAGS.includes(word)).join();
    return was === told ? [] : [{ id, why: `it was ${was}, told was ${told}` }];
  });
  return check('every change of state was told', orders.size, breaches);
}

function inTurn({ received }) {
  const things = [...received].filter(([, list]) => list[0].order);
  const breaches = things.flatMap(([id, list]) => {
    const whole = list.every(({ sequence }, at) => sequence === at + 1);
    const turns = list.every(({ taken }, at) => at === 0 || taken > list[at - 1].taken);
    const why = whole ? 'taken out of turn' : `numbers ${list.map(({ sequence }) => sequence)}`;
    return whole && turns ? [] : [{ id, why }];
  });
  return check('numbered without a gap, and in turn', things.length, breaches);
}

function signed({ endpoint }) {
  const breaches = endpoint.wrong.map((why) => ({ id: '', why }));
  return check('every delivery was signed rightly', endpoint.events.size, breaches);
}
