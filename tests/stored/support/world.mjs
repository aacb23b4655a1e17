// The world of the stored states: providers, a shop, and a gateway whose clock and addresses are those of another day.
import { createHash } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createSimulator } from '../../../js/simulator/server.mjs';
import { createClient, KEY } from '../../edge/support/client.mjs';
import { freePort, newHome, startGateway } from '../../edge/support/gateway.mjs';
import { account } from '../../edge/support/lianlian.mjs';
import { startReceiver } from '../../edge/support/receiver.mjs';
import { appotapay, connectTopup } from '../../edge/support/topups.mjs';

const BUILT = process.env.MEKONG_WORKER ?? resolve(import.meta.dirname, '../../../dist/worker');
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

// What follows never changes, whatever later forms are made with: the fingerprints of accounts and of meanings, tags and
// seals in every stored state rest on it.
const PROVIDERS = 'http://127.0.0.1:65501';
const SHOP = 'http://127.0.0.1:65502';
const FINGERPRINT_SECRET = 'stored-fingerprint-secret';
/** At this pace a lost charge is asked about 1.25 s after it was sent. */
const SCALE = 20;
export const PAGE = 'pk_stored_page';
export const UNSUBSCRIBE_SECRET = 'stored-unsubscribe-secret';
const ORIGIN = 'https://shop.example';
const ENDPOINT_SECRET = `whsec_${Buffer.from('stored-endpoint-secret-0001').toString('base64')}`;

const at = (name, secret) => JSON.stringify({ base_url: `${PROVIDERS}/${name}`, ...secret });
const endpoint = (id) => ({ id, url: `${SHOP}/${id}`, secrets: [ENDPOINT_SECRET] });
const VARS = {
  API_KEYS: JSON.stringify([
    { id: 'server', kind: 'secret', sha256: sha256(KEY) },
    { id: 'page', kind: 'publishable', sha256: sha256(PAGE), origins: [ORIGIN], texts_per_hour: 10_000 },
  ]),
  FINGERPRINT_SECRET,
  CLIENT_TOKEN_SECRETS: JSON.stringify(['stored-client-token-secret-of-the-first-day']),
  RETURN_URLS: JSON.stringify([ORIGIN]),
  LTC_UNSUBSCRIBE_SECRETS: JSON.stringify([UNSUBSCRIBE_SECRET]),
  PROVIDER_LTC: at('ltc', { username: 'simulator', password: 'simulator-password', request_type: 'UAT', game_name: 'MEKONG' }),
  PROVIDER_LIANLIAN: at('lianlian', account()),
  PROVIDER_APPOTAPAY: at('appotapay', appotapay()),
  PROVIDER_CONNECT_TOPUP: at('connect_topup', connectTopup()),
  EVENT_ENDPOINTS: JSON.stringify([endpoint('shop'), endpoint('down')]),
  SCHEDULE_SCALE: String(SCALE),
};

/** The Worker that ships, and around it what gives it another clock. */
function wrapped(folder) {
  const own = join(import.meta.dirname, 'worker');
  const parts = [
    [BUILT, 'index_bg.wasm', 'index_bg.wasm'], [BUILT, 'openapi.json', 'openapi.json'], [BUILT, 'worker.js', 'gateway.js'],
    [own, 'hook.mjs', 'hook.js'], [own, 'entry.mjs', 'worker.js'],
  ];
  for (const [from, name, to] of parts) cpSync(join(from, name), join(folder, to));
  return folder;
}

/**
 * Starts a gateway on the databases in `home`, at the moment `now` by its clock. `journal` is the file of what the
 * providers remember. The endpoint `down` takes nothing.
 */
export async function startWorld({ home, journal, now = Date.now() }) {
  const ahead = now - Date.now();
  const code = newHome();
  const simulator = createSimulator({ stateFile: journal, now: () => Date.now() + ahead, delayMs: 300 });
  const { url: simulatorUrl } = await simulator.listen(0);
  const shop = await startReceiver({ id: 'shop', secrets: [ENDPOINT_SECRET] });
  shop.answer = ({ url }) => ({ status: url === '/down' ? 500 : 200 });
  const port = await freePort();
  const vars = {
    ...VARS, PUBLIC_URL: `http://127.0.0.1:${port}`, STORED_AHEAD_MS: String(ahead),
    STORED_PLACES: JSON.stringify({ [PROVIDERS]: simulatorUrl, [SHOP]: `http://127.0.0.1:${shop.port}` }),
  };
  const gateway = await startGateway({ home, vars, port, worker: wrapped(code.folder), rateLimit: '100000/60' });
  const lastOtp = (msisdn) => simulator.messages(msisdn)[0]?.otp;
  return {
    ...createClient(() => gateway.url, { lastOtp }),
    page: createClient(() => gateway.url, { key: PAGE }),
    url: gateway.url, simulator, simulatorUrl, shop, lastOtp,
    kill: gateway.kill,
    output: gateway.output,
    async end() {
      await Promise.allSettled([gateway.kill(), simulator.close()]);
      shop.close();
      code.remove();
    },
  };
}
