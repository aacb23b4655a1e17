import { Agent, request } from 'node:http';
import { hold } from './contract.mjs';

// No connection is kept: after a SIGKILL a kept one would be dead, and the failure would look like the gateway's.
const agent = new Agent({ keepAlive: false });
const LIMIT_MS = 45_000;

/**
 * One request: `{ status, headers, text, json }`. The body is a string, bytes, or `json`, a value. A gateway's reply that
 * is not as documented is an error.
 */
export async function send(url, { method = 'GET', ...given } = {}) {
  const reply = await exchange(url, { method, ...given });
  hold(url, { method, ...given }, reply);
  return reply;
}

function exchange(url, { method, headers = {}, body, json, chunked = false }) {
  const payload = json === undefined ? body : JSON.stringify(json);
  const own = {
    ...(json !== undefined && { 'content-type': 'application/json' }),
    ...(payload !== undefined && !chunked && { 'content-length': Buffer.byteLength(payload) }),
    ...(chunked && { 'transfer-encoding': 'chunked' }),
  };
  return new Promise((resolve, reject) => {
    const call = request(url, { method, agent, headers: { ...own, ...headers } }, (response) => {
      read(response).then(resolve, reject);
    });
    call.setTimeout(LIMIT_MS, () => call.destroy(new Error(`${method} ${url} took too long`)));
    call.once('error', reject);
    call.end(payload);
  });
}

async function read(response) {
  const parts = [];
  for await (const part of response) parts.push(part);
  const text = Buffer.concat(parts).toString('utf8');
  return { status: response.statusCode, headers: response.headers, text, json: parsed(text) };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends a request and hangs up `afterMs` later without waiting for the answer. */
export function sendAndHangUp(url, { headers, json }, afterMs) {
  const payload = JSON.stringify(json);
  return new Promise((resolve) => {
    const call = request(url, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload), ...headers },
    });
    let answered = false;
    call.once('response', () => { answered = true; });
    call.on('error', () => {});
    call.end(payload, () => setTimeout(() => {
      call.destroy();
      resolve(answered);
    }, afterMs));
  });
}
