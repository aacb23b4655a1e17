// Everything that runs: the gateway, the simulator, the wire between them, the merchant's endpoint, and its callers.
import { createHash } from 'node:crypto';
import { createSimulator } from '../../js/simulator/server.mjs';
import { send } from '../edge/support/http.mjs';
import { configuration, UNSUBSCRIBE_SECRET } from '../edge/support/lab.mjs';
import { account } from '../edge/support/lianlian.mjs';
import { appotapay, connectTopup } from '../edge/support/topups.mjs';
import { createCaller } from './caller.mjs';
import { startControl } from './control.mjs';
import { startEndpoint } from './endpoint.mjs';
import { createFaults } from './faults.mjs';
import { createKeeper } from './keeper.mjs';
import { createRandom } from './random.mjs';
import { startWire } from './wire.mjs';

/** At this pace a charging call may take 2.5 s, a query 1.25 s, a delivery 1.9 s; seven days are 21 hours. */
export const SCALE = 8;
const CALLS_TAKE = { timeout_s: 20 };
const OTP_LIVES_S = 20;
const LIANLIAN_LIVES_S = 45;
const NOTIFY_EVERY_MS = 1500;
const SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
// The endpoint's choices are no order's.
const ENDPOINT_STREAM = 1_000_000_007;

/**
 * `share` of the orders have a fault planned; `twice` of the callers call several times at once; `calm`: the endpoint
 * never misbehaves; `kinds`: weights and what makes an order (drive.mjs).
 */
