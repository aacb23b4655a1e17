// Compares the simulator's book with the ledger, with what callers were told, and with what the endpoint received.
import { createHash } from 'node:crypto';
import { moved, readBook } from './book.mjs';

const FINAL = ['succeeded', 'failed'];
const LATE = 'paid_after_failure';

/** Every comparison: `{ name, looked, breaches: [{ id, why }] }`. */
export async function compare(world, ledger) {
  const book = readBook(world.simulator.book());
  const all = { ...world, ...ledger, book, received: byThing(world.endpoint.events) };
  return [
    chargedTwice(all), sentTwice(all), periodsTwice(all), failedButCharged(all), succeededButNot(all),
    nobodysCharge(all), stillThere(all), await noticesThere(all), ...eventsThere(all), unsubscribed(all),
    settled(all), notInReview(all),
  ];
}

const check = (name, looked, breaches) => ({ name, looked, breaches });
const reasons = (order) => order.review?.reasons ?? [];

function chargedTwice({ book }) {
  const breaches = [...book].filter(([, { moved: times }]) => times > 1)
    .map(([id, { moved: times }]) => ({ id, why: `in the book ${times} times` }));
  return check('no order charged twice', book.size, breaches);
}

/** A second call is right only where the first answer proved that nothing was done. */
function sentTwice({ wire }) {
  const open = (calls) => calls.slice(0, -1).filter((call) => !call.nothingDone);
  const breaches = [...wire.sent].filter(([, calls]) => open(calls).length > 0)
    .map(([id, calls]) => ({ id, why: `sent ${calls.length} times: ${JSON.stringify(calls)}` }));
  return check('no call that charges sent twice', wire.sent.size, breaches);
}

function periodsTwice({ periods, book }) {
  const paid = new Map();
  for (const [id, { period }] of periods) {
    if (moved(book, id.toLowerCase())) paid.set(period, [...paid.get(period) ?? [], id]);
  }
  const breaches = [...paid].filter(([, ids]) => ids.length > 1).map(([period, ids]) => ({ id: ids[0], why: `${period}: ${ids}` }));
  return check('no period of a subscription charged twice', paid.size, breaches);
}

/** Each time that somebody was told an end: by the ledger, by an answer, by an event. */
function endsTold(all, state) {
  const ends = [];
  for (const [id, { order }] of all.orders) {
    if (order.state === state) ends.push({ id, by: 'the ledger', late: reasons(order).includes(LATE) });
  }
  for (const [id, { states }] of all.caller.told) if (states.has(state)) ends.push({ id, by: 'an answer' });
  for (const [id, events] of all.received) {
    if (events.some(({ type }) => type.endsWith(`.${state}`))) ends.push({ id, by: 'an event' });
  }
  return ends;
}

/** A payer may pay after the provider has said that the order failed: that is flagged, not hidden. */
function failedButCharged(all) {
  const ends = endsTold(all, 'failed');
  const flagged = (id) => reasons(all.orders.get(id)?.order ?? {}).includes(LATE);
  const wrong = ends.filter(({ id }) => moved(all.book, id) && !(all.late.has(id) && flagged(id)));
  return check('none called failed that was charged', ends.length, wrong.map(({ id, by }) => ({ id, why: `failed, says ${by}` })));
}

function succeededButNot(all) {
  const ends = endsTold(all, 'succeeded');
  const wrong = ends.filter(({ id }) => !moved(all.book, id));
  return check('none called succeeded that was not charged', ends.length, wrong.map(({ id, by }) => ({ id, why: `succeeded, says ${by}` })));
}

function nobodysCharge({ book, orders }) {
  const breaches = [...book].filter(([id, entry]) => entry.moved > 0 && !orders.has(id)).map(([id]) => ({ id, why: 'not in the ledger' }));
  return check('every charge in the book is an order in the ledger', book.size, breaches);
}

/** Accepted by an answer, or sent to a provider, which no order may be that was not stored before. */
function stillThere(all) {
  const accepted = new Set([...all.caller.told.keys(), ...all.wire.sent.keys()]);
  const breaches = [...accepted].filter((id) => !all.orders.has(id)).map((id) => ({ id, why: 'accepted, and not in the ledger' }));
  return check('every accepted order is there', accepted.size, breaches);
}

