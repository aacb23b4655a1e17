// The merchant's endpoint: takes events, checks each with the merchant's own library, and misbehaves now and then.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { sleep } from '../edge/support/wait.mjs';
import { countOpen } from './open.mjs';

/** Of one attempt in seven or so. Five in a row make the gateway rest. */
const MOODS = [
  [86, 'take'], [3, 'refuse'], [3, 'reset'], [2, 'hang'], [3, 'slow'], [2, 'take and reset'], [1, 'later'], [0.3, 'much later'],
];
const SLOW_MS = 300;

export async function startEndpoint({ secret, random, clocks }) {
  const webhook = new Webhook(secret);
  /** By the id of the event: `{ id, type, data, seen, taken }`. */
  const events = new Map();
  const moods = {};
  const wrong = [];
  let order = 0;
  let out = false;
  let calm = false;

  const server = createServer(async (request, response) => {
    response.on('error', () => {});
    const parts = [];
    try {
      for await (const part of request) parts.push(part);
    } catch {
      return;
    }
    const event = heard(request.headers, Buffer.concat(parts).toString());
    if (!event) return response.writeHead(400).end();
    const mood = out ? 'refuse' : calm ? 'take' : random.weighed(MOODS);
    moods[mood] = (moods[mood] ?? 0) + 1;
    if (mood === 'slow') await sleep(SLOW_MS);
    if (mood === 'hang') return;
    if (mood === 'reset') return request.socket.resetAndDestroy();
    if (mood === 'refuse') return response.writeHead(500).end('no');
    if (mood === 'much later') return response.writeHead(429, { 'retry-after': '40' }).end();
    if (mood === 'later') return response.writeHead(429, { 'retry-after': '2' }).end();
    event.taken ??= order += 1;
    if (mood === 'take and reset') return request.socket.resetAndDestroy();
    return response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  function heard(headers, body) {
    const id = headers['webhook-id'];
    try {
      const { type, data } = verified(body, headers);
      const known = events.get(id);
      if (known && known.body !== body) wrong.push(`${id}: said two different things`);
      if (!known) events.set(id, { id, type, data, body, seen: 0 });
      events.get(id).seen += 1;
      return events.get(id);
    } catch (error) {
      wrong.push(`${id}: ${error.message}`);
      return undefined;
    }
  }

  /** What was sent before a leap may arrive after it. */
  function verified(body, headers) {
    const [now, before] = clocks();
    try {
      return verifiedAt(now, body, headers);
    } catch {
      return verifiedAt(before, body, headers);
    }
  }

  /** The library looks at this process's clock; the gateway's may be ahead of it. */
  function verifiedAt(moment, body, headers) {
    const real = Date.now;
    Date.now = () => moment;
    try {
      return webhook.verify(body, headers);
    } finally {
      Date.now = real;
    }
  }

  return {
    url: `http://127.0.0.1:${server.address().port}/events`,
    events, moods, wrong, open: countOpen(server),
    /** Misbehaves no more. */
    calm() { calm = true; },
    /** Takes nothing for a while. */
    async goesOut(ms) {
      out = true;
      await sleep(ms);
      out = false;
    },
    close() { server.closeAllConnections(); server.close(); },
  };
}
