// The acceptance: many simultaneous equal calls are one, 200 times over, while the gateway is killed and started again
// between them and in their midst.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { payment, signatureOf, startLianLian } from '../support/lianlian.mjs';
import { charge } from '../support/orders.mjs';
import { appotapay, connectTopup, topup } from '../support/topups.mjs';
import { repeat, sleep, until } from '../support/wait.mjs';

const BURSTS = 200;
const CALLERS = 20;
/** At every so manieth burst the gateway is killed before it, and halfway to the next one in its midst. */
const EVERY = 20;

// At the documented pace: no recheck and no limit of time comes into a burst, however slow the machine is.
const lab = await startLianLian({ scale: 1, appotapay: appotapay(), connectTopup: connectTopup() });
after(lab.end);

const topups = (provider, call) => ({
  make: () => topup({ provider }), provider, call, state: 'succeeded',
  inBook: ({ merchant_order_id: id }) => lab.simulator.book()[provider].topups.filter((each) => each.id === id).length,
});
const KINDS = [
  { make: charge, provider: 'ltc', call: 'RequestDeduct', state: 'pending', inBook: ({ msisdn }) => lab.texts(msisdn) },
  {
    make: payment, provider: 'lianlian', call: 'create', state: 'pending',
    inBook: ({ merchant_order_id: id }) => lab.payments(id).length,
  },
  topups('appotapay', 'charging'),
  topups('connect_topup', 'topup'),
];
const callsOf = ({ provider, call }) => lab.simulator.book()[provider].calls[call];

/** Calls that the gateway's end cut off. */
let cut = 0;

/** Comes again until it is answered: the gateway may be away, or may not have taken anything. */
const insists = (call) => until('a caller is answered', async () => {
  const reply = await call().catch((error) => {
    assert.ok(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(error.code), error);
    if (error.code !== 'ECONNREFUSED') cut += 1;
  });
  return reply && reply.status !== 503 && reply;
}, { within: 60_000 });

const burst = (call) => Promise.all(Array.from({ length: CALLERS }, () => insists(call)));

/** The burst, and a kill where it is its turn: in its first moments, or when `begun` says so. */
async function disturbed(number, call, begun) {
  if (number % EVERY === 0) await lab.restart();
  if (number % EVERY !== EVERY / 2) return { replies: await burst(call), killed: false };
  const replies = burst(call);
  const turn = Math.floor(number / EVERY);
  if (Math.floor(turn / KINDS.length) % 2 === 0) await sleep(3 * turn);
  else await Promise.race([until('it has begun', begun, { every: 1, within: 60_000 }), replies]);
  await lab.restart();
  return { replies: await replies, killed: true };
}

const SAME = ['merchant_order_id', 'provider', 'operation', 'amount', 'msisdn', 'details', 'created_at'];
const identity = (order) => JSON.stringify(SAME.map((name) => order[name]));

/** One order and one call, the same for all. A kill between intent and call leaves that call unmade. */
async function isOne({ kind, wanted, replies, killed, called }) {
  const name = `${kind.provider} ${wanted.merchant_order_id}${killed ? ', killed' : ''}`;
  const order = await lab.order(wanted.merchant_order_id);
  for (const { status, json, text } of replies) {
    assert.ok([200, 201].includes(status), `${name}: ${text}`);
    assert.equal(identity(json), identity(order), name);
  }
  const made = replies.filter(({ status }) => status === 201).length;
  for (const [what, times] of [['answered as made', made], ['called', called], ['in the book', kind.inBook(wanted)]]) {
    assert.ok(killed ? times <= 1 : times === 1, `${name}: ${what} ${times} times`);
  }
  if (!killed) assert.equal(order.state, kind.state, name);
}

/** How often each key stands in a table of the ledger. */
function counted(table, where) {
  const column = table === 'events' ? 'about' : 'key';
  const rows = lab.records.rows('Ledger', `SELECT ${column} AS key FROM ${table} WHERE ${where}`);
  const times = new Map();
  for (const { key } of rows) times.set(key, (times.get(key) ?? 0) + 1);
  return times;
}

function eachOnce(ids, tables) {
  for (const [table, where] of tables) {
    const times = counted(table, where);
    assert.deepEqual(ids.filter((id) => times.get(id.toLowerCase()) !== 1), [], `once each: ${table}, ${where}`);
  }
}

test(`${BURSTS} bursts of ${CALLERS} equal orders: one order, one call at the provider, the same for all`, async () => {
  const ids = [];
  let sent = 0;
  for (let number = 1; number <= BURSTS; number += 1) {
    const kind = KINDS[(number + Math.floor(number / EVERY)) % KINDS.length];
    const wanted = kind.make();
    const before = callsOf(kind);
    const called = () => callsOf(kind) - before;
    const { replies, killed } = await disturbed(number, () => lab.create(wanted), called);
    await isOne({ kind, wanted, replies, killed, called: called() });
    ids.push(wanted.merchant_order_id);
    sent += called();
  }
  eachOnce(ids, [['orders', '1'], ['history', "json_extract(body, '$.type') = 'reserve'"]]);
  assert.equal(KINDS.reduce((sum, kind) => sum + callsOf(kind), 0), sent, 'nothing was sent afterwards');
  assert.ok(cut > 0, 'the kills did fall into bursts');
});

test(`${BURSTS} bursts of ${CALLERS} equal notifications: each acknowledged, kept once, applied once`, async () => {
  const ids = await repeat(BURSTS, async () => (await lab.opened()).id, 8);
  for (const [index, id] of ids.entries()) {
    const [{ order_id, amount }] = lab.payments(id);
    const said = { order_id, merchant_order_id: id, order_status: 'PS', order_amount: amount, order_currency: 'THB' };
    const body = JSON.stringify(said);
    const sign = signatureOf(body);
    const kept = () => counted('notifications', 'matched = 1').has(id.toLowerCase());
    const { replies } = await disturbed(index + 1, () => lab.notification(body, { sign }), kept);
    assert.deepEqual(replies.map(({ status, json }) => [status, json?.code]), Array(CALLERS).fill([200, 200000]));
    assert.equal((await lab.order(id)).state, 'succeeded');
  }
  eachOnce(ids, [
    ['notifications', 'matched = 1'],
    ['history', "json_extract(body, '$.type') = 'notification'"],
    ['events', "kind = 'order.succeeded'"],
  ]);
});
