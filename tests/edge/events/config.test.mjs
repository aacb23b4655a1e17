// EVENT_ENDPOINTS: what is malformed is said by field, never by value; secrets and addresses are shown nowhere.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createSimulator } from '../../../js/simulator/server.mjs';
import { createClient } from '../support/client.mjs';
import { newHome, startGateway } from '../support/gateway.mjs';
import { configuration, startLab } from '../support/lab.mjs';
import { charge } from '../support/orders.mjs';
import { endpointsOf, newSecret, startReceiver } from '../support/receiver.mjs';

const MARK = 'donotshowme';
const KEY = Buffer.from(`${MARK}-${MARK}-${MARK}`).toString('base64');
const SECRET = `whsec_${KEY}`;
const simulator = createSimulator();
let simulatorUrl;
before(async () => { simulatorUrl = (await simulator.listen(0)).url; });
after(() => simulator.close());

async function look(t, text) {
  const home = newHome();
  t.after(home.remove);
  const gateway = await startGateway({ home, vars: configuration(simulatorUrl, { vars: { EVENT_ENDPOINTS: text } }) });
  t.after(gateway.kill);
  const client = createClient(() => gateway.url);
  const [health, first] = [await client.get('/healthz'), await client.create(charge())];
  for (const said of [health.text, first.text, gateway.output()]) {
    for (const secret of [MARK, KEY, KEY.slice(0, 16)]) assert.ok(!said.includes(secret), said);
  }
  return { health, first };
}

const good = { id: 'shop', url: `https://shop.invalid/${MARK}?key=${MARK}`, secrets: [SECRET] };
const list = (...changes) => JSON.stringify(changes.map((each) => ({ ...good, ...each })));
const short = (bytes) => `whsec_${Buffer.from(MARK.repeat(9)).subarray(0, bytes).toString('base64')}`;

/** Case, field, value. */
const MALFORMED = [
  ['no JSON', '', MARK], ['not a list', '', JSON.stringify(good)], ['not of objects', '[0]', `["${MARK}"]`],
  ['no id', '[0].id', list({ id: undefined })], ['an empty id', '[0].id', list({ id: '' })],
  ['a blank in the id', '[0].id', list({ id: `a ${MARK}` })], ['a slash in the id', '[0].id', list({ id: `${MARK}/a` })],
  ['a long id', '[0].id', list({ id: 'a'.repeat(65) })], ['an id of another kind', '[0].id', list({ id: 5 })],
  ['one id twice', '[1].id', list({}, {})],
  ['no address', '[0].url', list({ url: undefined })], ['no URL', '[0].url', list({ url: MARK })],
  ['http elsewhere', '[0].url', list({ url: `http://${MARK}.invalid/` })],
  ['http to what only looks like home', '[0].url', list({ url: `http://localhost.${MARK}.invalid/` })],
  ['this machine by another name', '[0].url', list({ url: `https://LOCALHOST/${MARK}` })],
  ['this machine by its number', '[0].url', list({ url: `https://0x7f.1/${MARK}` })],
  ['an IP address', '[0].url', list({ url: `https://203.0.113.5/${MARK}` })],
  ['an IPv6 address', '[0].url', list({ url: `https://[2001:db8::1]/${MARK}` })],
  ['an IP address as a number', '[0].url', list({ url: `https://2130706433/${MARK}` })],
  ['an IP address before a query', '[0].url', list({ url: `https://203.0.113.5?${MARK}` })],
  ['a user and a password', '[0].url', list({ url: `https://user:${MARK}@shop.invalid/` })],
  ['another scheme', '[0].url', list({ url: `ftp://${MARK}.invalid/` })],
  ['no secrets', '[0].secrets', list({ secrets: undefined })], ['an empty list of secrets', '[0].secrets', list({ secrets: [] })],
  ['a secret without whsec_', '[0].secrets', list({ secrets: [KEY] })], ['no base64', '[0].secrets', list({ secrets: [`whsec_${MARK}!`] })],
  ['a secret of 23 bytes', '[0].secrets', list({ secrets: [short(23)] })], ['a secret of 65 bytes', '[0].secrets', list({ secrets: [short(65)] })],
  ['a second secret that is short', '[0].secrets', list({ secrets: [SECRET, short(8)] })],
  ['a type that does not exist', '[0].types', list({ types: ['order.succeeded', `order.${MARK}`] })],
  ['everything as a type', '[0].types', list({ types: ['*'] })], ['half a family', '[0].types', list({ types: ['order.succ*'] })],
  ['types as a text', '[0].types', list({ types: MARK })],
  ['a field that does not exist', '[0].secret', list({ secret: SECRET })], ['the second one', '[1].url', list({}, { id: 'b', url: MARK })],
];

describe('EVENT_ENDPOINTS', { concurrency: 2 }, () => {
  for (const [what, field, text] of MALFORMED) {
    test(`with ${what}: the field is named, and orders are taken`, async (t) => {
      const { health, first } = await look(t, text);
      const faults = health.json.configuration.map((each) => [each.secret, each.field]);
      assert.deepEqual(faults, [['EVENT_ENDPOINTS', field]], health.text);
      assert.ok(health.json.configuration[0].problem);
      assert.deepEqual([health.status, health.json.configuration[0].stops, first.status], [200, 'this only', 201]);
    });
  }

  test('not set, empty, or with keys of 24 and of 64 bytes is well', async (t) => {
    for (const text of [undefined, '', ' ', '[]', list({ secrets: [short(24), short(64)], types: ['order.*', 'endpoint.failing'] }),
      list({}, { id: 'other', url: 'http://127.0.0.1:1/x?y', types: [] })]) {
      const { health, first } = await look(t, text);
      assert.deepEqual([health.status, health.json.configuration, first.status], [200, [], 201], text);
    }
  });

  test('its secrets and addresses are in no answer, no event, no log and no database', async (t) => {
    const secret = newSecret();
    const shop = await startReceiver({ secrets: [secret], answer: () => ({ status: 500 }) });
    t.after(shop.close);
    const lab = await startLab({ vars: { EVENT_ENDPOINTS: endpointsOf(shop.endpoint({ url: `http://127.0.0.1:${shop.port}/${MARK}` })) } });
    t.after(lab.end);
    const { id, otp } = await lab.opened();
    await lab.confirm(id, otp);
    await shop.sees('an event', () => true);
    const paths = ['/healthz', '/v1/events', '/metrics', `/v1/orders/${id}`, `/v1/orders/${id}/history`, '/v1/providers'];
    const said = await Promise.all(paths.map(async (path) => (await lab.get(path)).text));
    const tables = ['events', 'deliveries', 'attempts', 'due', 'history'];
    const stored = tables.map((each) => JSON.stringify(lab.records.rows('Ledger', `SELECT * FROM ${each}`)));
    stored.push(JSON.stringify(lab.records.rows('Control', 'SELECT * FROM endpoints')));
    const everything = [...said, ...stored, ...shop.deliveries.map(({ text, headers }) => text + JSON.stringify(headers)), lab.output()].join('\n');
    const key = secret.slice('whsec_'.length);
    for (const mark of [key, key.slice(0, 20), Buffer.from(key, 'base64').toString('hex'), MARK]) {
      assert.ok(!everything.includes(mark), mark);
    }
    assert.ok(!everything.includes('simulator-password'));
    assert.ok(!shop.deliveries.some((each) => each.text.includes(`"${otp}"`)), 'the password is not told');
  });
});
