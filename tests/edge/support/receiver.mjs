// A merchant's endpoint: keeps every delivery as it came, answers as a test says, and lets two packages that are not
// ours judge the signatures.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Webhook as Standard } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';
import { holdEvent } from './contract.mjs';
import { until } from './wait.mjs';

export const newSecret = (bytes = 32) => `whsec_${randomBytes(bytes).toString('base64')}`;

/** Whether each referee takes the bytes under these headers for signed with this secret. */
export function judge(secret, text, headers) {
  return [Standard, Svix].map((Referee) => {
    try {
      new Referee(secret).verify(text, headers);
      return true;
    } catch {
      return false;
    }
  });
}

/** The value of EVENT_ENDPOINTS for receivers, or endpoints as `endpoint` gives them. */
export const endpointsOf = (...list) => JSON.stringify(list.map((each) => each.endpoint?.() ?? each));

/**
 * `answer(delivery)` says what comes back, 200 by default: `{ status, headers, body, delayMs }`, or `{ hang: true }`,
 * `{ reset: true }`, `{ endless: true }` (after the headers a body without end), `{ trickle: true }` (the same, a byte at
 * a time). It may be replaced at any time.
 */
export async function startReceiver({ id = 'shop', secrets = [newSecret()], types, answer = () => ({}) } = {}) {
  const deliveries = [];
  const receiver = { id, secrets, deliveries, answer, open: 0, broken: [] };
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    receiver.open += 1;
    response.once('close', () => { receiver.open -= 1; });
    const delivery = await read(request).catch((error) => { receiver.broken.push(error.message); });
    if (!delivery) return;
    const script = receiver.answer(delivery) ?? {};
    delivery.taken = !script.hang && !script.reset && (script.status ?? 200) >= 200 && (script.status ?? 200) < 300;
    deliveries.push(delivery);
    await play(script, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const listen = async () => { server.listen(port, '127.0.0.1'); await once(server, 'listening'); };
  const close = () => { server.closeAllConnections(); if (server.listening) server.close(); };
  const endpoint = (changed) => ({ id, url: `http://127.0.0.1:${port}/events?shop=1`, secrets: receiver.secrets, types, ...changed });
  return Object.assign(receiver, { port, close, listen, endpoint }, looks(receiver));
}

async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString('utf8');
  const { method, url, headers } = request;
  const event = JSON.parse(text);
  documented(event);
  const { sequence, ...rest } = event.data;
  const [[subject, thing]] = Object.entries(rest);
  return { method, url, headers, text, event, kind: event.type, sequence, subject, thing, id: headers['webhook-id'], about: aboutOf(subject, thing) };
}

/** Fails the test that runs: nobody waits for what an endpoint throws. */
function documented(event) {
  try {
    holdEvent(event);
  } catch (error) {
    setImmediate(() => { throw error; });
  }
}

/** What an event is about, told from its payload alone. */
function aboutOf(subject, thing) {
  switch (subject) {
    case 'order': return thing.merchant_order_id.toLowerCase();
    case 'refund': return `${thing.merchant_order_id}/${thing.merchant_refund_id}`.toLowerCase();
    case 'subscription': return `subscription ${thing.msisdn} ${JSON.stringify(thing.details)}`;
    default: return `${subject}/${thing.id}`;
  }
}

const CHUNK = Buffer.alloc(16 * 1024, 'x');

async function play({ status = 200, headers = {}, body = '', delayMs = 0, hang, reset, endless, trickle }, request, response) {
  if (delayMs) await new Promise((done) => setTimeout(done, delayMs));
  if (hang) return;
  if (reset) {
    request.socket.resetAndDestroy();
    return;
  }
  response.on('error', () => {});
  response.writeHead(status, headers);
  if (trickle) {
    const drip = setInterval(() => response.write('x'), 50);
    response.once('close', () => clearInterval(drip));
    return;
  }
  if (!endless) {
    response.end(body);
    return;
  }
  const pour = () => { while (!response.destroyed && response.write(CHUNK)); };
  response.on('drain', pour);
  pour();
}

/** What came. `about` is an order's id, or `order/refund`, `provider/…`, `endpoint/…`. */
function looks(receiver) {
  const of = (about) => receiver.deliveries.filter((each) => each.about === about.toLowerCase());
  const taken = (about) => (about ? of(about) : receiver.deliveries).filter((each) => each.taken);
  const kinds = (about) => taken(about).map((each) => each.kind);
  return {
    of,
    taken,
    /** Kinds of what was taken about a thing. */
    kinds,
    /** Waits until these kinds, in this order, were taken about a thing, and gives the deliveries. */
    gets: async (about, wanted, given) => {
      const enough = () => taken(about).length >= wanted.length;
      await until(`${receiver.id} has ${wanted} of ${about}`, enough, given).catch(() => {});
      assert.deepEqual(kinds(about), wanted, `${receiver.id}, ${about}`);
      return taken(about);
    },
    /** Waits for a delivery. */
    sees: (what, find, given) => until(`${receiver.id} sees ${what}`, () => receiver.deliveries.find(find), given),
    /** Both referees take everything that came. */
    checkSignatures: () => {
      assert.deepEqual(receiver.broken, [], 'every delivery is whole and JSON of an event');
      for (const { text, headers, kind } of receiver.deliveries) {
        for (const secret of receiver.secrets) assert.deepEqual(judge(secret, text, headers), [true, true], kind);
      }
    },
    /** About each thing everything was taken in sequence, from 1 and without a gap; a repeated one is the same text. */
    checkSequences: (keep = () => true) => {
      const last = new Map();
      const texts = new Map();
      for (const { about, sequence, id, text } of taken().filter(keep)) {
        assert.equal(texts.get(id) ?? text, text, 'the same id has the same text');
        const repeated = texts.has(id);
        texts.set(id, text);
        if (repeated) continue;
        assert.equal(sequence, (last.get(about) ?? 0) + 1, `${receiver.id}, ${about}`);
        last.set(about, sequence);
      }
    },
  };
}
