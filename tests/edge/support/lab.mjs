import { createSimulator } from '../../../js/simulator/server.mjs';
import { assertLeftClean } from './canaries.mjs';
import { createClient } from './client.mjs';
import { freePort, newHome, startGateway } from './gateway.mjs';
import { send } from './http.mjs';
import { createRecords } from './records.mjs';

/** SHA-256 of `sk_dev_mekong`. */
const KEYS = [{ id: 'test', kind: 'secret', sha256: 'b92b7a61cc1d7a037946dc3d13683e31b925c6549b996f5d87dc99d875c70119' }];
export const FINGERPRINT_SECRET = 'edge-tests-fingerprint-secret';
/** A key that is good wherever the providers are; the development key is not. */
export const OWN_KEY = 'sk_test_edge_Q2jv8nRw4kT6yLxB0dHs';
export const WITH_OWN_KEY = [
  ...KEYS, { id: 'own', kind: 'secret', sha256: '00fc555a3298248ae318686a96be591a4b6599bb603c1f09f746995930266058' },
];
export const UNSUBSCRIBE_SECRET = 'edge-tests-unsubscribe-secret';

/**
 * A whole configuration for a simulator; `provider` adds to PROVIDER_LTC; `lianlian`, `appotapay` and `connectTopup` are
 * their secrets but for the address; `scale` divides every schedule, `publicUrl` is where providers reach the gateway.
 */
export function configuration(simulatorUrl, { scale = 1, provider = {}, publicUrl, vars = {}, ...others } = {}) {
  const of = (name, secret) => secret && JSON.stringify({ base_url: `${simulatorUrl}/${name}`, ...secret });
  const all = {
    API_KEYS: JSON.stringify(KEYS),
    FINGERPRINT_SECRET,
    PUBLIC_URL: publicUrl ?? 'http://127.0.0.1:8787',
    LTC_UNSUBSCRIBE_SECRETS: JSON.stringify([UNSUBSCRIBE_SECRET, 'the-secret-before-the-rotation']),
    PROVIDER_LTC: JSON.stringify({
      base_url: `${simulatorUrl}/ltc`, username: 'simulator', password: 'simulator-password',
      request_type: 'UAT', game_name: 'MEKONG', ...provider,
    }),
    PROVIDER_LIANLIAN: of('lianlian', others.lianlian),
    PROVIDER_APPOTAPAY: of('appotapay', others.appotapay),
    PROVIDER_CONNECT_TOPUP: of('connect_topup', others.connectTopup),
    SCHEDULE_SCALE: String(scale),
    ...vars,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** A simulator and a gateway on fresh state. `end` must be called; it fails only over a secret that was left behind. */
export async function startLab({ simulator: given = {}, worker, home = newHome(), ...settings } = {}) {
  const simulator = createSimulator({ delayMs: 300, ...given });
  const { url, port } = await simulator.listen(0);
  const lab = { home, simulatorUrl: url, simulatorPort: port, simulator };
  Object.assign(lab, gatewayOf(lab, { worker, settings }), provider(lab));
  lab.records = createRecords(home.folder);
  lab.end = async () => {
    await Promise.allSettled([lab.kill(), lab.simulator.close()]);
    try {
      if (lab.output) assertLeftClean(home.folder, lab.output());
    } finally {
      home.remove();
    }
  };
  Object.assign(lab, createClient(() => lab.url, { lastOtp: lab.lastOtp }));
  try {
    await lab.start();
  } catch (error) {
    await lab.end();
    throw error;
  }
  return lab;
}

/** Starting and killing the gateway; it keeps its port, and its state is what lies on disk. */
function gatewayOf(lab, { worker, settings }) {
  let gateway;
  return {
    async start(changed = {}) {
      const port = gateway?.port ?? await freePort();
      const vars = configuration(lab.simulatorUrl, { publicUrl: `http://127.0.0.1:${port}`, ...settings, ...changed });
      gateway = await startGateway({ home: lab.home, vars, port, worker, rateLimit: settings.rateLimit, documented: settings.documented });
      lab.url = gateway.url;
    },
    /** What this gateway's process has written since it was started. */
    output: () => gateway?.output() ?? '',
    pid: () => gateway?.pid,
    kill: async () => gateway?.kill(),
    async restart(changed) {
      await lab.kill();
      await lab.start(changed);
    },
  };
}

/** What the provider knows, and what it shall do. */
function provider(lab) {
  const control = async (path, json) => {
    const reply = await send(lab.simulatorUrl + path, { method: 'POST', json });
    if (reply.status !== 200) throw new Error(`${path}: ${reply.text}`);
    return reply.json;
  };
  return {
    plan: (call, behaviour, { times = 1, ...match } = {}) =>
      control('/_ltc/plan', { match: { call, ...match }, times, behaviour }),
    expireTokens: () => control('/_ltc/expire_tokens', {}),
    calls: () => lab.simulator.book().ltc.calls,
    /** What was charged: of an order's id or a number. */
    charges: (of) => lab.simulator.book().ltc.charges.filter((c) => [c.transaction_id, c.msisdn].includes(of)),
    lastOtp: (msisdn) => lab.simulator.messages(msisdn)[0]?.otp,
    texts: (msisdn) => lab.simulator.messages(msisdn).length,
    unsubscribe: (json, secret = UNSUBSCRIBE_SECRET) =>
      send(`${lab.url}/v1/notifications/ltc/unsubscribe/${secret}`, { method: 'POST', json }),
  };
}
