// What may be on its way to a provider and nowhere else. Every gateway of every test is searched for it: its answers as
// they come, and at its end its log and its database.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const key = readFileSync(new URL('../../../js/simulator/lianlian/keys/merchant_private.pem', import.meta.url), 'utf8');

/** Secrets of the tests' configurations; of the private key a line from its middle. */
const MARKS = [
  'simulator-password', 'simulator-api-key', 'simulator-secret-key', 'simulator-private-key',
  'edge-tests-fingerprint-secret', 'edge-tests-unsubscribe-secret', 'the-secret-before-the-rotation',
  key.split('\n')[10], 'whsec_', '4929817365402718', 'edge-tests-client-token-secret', 'CanaryKey',
];

/** A client token: handed out in answers, and kept nowhere. */
const TOKEN = /ct_[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{43}/;

const found = (bytes) => MARKS.filter((mark) => bytes.includes(mark));

/** An answer of the gateway, as it came. */
export function assertClean(what, text) {
  const marks = found(text);
  // An error may name the form that a secret has to have.
  const told = marks.filter((mark) => mark !== 'whsec_' || /whsec_[A-Za-z0-9+/]{8}/.test(text));
  if (told.length > 0) throw new Error(`${what} shows ${told.length} secrets, the first is ${told[0].slice(0, 12)}…`);
}

/** What a gateway that has ended has left behind. */
export function assertLeftClean(folder, output) {
  assertClean('the log', output);
  if (TOKEN.test(output)) throw new Error('the log shows a client token');
  for (const file of readdirSync(join(folder, 'objects'), { recursive: true })) {
    if (!/\.sqlite(-wal)?$/.test(file)) continue;
    const bytes = readFileSync(join(folder, 'objects', file));
    if (TOKEN.test(bytes.toString('latin1'))) throw new Error(`${file} holds a client token`);
    const marks = found(bytes);
    if (marks.length > 0) throw new Error(`${file} holds ${marks.length} secrets, the first is ${marks[0].slice(0, 12)}…`);
  }
}
