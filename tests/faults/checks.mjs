// Compares the simulator's book with the ledger, with what callers were told, and with what the endpoint received.
import { moved, readBook } from './book.mjs';
import { byThing, check, eventsThere, notificationsThere } from './told.mjs';

const FINAL = ['succeeded', 'failed'];
const LATE = 'paid_after_failure';
/** LTC's checks say nothing of an order whose confirm or renewal may have been received. */
const UNPROVEN = 'charge_unproven';
const UNPROVEN_AFTER = [UNPROVEN, 'rechecks_used_up'];

/** Every comparison: `{ name, looked, breaches: [{ id, why }] }`. */
export function compare(world, ledger) {
  const book = readBook(world.book());
  const all = { ...world, ...ledger, book, received: byThing(world.endpoint.events) };
  return [
    chargedTwice(all), sentTwice(all), periodsTwice(all), amounts(all), failedButCharged(all), succeededButNot(all),
    chargedIsFound(all), nobodysCharge(all), stillThere(all), notificationsThere(all), ...eventsThere(all), unsubscribed(all),
    settled(all), notInReview(all), ltcReviews(all), staleVerdicts(all), secondOrders(all), rowsBounded(all),
    faultsHappened(all),
  ];
}

const reasons = (order) => order?.review?.reasons ?? [];

function chargedTwice({ book }) {
  const twice = [...book].filter(([, entry]) => entry.moved > 1);
  return check('no order charged twice', book.size, twice.map(([id, entry]) => ({ id, why: `${entry.moved} times` })));
}

/** A second call is right only where the first answer proved that nothing was done. */
function sentTwice({ wire }) {
  const twice = [...wire.sent].filter(([, calls]) => calls.slice(0, -1).some(({ nothingDone }) => !nothingDone));
  const breaches = twice.map(([id, calls]) => ({ id, why: `sent ${calls.length} times` }));
  return check('no call that charges sent twice', wire.sent.size, breaches);
}

function periodsTwice({ periods, book }) {
  const paid = new Map();
  for (const [id, { period }] of periods) {
    if (moved(book, id.toLowerCase())) paid.set(period, [...paid.get(period) ?? [], id.toLowerCase()]);
  }
  const twice = [...paid].filter(([, ids]) => ids.length > 1);
  const breaches = twice.map(([period, ids]) => ({ id: ids[0], why: `${period}: ${ids}` }));
  return check('no period of a subscription charged twice', paid.size, breaches);
}

function amounts({ book, orders }) {
  const value = (id) => orders.get(id).order.amount.value;
  const both = [...book].filter(([id]) => orders.has(id));
  const wrong = both.filter(([id, { amount }]) => Number(amount) !== Number(value(id)));
  const breaches = wrong.map(([id, { amount }]) => ({ id, why: `${amount} for ${value(id)}` }));
  return check('the amount in the book is the order\'s', both.length, breaches);
}

/** Each time that somebody was told an end: by the ledger, by an answer, by an event. */
function endsTold({ orders, caller, received }, state) {
  const ends = [];
  for (const [id, { order }] of orders) if (order.state === state) ends.push({ id, why: `${state}, says the ledger` });
  for (const [id, { states }] of caller.told) if (states.has(state)) ends.push({ id, why: `${state}, said an answer` });
  for (const [id, events] of received) {
    if (events.some(({ type }) => type.endsWith(`.${state}`))) ends.push({ id, why: `${state}, said an event` });
  }
  return ends;
}

/** A payer may pay after the provider has said that the order failed: that is flagged, not hidden. */
function failedButCharged(all) {
  const ends = endsTold(all, 'failed');
  const flagged = (id) => all.late.has(id) && reasons(all.orders.get(id)?.order).includes(LATE);
  const breaches = ends.filter(({ id }) => moved(all.book, id) && !flagged(id));
  return check('none called failed that was charged', ends.length, breaches);
}

function succeededButNot(all) {
  const ends = endsTold(all, 'succeeded');
  return check('none called succeeded that was not charged', ends.length, ends.filter(({ id }) => !moved(all.book, id)));
}

/** The provider knows, and was asked: but for those that are a person's. The older server of LTC may have forgotten. */
function chargedIsFound({ book, orders, late, contradicted, older }) {
  const found = (id) => (orders.get(id)?.order.state ?? 'succeeded') === 'succeeded';
  const forgotten = (id) => older.carries(id) && reasons(orders.get(id)?.order).includes(UNPROVEN);
  const persons = (id) => late.has(id) || contradicted.has(id) || forgotten(id);
  const charged = [...book.keys()].filter((id) => moved(book, id) && !persons(id));
  const lost = charged.filter((id) => !found(id));
  const breaches = lost.map((id) => ({ id, why: `charged, and ${orders.get(id).order.state}` }));
  return check('every order that was charged is called succeeded in the end', charged.length, breaches);
}

