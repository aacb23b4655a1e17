// The part of curl that the documents use: what would be typed is what is sent.
import { send } from '../support/http.mjs';

/** A command's words, as a shell makes them: quotes are taken away, what follows `#` is a comment. */
export function words(command) {
  const found = [];
  for (const [word] of command.matchAll(/#.*|(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    if (word.startsWith('#')) break;
    found.push(word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double));
  }
  return found;
}

const VALUED = new Map([
  ['-X', (request, value) => { request.method = value; }],
  ['-H', (request, value) => {
    const [, name, text] = /^([^:]+):\s*(.*)$/.exec(value);
    request.headers[name.toLowerCase()] = text;
  }],
  ['--json', (request, value) => {
    JSON.parse(value);
    Object.assign(request.headers, { 'content-type': 'application/json', accept: 'application/json' });
    Object.assign(request, { body: value, method: request.method ?? 'POST' });
  }],
]);

/** What a command sends: `{ url, method, headers, body }`. */
export function requestOf(command) {
  const [program, ...rest] = words(command);
  if (program !== 'curl') throw new Error(`only curl is understood: ${command}`);
  const request = { headers: {} };
  while (rest.length > 0) {
    const word = rest.shift();
    if (VALUED.has(word)) VALUED.get(word)(request, rest.shift());
    else if (word.startsWith('-') || request.url) throw new Error(`not understood: ${word} in ${command}`);
    else request.url = word;
  }
  return request;
}

/** Runs a command; `places` says where the addresses that it names really are. */
export async function run(command, places) {
  const { url, ...request } = requestOf(command);
  const place = places.find(([named]) => url.startsWith(named));
  if (!place) throw new Error(`nobody is at ${url}`);
  return send(url.replace(...place), request);
}
