// Everything that runs: the gateway, the simulator, the wire between them, the merchant's endpoint, and its callers.
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
  const wire = await startWire({ target: simulatorUrl, faults, keeper: () => keeper });
  const control = await startControl({ faults, keeper: () => keeper });
  const moods = createRandom(seed, ENDPOINT_STREAM);
  const endpoint = await startEndpoint({ secret: SECRET, random: moods, clocks: () => keeper.clocks() });
  const vars = (url) => ({
    ...configuration(wire.url, {
      scale: SCALE, publicUrl: url, provider: { otp_ttl_s: OTP_LIVES_S }, lianlian: account(CALLS_TAKE),
      appotapay: appotapay(CALLS_TAKE), connectTopup: connectTopup(CALLS_TAKE),
    }),
    EVENT_ENDPOINTS: JSON.stringify([{ id: 'shop', url: endpoint.url, secrets: [SECRET] }]),
    RETENTION_DAYS: '3650',
    FAULTS_URL: control.url, FAULTS_ENDPOINT: endpoint.url, ...(broken && { FAULTS_BREAK: broken }),
  });
  keeper = await createKeeper({ vars });
  const caller = createCaller({ keeper, twice });
  const world = {
    seed, atOnce, kinds, calm, faults, simulator, simulatorUrl, wire, endpoint, keeper, caller,
    // By id: every order, the periods of renewals, who left and when, whose payer pays late, and for which LianLian
    // signs two different ids.
    ids: new Map(), periods: new Map(), left: new Map(), late: new Set(), contradicted: new Set(),
    async end() {
      await keeper.end();
      [wire, control, endpoint].forEach((each) => each.close());
      await simulator.close();
    },
  };
  Object.assign(world, tools(world));
  if (calm) endpoint.calm();
  try {
    await keeper.start();
  } catch (error) {
    await world.end();
    throw error;
  }
  return world;
}

/** What the kinds of orders need. */
function tools({ seed, faults, simulator, simulatorUrl, keeper, ids, left }) {
  const control = async (path, json) => {
    const reply = await send(simulatorUrl + path, { method: 'POST', json });
    return { status: reply.status, json: reply.json };
  };
  const run = seed.toString(36).toUpperCase();
  return {
    control,
    /** A new id, with the fault that is planned for it. */
    newId(random, serial, kind, nth = 0) {
      const fault = faults.plan(random, kind);
      const id = `F${run}N${serial.toString(36).toUpperCase()}X${nth}Q${fault.letters.toUpperCase()}`;
      fault.keep(id);
      ids.set(id.toLowerCase(), { id, kind });
      return id;
    },
    async plan(provider, match, behaviour, times = 1) {
      const { status, json } = await control(`/_${provider}/plan`, { match, behaviour, times });
      if (status !== 200) throw new Error(`a plan was refused: ${JSON.stringify(json)}`);
    },
    expireTokens: () => control('/_ltc/expire_tokens', {}),
    otpOf: (msisdn, id) => simulator.messages(msisdn).find((text) => text.transaction_id === id)?.otp,
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