function nobodysCharge({ book, orders }) {
  const lost = [...book].filter(([id, entry]) => entry.moved > 0 && !orders.has(id));
  const breaches = lost.map(([id]) => ({ id, why: 'no order' }));
  return check('every charge in the book is an order in the ledger', book.size, breaches);
}

/** Accepted by an answer, or sent to a provider, which no order may be that was not stored before. */
function stillThere({ caller, wire, orders }) {
  const accepted = new Set([...caller.told.keys(), ...wire.sent.keys()]);
  const lost = [...accepted].filter((id) => !orders.has(id));
  return check('every accepted order is there', accepted.size, lost.map((id) => ({ id, why: 'accepted, and no order' })));
}

/** Who left is subscribed no more, and no renewal was accepted after that was acknowledged. */
function unsubscribed({ left, periods, orders, subscriptions }) {
  const breaches = [...periods].flatMap(([id, { msisdn }]) => {
    const active = left.has(msisdn) && subscriptions.get(msisdn).some(({ state }) => state === 'active');
    const order = orders.get(id.toLowerCase())?.order;
    const after = order && Date.parse(order.created_at) > left.get(msisdn);
    const why = `${msisdn} had left${active ? ', and is still subscribed' : ''}`;
    return active || after ? [{ id: id.toLowerCase(), why }] : [];
  });
  return check('every acknowledged unsubscribe is there, and renews nothing', left.size, breaches);
}

function settled({ orders }) {
  const open = [...orders].filter(([, { order }]) => !FINAL.includes(order.state) && reasons(order).length === 0);
  const breaches = open.map(([id, { order }]) => ({ id, why: order.state }));
  return check('every order final, or in review with its reason', orders.size, breaches);
}

/**
 * Where the provider can be asked, no person is needed. Who pays late is the merchant's to settle, and so is an order
 * for which LianLian signs two different ids, or again and again another amount in its answers to queries.
 */
function notInReview({ orders, late, contradicted, disagreed }) {
  const capped = [...orders].filter(([, { order }]) => order.provider === 'lianlian');
  const differs = (id, order) => disagreed.has(id) && reasons(order).join() === 'contradiction';
  const wrong = capped.filter(([id, { order }]) => order.review && !late.has(id) && !contradicted.has(id) && !differs(id, order));
  const breaches = wrong.map(([id, { order }]) => ({ id, why: reasons(order).join() }));
  return check('nothing of LianLian in review', capped.length, breaches);
}

/** A person is called to an order of LTC only where a call that charges may have been received: its check proves nothing. */
function ltcReviews({ orders }) {
  const ours = [...orders].filter(([, { order }]) => order.operation === 'charge' && order.review);
  const confirmed = ({ history }) => history.some(({ type }) => type === 'confirm');
  const known = (order) => reasons(order)[0] === UNPROVEN && reasons(order).every((reason) => UNPROVEN_AFTER.includes(reason));
  const right = (entry) => confirmed(entry) && entry.order.state === 'unknown' && known(entry.order);
  const breaches = ours.filter(([, entry]) => !right(entry))
    .map(([id, { order }]) => ({ id, why: `${order.state}: ${reasons(order)}` }));
  return check('an LTC charge is in review only where no check can prove it', ours.length, breaches);
}

function staleVerdicts({ stale }) {
  return check('no verdict was taken on what an order had been', stale.tried, stale.taken.map((id) => ({
    id: id.toLowerCase(), why: 'a verdict without its version was taken',
  })));
}

function secondOrders({ pages }) {
  const breaches = pages.taken.map(({ id, by }) => ({ id: id.toLowerCase(), why: `${by} was taken beside it` }));
  return check('no page orders again while the first order of a number is unknown', pages.tried, breaches);
}

/** Lines of an order's history that its life does not explain: strangers may not make it grow. */
const MOST_LINES = 260;

function rowsBounded({ orders }) {
  const long = [...orders].filter(([, { history }]) => history.length > MOST_LINES);
  const breaches = long.map(([id, { history }]) => ({ id, why: `${history.length} lines` }));
  return check('no order\'s history outgrows its ceiling', orders.size, breaches);
}

// The first letter of a point says where it lies: around a call to the ledger, on the wire, around a delivery.
const WAYS = ['r', 'c', 'w', 'p', 'n', 'd'];
const MANY = 200;

/** What is wrapped around the Worker must have done something, or a run shows nothing. */
function faultsHappened({ faults, orders }) {
  const happened = Object.keys(faults.points).map(([way]) => way);
  const missing = orders.size < MANY ? [] : WAYS.filter((way) => !happened.includes(way));
  const breaches = missing.map((way) => ({ id: '', why: `none at ${way}…` }));
  return check('orders were stopped in every way', WAYS.length, breaches);
}
