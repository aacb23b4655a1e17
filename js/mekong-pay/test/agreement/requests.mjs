// What all requests have in common.
import { readFileSync } from 'node:fs';

/** Percent-encoding of everything but RFC 3986's unreserved characters. */
export const percent = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url)));
const JSON_FIRST = 'application/json, text/plain, */*';

export const baseOf = ({ base_url: url }) => url.replace(/\/+$/, '');

const relay = ({ relay_token: token }) => (token === undefined ? {} : { 'X-Mekong-Relay': token });

/** A request's opinion: what is sent, the text that is signed, and the warnings. */
export const sent = (of, { method, path, headers = {}, accept = JSON_FIRST, body = null, canonicalString = null, warnings = [] }) => ({
  request: { method, url: baseOf(of) + path, headers: { Accept: accept, 'User-Agent': `Mekong/${version}`, ...headers, ...relay(of) }, body, canonicalString }, warnings,
});

export const refused = (code, field) => ({ error: `${code} ${field}` });

/** The case, or now and then the same with something wrong in it, and what must be said of that. */
export function perhapsSpoilt(random, spoils, asked) {
  if (!random.chance(0.06)) return { asked };
  const [code, field, change] = random.pick(spoils.filter(([, , , when = () => true]) => when(asked)));
  const changed = structuredClone(asked);
  change(changed);
  return { asked: changed, wrong: refused(code, field) };
}
