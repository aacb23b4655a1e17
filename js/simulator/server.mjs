import { createServer } from 'node:http';
import { HttpError, parseObject, readBody, sendJson, sendText } from './http.mjs';
import { createInbox } from './inbox.mjs';
import { createJournal } from './journal.mjs';
import { createMailbox } from './mailbox.mjs';
import { PROVIDERS } from './providers.mjs';
import { createTimers } from './timers.mjs';

const DEFAULTS = {
  stateFile: undefined,
  gateway: 'http://127.0.0.1:8787',
  username: 'simulator',
  password: 'simulator-password',
  otpLifeS: undefined,
  ltcServer: '1.0.0',
  tokenLifeS: 2591999,
  delayMs: 2000,
  holdMs: 60_000,
  notifyIntervalMs: 600_000,
  lianlianExpiryS: undefined,
  lianlianMerchant: '142023010100009001',
  lianlianDigest: 'SHA1',
  appotapayPartner: 'SIMULATOR',
  appotapayApiKey: 'simulator-api-key',
  appotapaySecret: 'simulator-secret-key',
  appotapayAuth: 'both',
  appotapayBalance: 1_000_000_000,
  connectTopupUser: 'simulator',
  connectTopupKey: 'simulator-private-key',
  connectTopupHash: 'sha256',
  connectTopupRecheck: 'any',
  connectTopupBalance: 1_000_000_000,
  now: Date.now,
};

function withDefaults(given) {
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(known) };
}

export function createSimulator(given = {}) {
  const options = withDefaults(given);
  const timers = createTimers();
  const journal = createJournal(options.stateFile);
  const inbox = createInbox();
  const mailbox = createMailbox();
  const providers = {};
  for (const [name, create] of Object.entries(PROVIDERS)) {
    const record = (event) => {
      journal.append({ provider: name, ...event });
      providers[name].apply(event);
    };
    providers[name] = create({ options, timers, inbox, record });
  }
  journal.replay(({ provider, ...event }) => providers[provider]?.apply(event));

  const all = Object.values(providers);
  all.forEach((each) => each.resume?.());
  const world = {
    providers,
    inbox,
    mailbox,
    book: () => Object.fromEntries(Object.entries(providers).map(([name, each]) => [name, each.book()])),
    reset() {
      timers.nextEpoch();
      journal.clear();
      inbox.clear();
      mailbox.clear();
      all.forEach((each) => each.reset());
    },
  };
  const server = createServer((req, res) => serve(world, req, res));
  // Longer than a client keeps an idle connection, so that no call meets a closing one by chance.
  server.keepAliveTimeout = 75_000;
  server.on('clientError', (_, socket) => (socket.writable
    ? socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    : socket.destroy()));
  return { book: world.book, reset: world.reset, messages: inbox.list, ...lifecycle(server, timers) };
}

function lifecycle(server, timers) {
  return {
    listen: (port = 0) => new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        const actual = server.address().port;
        resolve({ port: actual, url: `http://127.0.0.1:${actual}` });
      });
    }),
    close: () => new Promise((resolve) => {
      timers.clear();
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function serve(world, req, res) {
  res.on('error', () => {});
  const [path, query = ''] = req.url.split(/\?(.*)/s);
  const [first, ...rest] = path.split('/').slice(1);
  try {
    const provider = Object.hasOwn(world.providers, first) ? world.providers[first] : undefined;
    if (provider) return await provider.handle({ req, res, path: rest.join('/'), query: new URLSearchParams(query) });
    const reply = await control(world, req, path, await readBody(req));
    if (reply.text !== undefined) sendText(res, 200, reply.text);
    else sendJson(res, reply.status ?? 200, reply.json);
  } catch (error) {
    if (!(error instanceof HttpError)) console.error(error);
    sendJson(res, error.status ?? 500, { error: error.status ? error.message : 'internal error' });
  }
}

async function control({ providers, inbox, mailbox, book, reset }, { method, headers }, path, body) {
  const route = `${method} ${path}`;
  if (route === 'GET /') return { text: help(providers) };
  if (route === 'GET /healthz') return { json: { ok: true } };
  if (route === 'GET /_book') return { json: book() };
  if (route === 'POST /_reset') return { json: (reset(), { ok: true }) };
  if (route === 'POST /_events') return { json: (mailbox.take(headers, body), { ok: true }) };
  if (route === 'GET /_events') return { json: { events: mailbox.list() } };
  if (route.startsWith('GET /_sms/')) return { json: { messages: inbox.list(path.slice('/_sms/'.length)) } };
  const [, payerOf] = /^POST \/_payer\/([\w-]+)$/.exec(route) ?? [];
  if (payerOf) return { json: payer(providers, payerOf, parseObject(body)) };
  const [, name, action, id] = /^\/_([a-z_]+?)\/(\w+)(?:\/([\w-]+))?$/.exec(path) ?? [];
  const handler = Object.hasOwn(providers, name ?? '') && find(providers[name].controls, `${method} ${action}`, id);
  if (handler) return { json: await handler(body ? parseObject(body) : {}, id) };
  return { status: 404, json: { error: 'no such path', paths: paths(providers) } };
}

/** A control, or with an id the one written as `name/{…}`. */
function find(controls, key, id) {
  const name = id === undefined ? key : Object.keys(controls).find((each) => each.startsWith(`${key}/{`));
  return Object.hasOwn(controls, name ?? '') ? controls[name] : undefined;
}

/** Whoever knows the order lets its payer act. */
function payer(providers, id, body) {
  const replies = Object.values(providers).map((each) => each.payer?.(id, body));
  const reply = replies.find((each) => each !== undefined);
  if (!reply) throw new HttpError(404, 'no such order');
  return reply;
}

function paths(providers) {
  const own = ['GET /', 'GET /healthz', 'GET /_book', 'GET /_sms/{msisdn}', 'POST /_payer/{order_id}', 'POST /_reset'];
  const theirs = Object.entries(providers).flatMap(([name, { calls, controls }]) => [
    ...Object.keys(calls).map((call) => call.replace(' ', ` /${name}/`)),
    ...Object.keys(controls).map((each) => each.replace(' ', ` /_${name}/`)),
  ]);
  return [...own, ...theirs];
}

function help(providers) {
  return `Provider simulator: no real money moves here.\n\n${paths(providers).join('\n')}\n\nSee README.md for magic numbers and plans.\n`;
}
