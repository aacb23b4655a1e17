// What `cargo xtask dev` starts, on free ports and fresh state: the sessions of the documents run there.
import { readFileSync } from 'node:fs';
import { fillCatalogue } from '../../../js/checkout/serve.mjs';
import { createSimulator } from '../../../js/simulator/server.mjs';
import { freePort, newHome, startGateway } from '../support/gateway.mjs';

const GATEWAY = 'http://127.0.0.1:8787';
const SIMULATOR = 'http://127.0.0.1:8788';
const DEV_VARS = readFileSync(new URL('../../../dev.vars', import.meta.url), 'utf8');

function variables(places) {
  const moved = places.reduce((text, [named, real]) => text.replaceAll(named, real), DEV_VARS);
  return Object.fromEntries([...moved.matchAll(/^([A-Z_]+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
}

/** `places`: each address that documents name, with where it is now. */
export async function startStage() {
  const home = newHome();
  const port = await freePort();
  const simulator = createSimulator({ gateway: `http://127.0.0.1:${port}`, delayMs: 300 });
  const places = [[GATEWAY, `http://127.0.0.1:${port}`], [SIMULATOR, (await simulator.listen(0)).url]];
  const gateway = await startGateway({ home, port, vars: variables(places) });
  await fillCatalogue(gateway.url);
  const end = async () => {
    await Promise.allSettled([gateway.kill(), simulator.close()]);
    home.remove();
  };
  return { places, end };
}
