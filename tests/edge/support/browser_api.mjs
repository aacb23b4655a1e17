// A gateway that browsers may call, for a page at `origin`.
import { createHash } from 'node:crypto';
import { KEY } from './client.mjs';
import { send } from './http.mjs';
import { startLianLian } from './lianlian.mjs';

export const PK = 'pk_dev_mekong';
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** A lab with these items for sale. */
export async function startBrowserLab({ origin, items, vars, ...settings }) {
  const own = { RETURN_URLS: JSON.stringify([origin]), ...keys(origin) };
  const lab = await startLianLian({ rateLimit: '100000/60', vars: { ...own, ...vars }, ...settings });
  const headers = { authorization: `Bearer ${KEY}` };
  const put = await send(`${lab.url}/v1/catalogue`, { method: 'PUT', headers, json: { items } });
  if (put.status >= 300) throw new Error(`the catalogue was refused: ${put.text}`);
  return lab;
}

function keys(origin) {
  const entries = [
    { id: 'test', kind: 'secret', sha256: sha256(KEY) },
    { id: 'page', kind: 'publishable', sha256: sha256(PK), origins: [origin] },
  ];
  const secrets = ['edge-tests-client-token-secret-of-32'];
  return { API_KEYS: JSON.stringify(entries), CLIENT_TOKEN_SECRETS: JSON.stringify(secrets) };
}
