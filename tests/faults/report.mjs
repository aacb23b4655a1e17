// What a run shows, as lines of text.
import { POINTS } from './points.mjs';

const SHOWN = 3;
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const words = (counts) => Object.entries(counts).map(([name, times]) => `${name} ${times}`).join(', ');
const plus = (counts, name) => { counts[name] = (counts[name] ?? 0) + 1; };

/** The numbers of a run. */
export function figures(world, { orders, events }) {
  const { faults, keeper, caller, endpoint, wire, seconds, seed, late, contradicted } = world;
  const { kill, cut, stall, fail } = faults.happened;
  const calls = sum([...wire.sent.values()].map((list) => list.length));
  const points = Object.entries(POINTS).filter(([letters]) => faults.points[letters]);
  return [
    `seed ${seed}: ${orders.size} orders and refunds in ${seconds} s`,
    `SIGKILLs ${keeper.kills} (planned ${kill}) and ${keeper.leaps} more as time passed`,
    `cut sockets ${cut}, stalls ${stall}, failed calls to objects ${fail}`,
    ...points.map(([letters, text]) => `  ${text}: ${faults.points[letters]}`),
    `callers: ${words(caller.counts)}; refused: ${words(caller.refusals) || 'none'}`,
    `calls that charge, sent: ${calls}`,
    `strangers sent: ${words(world.strangers) || 'nothing'}`,
    `verdicts on what was: ${world.stale.tried}, ${words(world.stale.others) || 'none'}`,
    `pages' orders of a number whose order is unknown: ${world.pages.tried}, ${words(world.pages.refused) || 'none'}`,
    `payers who pay late: ${late.size}; orders with two ids of LianLian's: ${contradicted.size}`,
    `events: ${events.length} written, endpoint ${words(endpoint.moods)}`,
    ...byProvider(orders),
  ];
}

function byProvider(orders) {
  const kinds = {};
  for (const { order } of orders.values()) {
    const kind = kinds[`${order.provider} ${order.operation}`] ??= { states: {}, failures: {}, reasons: {} };
    plus(kind.states, order.state);
    if (order.failure) plus(kind.failures, order.failure.reason);
    for (const reason of order.review?.reasons ?? []) plus(kind.reasons, reason);
  }
  return Object.entries(kinds).map(([kind, { states, failures, reasons }]) =>
    `${kind}: ${words(states)}; failed: ${words(failures) || 'none'}; in review: ${words(reasons) || 'none'}`);
}

/** One line for each comparison. */
export const lines = (checks) => checks.map(({ name, looked, breaches }) =>
  `${breaches.length === 0 ? 'ok    ' : 'BREACH'} ${name}: ${breaches.length} of ${looked}`);

/** Everything that is known of the first breaches of each kind. */
export function details(checks, { book: books, wire, endpoint, caller }, { orders }) {
  const book = JSON.stringify(books());
  const of = (id) => [
    `order ${JSON.stringify(orders.get(id)?.order ?? null)}`,
    ...(orders.get(id)?.history ?? []).map((line) => `history ${JSON.stringify(line)}`),
    `book ${entries(book, id).join(' ') || 'nothing'}`,
    `sent ${JSON.stringify(wire.sent.get(id) ?? [])}`,
    `told ${[...caller.told.get(id)?.states ?? []].join() || 'nothing'}`,
    `received ${heard(endpoint, id).join('; ') || 'nothing'}`,
  ];
  return checks.flatMap(({ name, breaches }) => breaches.slice(0, SHOWN)
    .flatMap(({ id, why }) => [`\n${name}: ${id}: ${why}`, ...(id ? of(id).map((line) => `  ${line}`) : [])]));
}

/** What the endpoint received about an order. */
function heard({ events }, id) {
  const about = [...events.values()].filter(({ body }) => body.toLowerCase().includes(`"${id}"`));
  return about.map(({ type, seen, taken, data }) => `${data.sequence} ${type} (seen ${seen}, taken ${taken ?? 'never'})`);
}

/** The entries of the book that name an id. */
function entries(book, id) {
  return book.match(/\{[^{}]*\}/g)?.filter((entry) => id && entry.toLowerCase().includes(`"${id}"`)) ?? [];
}
