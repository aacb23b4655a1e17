#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { createSimulator } from './server.mjs';

const USAGE = `usage: node js/simulator/main.mjs [options]
  --port N          port on 127.0.0.1, 0 for any free one (8788)
  --state FILE      journal that lets the simulator's state survive a restart
  --gateway URL     where relative notification addresses lead (http://127.0.0.1:8787)
  --username NAME   the API user that may ask for a token (simulator)
  --password WORD   its password (simulator-password)
  --otp-life S      seconds until an OTP expires (300)
  --token-life S    seconds until a token expires (2591999)
  --delay MS        the "2 seconds" of the slow magic numbers (2000)
  --hold MS         how long an answer that never comes is held (60000)
  --notify-interval MS   between two attempts to deliver a notification (600000)
  --lianlian-expiry S    seconds until any LianLian order expires (as documented per service)
  --lianlian-merchant ID LianLian's merchant_id (142023010100009001)
  --lianlian-digest NAME SHA1 or SHA256, of LianLian's signatures (SHA1)`;

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
  const names = ['port', 'state', 'gateway', 'username', 'password', 'otp-life', 'token-life', 'delay', 'hold',
    'notify-interval', 'lianlian-expiry', 'lianlian-merchant', 'lianlian-digest'];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  options.help = { type: 'boolean', short: 'h' };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return fail(error.message);
  }
}

const given = readOptions();
if (given.help) {
  console.log(USAGE);
  process.exit(0);
}

const port = whole(given.port ?? '8788', 'port');
if (port > 65535) fail('--port must be at most 65535');
if (!['SHA1', 'SHA256'].includes(given['lianlian-digest'] ?? 'SHA1')) fail('--lianlian-digest must be SHA1 or SHA256');

const options = {
  stateFile: given.state,
  gateway: given.gateway,
  username: given.username,
  password: given.password,
  otpLifeS: whole(given['otp-life'], 'otp-life'),
  tokenLifeS: whole(given['token-life'], 'token-life'),
  delayMs: whole(given.delay, 'delay'),
  holdMs: whole(given.hold, 'hold'),
  notifyIntervalMs: whole(given['notify-interval'], 'notify-interval'),
  lianlianExpiryS: whole(given['lianlian-expiry'], 'lianlian-expiry'),
  lianlianMerchant: given['lianlian-merchant'],
  lianlianDigest: given['lianlian-digest'],
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
