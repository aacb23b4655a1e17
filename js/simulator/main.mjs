#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { createSimulator } from './server.mjs';

const USAGE = `usage: node js/simulator/main.mjs [options]
  --port N          port on 127.0.0.1, 0 for any free one (8788)
  --state FILE      journal that lets the simulator's state survive a restart
  --gateway URL     where relative notification addresses lead (http://127.0.0.1:8787)
  --username NAME   the API user that may ask for a token (simulator)
  --password WORD   its password (simulator-password)
  --ltc-server NAME 1.0.0 or 2021: as LTC's document has it, or as an earlier version of its server did (1.0.0)
  --otp-life S      seconds until an OTP expires (300; 60 of the server of 2021)
  --token-life S    seconds until a token expires (2591999)
  --delay MS        the "2 seconds" of the slow magic numbers (2000)
  --hold MS         how long an answer that never comes is held (60000)
  --notify-interval MS   between two attempts to deliver a notification (600000)
  --lianlian-expiry S    seconds until any LianLian order expires (as documented per service)
  --lianlian-merchant ID LianLian's merchant_id (142023010100009001)
  --lianlian-digest NAME SHA1 or SHA256, of LianLian's signatures (SHA1)
  --appotapay-partner CODE, --appotapay-api-key KEY, --appotapay-secret KEY
                    AppotaPay's credentials (SIMULATOR, simulator-api-key, simulator-secret-key)
  --appotapay-auth HOW   bearer, bare or both: how its token is to be sent (both)
  --appotapay-balance N  its balance at first (1000000000)
  --connect-topup-user NAME, --connect-topup-key KEY
                    Connect Topup's credentials (simulator, simulator-private-key)
  --connect-topup-hash NAME    sha256 or sha1, of its checksums (sha256)
  --connect-topup-recheck HOW  id, client or any: what recheck.jsp finds a top-up by (any)
  --connect-topup-balance N    its balance at first (1000000000)`;

function fail(message) {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

function whole(text, name) {
  if (text === undefined) return undefined;
  if (!/^\d{1,12}$/.test(text)) fail(`--${name} must be a whole number`);
  return Number(text);
}

function readOptions() {
  const names = ['port', 'state', 'gateway', 'username', 'password', 'ltc-server', 'otp-life', 'token-life', 'delay', 'hold',
    'notify-interval', 'lianlian-expiry', 'lianlian-merchant', 'lianlian-digest',
    'appotapay-partner', 'appotapay-api-key', 'appotapay-secret', 'appotapay-auth', 'appotapay-balance',
    'connect-topup-user', 'connect-topup-key', 'connect-topup-hash', 'connect-topup-recheck', 'connect-topup-balance'];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  options.help = { type: 'boolean', short: 'h' };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return fail(error.message);
  }
}

function among(name, values) {
  if (given[name] !== undefined && !values.includes(given[name])) fail(`--${name} must be ${values.join(' or ')}`);
}

const given = readOptions();
if (given.help) {
  console.log(USAGE);
  process.exit(0);
}

const port = whole(given.port ?? '8788', 'port');
if (port > 65535) fail('--port must be at most 65535');
among('ltc-server', ['1.0.0', '2021']);
among('lianlian-digest', ['SHA1', 'SHA256']);
among('appotapay-auth', ['both', 'bearer', 'bare']);
among('connect-topup-hash', ['sha256', 'sha1']);
among('connect-topup-recheck', ['any', 'id', 'client']);

const options = {
  stateFile: given.state,
  gateway: given.gateway,
  username: given.username,
  password: given.password,
  ltcServer: given['ltc-server'],
  otpLifeS: whole(given['otp-life'], 'otp-life'),
  tokenLifeS: whole(given['token-life'], 'token-life'),
  delayMs: whole(given.delay, 'delay'),
  holdMs: whole(given.hold, 'hold'),
  notifyIntervalMs: whole(given['notify-interval'], 'notify-interval'),
  lianlianExpiryS: whole(given['lianlian-expiry'], 'lianlian-expiry'),
  lianlianMerchant: given['lianlian-merchant'],
  lianlianDigest: given['lianlian-digest'],
  appotapayPartner: given['appotapay-partner'],
  appotapayApiKey: given['appotapay-api-key'],
  appotapaySecret: given['appotapay-secret'],
  appotapayAuth: given['appotapay-auth'],
  appotapayBalance: whole(given['appotapay-balance'], 'appotapay-balance'),
  connectTopupUser: given['connect-topup-user'],
  connectTopupKey: given['connect-topup-key'],
  connectTopupHash: given['connect-topup-hash'],
  connectTopupRecheck: given['connect-topup-recheck'],
  connectTopupBalance: whole(given['connect-topup-balance'], 'connect-topup-balance'),
};

try {
  const simulator = createSimulator(options);
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => simulator.close().then(() => process.exit(0)));
  }
  const { url } = await simulator.listen(port);
  console.log(`simulator ready at ${url}`);
} catch (error) {
  console.error(`simulator cannot start: ${error.message}`);
  process.exit(1);
}