export async function startWorld({ seed, share, broken, kinds, twice, calm = false, atOnce = 32 }) {
  const faults = createFaults({ share, atOnce });
  let keeper;
  const now = () => keeper?.now() ?? Date.now();
  const simulator = createSimulator({
    now, delayMs: 300, holdMs: 6000, notifyIntervalMs: NOTIFY_EVERY_MS, lianlianExpiryS: LIANLIAN_LIVES_S,
    otpLifeS: OTP_LIVES_S, appotapayBalance: 1e12, connectTopupBalance: 1e12,
  });
  const { url: simulatorUrl } = await simulator.listen(0);
  const older = await startOlderLtc({ now, delayMs: 300, holdMs: 6000, otpLifeS: OTP_LIVES_S });
  const wire = await startWire({ target: simulatorUrl, older, faults, keeper: () => keeper });
  const control = await startControl({ faults, keeper: () => keeper });
  const moods = createRandom(seed, ENDPOINT_STREAM);
  const endpoint = await startEndpoint({ secret: SECRET, random: moods, clocks: () => keeper.clocks() });
  const vars = (url) => ({
    ...configuration(wire.url, {
      scale: SCALE, publicUrl: url, provider: { otp_ttl_s: OTP_LIVES_S }, lianlian: account(CALLS_TAKE),
      appotapay: appotapay(CALLS_TAKE), connectTopup: connectTopup(CALLS_TAKE),
    }),
    API_KEYS: JSON.stringify(API_KEYS), CLIENT_TOKEN_SECRETS: JSON.stringify(['faults-client-token-secret-of-32-characters']),
    EVENT_ENDPOINTS: JSON.stringify([{ id: 'shop', url: endpoint.url, secrets: [SECRET] }]),
    RETENTION_DAYS: '3650',
    FAULTS_URL: control.url, FAULTS_ENDPOINT: endpoint.url, ...(broken && { FAULTS_BREAK: broken }),
  });
  keeper = await createKeeper({ vars });
  const caller = createCaller({ keeper, twice });
  const world = {
    seed, atOnce, kinds, calm, faults, simulator, simulatorUrl, older, wire, endpoint, keeper, caller,
    /** What was charged, by every provider's own book. */
    book: () => {
      const book = simulator.book();
      return { ...book, ltc: { ...book.ltc, charges: [...book.ltc.charges, ...older.simulator.book().ltc.charges] } };
    },
    // What strangers sent; what people tried who had looked before; a page's orders of a number that is not settled.
    strangers: {}, stale: { tried: 0, taken: [], others: {} }, pages: { tried: 0, taken: [], refused: {} },
    // By id: every order, the periods of renewals, who left and when, whose payer pays late, and for which LianLian
    // signs two different ids, or another amount in more than one answer to a query.
    ids: new Map(), periods: new Map(), left: new Map(), late: new Set(), contradicted: new Set(), disagreed: new Set(),
    async end() {
      await keeper.end();
      [wire, control, endpoint].forEach((each) => each.close());
      await Promise.all([simulator.close(), older.simulator.close()]);
    },
  };
  Object.assign(world, tools(world));
  if (calm) endpoint.calm();
  try {
    await keeper.start();
    await sell(keeper.url);
  } catch (error) {
    await world.end();
    throw error;
  }
  return world;
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const API_KEYS = [
  { id: 'shop', kind: 'secret', sha256: sha256('sk_dev_mekong') },
  { id: 'page', kind: 'publishable', sha256: sha256('pk_dev_mekong'), texts_per_hour: 100_000, texts_exempt: ['127.0.0.0/8'] },
];

/** What a page may order. */
async function sell(url) {
  const items = [{
    sku: 'gold', provider: 'ltc', operation: 'charge', amount: { value: '5000', currency: 'LAK' }, details: { card_name: 'Gold' },
  }];
  const headers = { authorization: 'Bearer sk_dev_mekong' };
  const reply = await send(`${url}/v1/catalogue`, { method: 'PUT', headers, json: { items } });
  if (reply.status !== 200) throw new Error(`the catalogue was refused: ${reply.text}`);
}

/** An earlier version of LTC's server (2021), which carries the orders whose ids say so. */
async function startOlderLtc(settings) {
  const simulator = createSimulator({ ...settings, ltcServer: '2021' });
  const { url } = await simulator.listen(0);
  const form = 'username=simulator&password=simulator-password&grant_type=password';
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { json } = await send(`${url}/ltc/token`, { method: 'POST', body: form, headers });
  const carries = (id) => /Y\d+Q[A-Z]{2}$/i.test(id ?? '');
  return { simulator, url, authorization: `Bearer ${json.access_token}`, carries };
}

/** What the kinds of orders need. */
function tools({ seed, faults, simulator, simulatorUrl, older, keeper, ids, left }) {
  const control = async (path, json, url = simulatorUrl) => {
    const reply = await send(url + path, { method: 'POST', json });
    return { status: reply.status, json: reply.json };
  };
  const run = seed.toString(36).toUpperCase();
  return {
    control,
    /** A new id, with the fault that is planned for it. */
    newId(random, serial, kind, nth = 0) {
      const fault = faults.plan(random, kind);
      const server = ['charge', 'renewal'].includes(kind) && random.chance(0.5) ? 'Y' : 'X';
      const id = `F${run}N${serial.toString(36).toUpperCase()}${server}${nth}Q${fault.letters.toUpperCase()}`;
      fault.keep(id);
      ids.set(id.toLowerCase(), { id, kind });
      return id;
    },
    async plan(provider, match, behaviour, times = 1) {
      const url = older.carries(match.transaction_id) ? older.url : simulatorUrl;
      const { status, json } = await control(`/_${provider}/plan`, { match, behaviour, times }, url);
      if (status !== 200) throw new Error(`a plan was refused: ${JSON.stringify(json)}`);
    },
    expireTokens: () => control('/_ltc/expire_tokens', {}),
    otpOf: (msisdn, id) => [...simulator.messages(msisdn), ...older.simulator.messages(msisdn)]
      .find((text) => text.transaction_id === id)?.otp,
    /** A number is a member of LTC's service, by the older server. */
    joins: (msisdn) => control('/_ltc/members', { msisdn, member: true }, older.url),
    /** The subscriber leaves; LTC calls again until that is taken. */
    async unsubscribe(random, msisdn) {
      const url = `${keeper.url}/v1/notifications/ltc/unsubscribe/${UNSUBSCRIBE_SECRET}`;
      for (let nth = 0; nth < 40; nth += 1) {
        await keeper.up();
        const json = { Msisdn: msisdn, USSDCode: '*123#', Channel: 'USSD' };
        const reply = await send(url, { method: 'POST', json }).catch(() => undefined);
        if (reply?.status === 200 && reply.json?.ResultCode === '200') return void left.set(msisdn, Date.now());
        await new Promise((done) => { setTimeout(done, random.between(20, 200)); });
      }
    },
  };
}
