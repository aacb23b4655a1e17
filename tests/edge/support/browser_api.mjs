// A gateway that browsers may call, for a page at `origin`.
import { createHash } from 'node:crypto';
import { KEY } from './client.mjs';
import { startFront } from './front.mjs';
import { send } from './http.mjs';
import { startLianLian } from './lianlian.mjs';

/** Whether the gateway itself has client tokens, publishable keys and the catalogue; until then they are played. */
export const BUILT_IN = false;

export const PK = 'pk_dev_mekong';
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** A lab whose `api` is the address for browsers, with these items for sale. */
export async function startBrowserLab({ origin, items, vars, ...settings }) {
  const own = { RETURN_URLS: JSON.stringify([origin]), ...keys(origin) };
  const lab = await startLianLian({ vars: { ...own, ...vars }, ...settings });
  const front = BUILT_IN ? undefined : await startFront({ base: () => lab.url, key: KEY, pk: PK, origins: [origin] });
  const api = front?.url ?? lab.url;
  const headers = { authorization: `Bearer ${KEY}` };
  const put = await send(`${api}/v1/catalogue`, { method: 'PUT', headers, json: { items } });
  if (put.status >= 300) throw new Error(`the catalogue was refused: ${put.text}`);
  const end = async () => { front?.end(); await lab.end(); };
  return Object.assign(Object.create(lab), { api, end });
}

function keys(origin) {
  if (!BUILT_IN) return {};
  const entries = [
    { id: 'test', kind: 'secret', sha256: sha256(KEY) },
    { id: 'page', kind: 'publishable', sha256: sha256(PK), origins: [origin] },
  ];
  const secrets = ['edge-tests-client-token-secret-of-32'];
  return { API_KEYS: JSON.stringify(entries), CLIENT_TOKEN_SECRETS: JSON.stringify(secrets) };
}
