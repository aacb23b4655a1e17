// Between the gateway and the simulator: keeps a list of every call that charges, and cuts and stalls what passes.
import { once } from 'node:events';
import { Agent, createServer, request as open } from 'node:http';
import { sleep } from '../edge/support/wait.mjs';
import { identify, provesNothingDone } from './calls.mjs';
import { countOpen } from './open.mjs';

async function bytes(stream) {
  const parts = [];
  try {
    for await (const part of stream) parts.push(part);
  } catch {
    return { body: Buffer.concat(parts), broken: true };
  }
  return { body: Buffer.concat(parts), broken: false };
}

/** Passes a request on; what came back, or nothing where the simulator cut it. */
function pass(target, agent, { method, url, headers }, body, client) {
  return new Promise((done) => {
    const to = { method, headers: { ...headers, host: new URL(target).host }, agent };
    const call = open(target + url, to, async (answer) => {
      done({ status: answer.statusCode, headers: answer.headers, ...await bytes(answer) });
    });
    call.on('error', () => done(undefined));
    // The simulator holds an answer that never comes until its caller leaves.
    client.once('close', () => call.destroy());
    call.end(body);
  });
}

export async function startWire({ target, older, faults, keeper }) {
  const sent = new Map();
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (request, response) => {
    response.on('error', () => {});
    const { body, broken } = await bytes(request);
    if (broken) return;
    const call = identify(request.url, body.toString());
    const fault = faultOf(call);
    if (fault?.point === 'wa' || fault?.point === 'wq') {
      await upset(fault, response);
      if (fault.how !== 'stall' && !fault.carriedOut) return;
    }
    const entry = { call: call.call, at: Date.now() };
    if (call.charges) note(call, entry);
    const reply = await pass(...serverOf(call, request), body, fault ? new NoClient() : response);
    entry.nothingDone = reply?.broken === false && provesNothingDone(call.call, reply);
    if (fault?.point === 'wb') await upset(fault, response);
    await answer(response, reply, fault?.point === 'wm' ? fault : undefined);
  }).listen(0, '127.0.0.1');
  // Longer than the gateway keeps an idle connection, so that no call meets a closing one by chance.
  server.keepAliveTimeout = 75_000;
  await once(server, 'listening');

  /** LTC's orders go to the server whose ids they have; each server has tokens of its own. */
  function serverOf({ provider, id }, { method, url, headers }) {
    if (provider !== 'ltc' || !older.carries(id)) return [target, agent, { method, url, headers }];
    return [older.url, agent, { method, url, headers: { ...headers, authorization: older.authorization } }];
  }

  function faultOf({ id, charges, asks, call }) {
    if (!id || call === 'cancel') return undefined;
    if (asks) return faults.take(id, 'wq');
    const charging = charges === true;
    return ['wa', 'wb', 'wm'].map((point) => faults.take(id, point, { charging })).find(Boolean);
  }

  function note({ provider, id }, entry) {
    const key = id.toLowerCase();
    if (!sent.has(key)) sent.set(key, []);
    sent.get(key).push(Object.assign(entry, { provider }));
  }

  async function upset({ how, stallMs }, response) {
    if (how === 'cut') response.destroy();
    if (how === 'stall') await sleep(stallMs);
    if (how === 'kill') await keeper().crash();
  }

  async function answer(response, reply, fault) {
    if (!reply || response.destroyed) return response.destroy();
    const { 'transfer-encoding': _, connection: __, ...headers } = reply.headers;
    const length = Number(headers['content-length'] ?? reply.body.length);
    response.writeHead(reply.status, { ...headers, 'content-length': Math.max(length, reply.body.length) });
    if (fault) {
      response.write(reply.body.subarray(0, reply.body.length / 2));
      await upset(fault, response);
      if (fault.how !== 'stall') return response.destroy();
      return response.end(reply.body.subarray(reply.body.length / 2));
    }
    response.write(reply.body);
    return reply.broken ? response.destroy() : response.end();
  }

  const close = () => { agent.destroy(); server.closeAllConnections(); server.close(); };
  return { url: `http://127.0.0.1:${server.address().port}`, sent, open: countOpen(server), close };
}

/** Who has left already, or does not matter: a request that is passed on for it goes through. */
class NoClient {
  once() {}
}
