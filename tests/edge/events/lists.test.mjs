// GET /v1/events: what was told, to whom, and how that went.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { endpointsOf, startReceiver } from '../support/receiver.mjs';
import { repeat, until } from '../support/wait.mjs';

const shop = await startReceiver({ id: 'shop' });
const down = await startReceiver({ id: 'down', types: ['order.succeeded'], answer: () => ({ status: 500 }) });
after(() => [shop, down].forEach((each) => each.close()));
const lab = await startLab({ vars: { EVENT_ENDPOINTS: endpointsOf(shop, down) } });
after(lab.end);

const list = async (query = '') => {
  const { status, json, text } = await lab.get(`/v1/events${query}`);
  assert.equal(status, 200, text);
  return json;
};
const ids = ({ events }) => events.map((each) => each.id);
const BOTH = ['order.pending', 'order.succeeded'];

const paid = [];
let everything;
before(async () => {
  for (let n = 0; n < 3; n += 1) paid.push(...await repeat(5, () => lab.charged()));
  for (const { id } of paid) await shop.gets(id, BOTH);
  await until('all was tried', () => new Set(down.deliveries.map((each) => each.id)).size >= 1);
  const orders = await list('?type=order.*&limit=100');
  everything = orders.events;
  assert.equal(everything.length, 30);
});

test('events are the newest first, with the text that was sent', () => {
  const times = everything.map((each) => Date.parse(each.at));
  assert.deepEqual(times, [...times].sort((one, other) => other - one));
  for (const event of everything) {
    const sent = shop.deliveries.find((each) => each.id === event.id);
    assert.deepEqual([event.body, event.type, event.sequence, event.about], [sent.event, sent.kind, sent.sequence, sent.about]);
    assert.equal(event.at, sent.event.timestamp);
    assert.deepEqual(Object.keys(event), ['id', 'type', 'about', 'sequence', 'at', 'body', 'deliveries']);
  }
});

test('by type, family, order, state, endpoint and time', async () => {
  const of = (keep) => everything.filter(keep).map((each) => each.id);
  assert.deepEqual(ids(await list('?type=order.pending&limit=100')), of((each) => each.type === 'order.pending'));
  assert.deepEqual(ids(await list('?type=refund.*')), []);
  const { id } = paid[7];
  assert.deepEqual(ids(await list(`?merchant_order_id=${id}`)), of((each) => each.about === id.toLowerCase()));
  assert.deepEqual(ids(await list(`?merchant_order_id=${id.toLowerCase()}&type=order.succeeded`)).length, 1);
  assert.deepEqual(ids(await list('?merchant_order_id=NOBODY')), []);
  const succeeded = of((each) => each.type === 'order.succeeded');
  assert.deepEqual(ids(await list('?endpoint=down&limit=100')), succeeded);
  assert.deepEqual(ids(await list('?endpoint=down&state=waiting&limit=100')), succeeded);
  assert.deepEqual(ids(await list('?endpoint=down&state=delivered')), []);
  assert.deepEqual(ids(await list('?endpoint=shop&state=delivered&type=order.*&limit=100')), of(() => true));
  assert.deepEqual(ids(await list('?endpoint=nobody')), []);
  assert.deepEqual(ids(await list('?state=exhausted')), []);
  const middle = everything[14].at;
  const since = `?type=order.*&limit=100&since=${encodeURIComponent(middle)}`;
  assert.deepEqual(ids(await list(since)), of((each) => Date.parse(each.at) >= Date.parse(middle)));
  for (const query of ['', '?state=waiting', '?endpoint=down']) {
    assert.ok((await list(query)).events.every((each) => each.deliveries.length > 0));
  }
});

test('pages follow one another without a gap or a repetition, whatever comes meanwhile', async () => {
  for (const size of [1, 7, 30]) {
    const seen = [];
    let cursor;
    for (let page = 0; page < 31; page += 1) {
      const next = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
      const { events, next_cursor } = await list(`?type=order.*&limit=${size}${next}`);
      assert.ok(events.length <= size);
      seen.push(...events.map((each) => each.id));
      cursor = next_cursor;
      if (!cursor) break;
    }
    assert.equal(cursor, null);
    const known = new Set(everything.map((each) => each.id));
    assert.deepEqual(seen.filter((id) => known.has(id)), everything.map((each) => each.id), `${size} a page`);
    assert.equal(new Set(seen).size, seen.length);
    if (size === 7) await lab.opened(); // Newer than all pages.
  }
});

test('one event by its id, as in the list', async () => {
  for (const event of everything.slice(0, 3)) {
    const { status, json } = await lab.get(`/v1/events/${event.id}`);
    assert.equal(status, 200);
    const { deliveries, ...rest } = json;
    const { deliveries: listed, ...same } = event;
    assert.deepEqual(rest, same);
    const attempts = deliveries.find((each) => each.endpoint === 'shop').attempts;
    assert.deepEqual(attempts.map(({ status: code, error }) => [code, error]), [[200, null]]);
    assert.match(attempts[0].at, /\+07:00$/);
    assert.ok(listed.length > 0);
  }
});

test('what is malformed is refused by its name', async () => {
  for (const [query, field] of [
    ['type=order', 'type'], ['type=order.paid', 'type'], ['type=*', 'type'], ['type=', 'type'], ['state=new', 'state'],
    ['since=yesterday', 'since'], ['limit=0', 'limit'], ['limit=101', 'limit'], ['limit=x', 'limit'], ['cursor=x', 'cursor'],
    ['cursor=x~y', 'cursor'], ['page=2', 'page'], ['type=order.*&type=refund.*', 'type'],
  ]) {
    const { status, json, text } = await lab.get(`/v1/events?${query}`);
    assert.deepEqual([status, json.field], [422, field], `${query} ${text}`);
  }
});

test('nothing that came from outside is run as SQL or as a pattern', async () => {
  for (const query of ["merchant_order_id='%20OR%201=1", 'merchant_order_id=*']) {
    assert.deepEqual((await lab.get(`/v1/events?${query}`)).json.field, 'merchant_order_id');
  }
  for (const query of ['endpoint=*', 'endpoint=%25', "endpoint='%20OR%201=1", "cursor=9~'"]) {
    const { events } = await list(`?${query}`);
    assert.ok(query.startsWith('cursor') || events.length === 0, query);
  }
});
