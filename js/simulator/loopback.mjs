import { isIPv4 } from 'node:net';
import { HttpError } from './http.mjs';

const TIMEOUT_MS = 10_000;

function isLoopback(hostname) {
  return hostname === 'localhost' || hostname === '[::1]'
    || (isIPv4(hostname) && hostname.startsWith('127.'));
}

/** The address to deliver to. Refuses whatever is not this machine. */
export function loopbackUrl(text, gateway) {
  let url;
  try {
    url = new URL(text, gateway);
  } catch {
    throw new HttpError(400, 'url is not an address');
  }
  if (!['http:', 'https:'].includes(url.protocol) || !isLoopback(url.hostname)) {
    throw new HttpError(403, 'only loopback addresses (127.x.x.x, localhost, [::1]) are allowed');
  }
  return url;
}

/** Sends one notification, an object or JSON text, and returns what came back. Redirects are not followed. */
export async function deliver(url, json, headers = {}) {
  const request = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof json === 'string' ? json : JSON.stringify(json),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  let response, text;
  try {
    response = await fetch(url, request);
    text = await response.text();
  } catch (error) {
    throw new HttpError(502, `no answer: ${error.cause?.code ?? error.name}`);
  }
  return { status: response.status, body: jsonOrText(text) };
}

function jsonOrText(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