/** Acknowledged is what got the answer that ends its repetition. */
async function noticesThere({ orders, notifications, announced }) {
  const digest = (body) => createHash('sha256').update(`lianlian\n${body}`).digest('hex');
  const taken = announced.filter(({ attempts }) => attempts.some(({ status, body }) => status === 200 && Number(body?.code) === 200000));
  const known = new Set(notifications.map(({ body }) => digest(body)));
  for (const { history } of orders.values()) for (const { note } of history) if (note?.notice) known.add(note.notice);
  const breaches = taken.filter(({ body }) => !known.has(digest(body)))
    .map((notice) => ({ id: (notice.merchant_refund_id ?? notice.merchant_order_id).toLowerCase(), why: `acknowledged and lost: ${notice.body}` }));
  return check('every acknowledged notice is there', taken.length, breaches);
}

/** What the endpoint received, by the order or refund that it is about. */
function byThing(events) {
  const things = new Map();
  for (const event of events.values()) {
    const { order, refund } = event.data;
    const id = (refund?.merchant_refund_id ?? order?.merchant_order_id ?? event.type).toLowerCase();
    things.set(id, [...things.get(id) ?? [], { ...event, sequence: event.data.sequence }]);
  }
  for (const list of things.values()) list.sort((one, other) => one.sequence - other.sequence);
  return things;
}

/** The states that an order went through, by its history; a state that is only being sent is not told. */
const passed = (history) => history.filter(({ from, to }) => from !== to && to !== 'sending').map(({ to }) => to);

function eventsThere(all) {
  const { orders, events, endpoint, received } = all;
  const missing = events.filter(({ id }) => endpoint.events.get(id)?.taken === undefined)
    .map(({ id, about, type }) => ({ id: about.split('/').at(-1), why: `${type} ${id} never arrived` }));
  const written = new Set(events.map(({ id }) => id));
  const unknown = [...endpoint.events.values()].filter(({ id }) => !written.has(id))
    .map(({ id, type, body }) => ({ id: '', why: `${type} ${id}: ${body}` }));
  const untold = [...orders].flatMap(([id, { history }]) => {
    const states = (received.get(id) ?? []).map(({ type }) => type.split('.')[1]).filter((word) => !['review', 'resolved'].includes(word));
    const wanted = passed(history);
    return states.join() === wanted.join() ? [] : [{ id, why: `it was ${wanted}, told was ${states}` }];
  });
  const things = [...received].filter(([, list]) => list[0].data.order ?? list[0].data.refund);
  const gaps = things.flatMap(([id, list]) => {
    const numbers = list.map(({ sequence }) => sequence).join();
    const inTurn = list.every(({ taken }, at) => at === 0 || taken > list[at - 1].taken);
    const whole = numbers === list.map((_, at) => at + 1).join();
    return whole && inTurn ? [] : [{ id, why: whole ? 'taken out of turn' : `numbers ${numbers}` }];
  });
  return [
    check('every event reached the endpoint', events.length, missing),
    check('every event that arrived is in the ledger', endpoint.events.size, unknown),
    check('every change of state was told', orders.size, untold),
    check('numbered without a gap, and in turn', things.length, gaps),
    check('every delivery was signed rightly', endpoint.events.size, endpoint.wrong.map((why) => ({ id: '', why }))),
  ];
}

/** Who left is subscribed no more, and no renewal was accepted after that was acknowledged. */
function unsubscribed({ left, periods, orders, subscriptions }) {
  const breaches = [...periods].flatMap(([id, { msisdn }]) => {
    const active = left.has(msisdn) && subscriptions.get(msisdn).some(({ state }) => state === 'active');
    const order = orders.get(id.toLowerCase())?.order;
    const after = order && Date.parse(order.created_at) > left.get(msisdn);
    return active || after ? [{ id: id.toLowerCase(), why: `${msisdn} had left${active ? ', and is still subscribed' : ''}` }] : [];
  });
  return check('every acknowledged unsubscribe is there, and renews nothing', left.size, breaches);
}

function settled({ orders }) {
  const open = [...orders].filter(([, { order }]) => !FINAL.includes(order.state) && reasons(order).length === 0);
  return check('every order final, or in review with its reason', orders.size, open.map(([id, { order }]) => ({ id, why: order.state })));
}

/** Where the provider can be asked, no person is needed. Who pays late is the merchant's to settle. */
function notInReview({ orders, late }) {
  const capped = [...orders].filter(([, { order }]) => order.operation === 'charge' || order.provider === 'lianlian');
  const wrong = capped.filter(([id, { order }]) => order.review && !late.has(id));
  return check('no LTC charge and nothing of LianLian in review', capped.length, wrong.map(([id, { order }]) => ({ id, why: `${reasons(order)}` })));
}
