// Starts the gateway, ends it by SIGKILL, and starts it again on what lies on disk; its clock can be set ahead.
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort, newHome, startGateway } from '../edge/support/gateway.mjs';
import { send } from '../edge/support/http.mjs';

const HERE = import.meta.dirname;

/** The Worker that ships, and around it what stops it. */
function wrapped(folder) {
  const shipped = process.env.MEKONG_WORKER ?? resolve(HERE, '../../dist/worker');
  const parts = [
    [shipped, 'index_bg.wasm', 'index_bg.wasm'], [shipped, 'openapi.json', 'openapi.json'], [shipped, 'worker.js', 'gateway.js'],
    [HERE, 'points.mjs', 'points.js'], [HERE, 'worker/hook.mjs', 'hook.js'],
    [HERE, 'worker/breaks.mjs', 'breaks.js'], [HERE, 'worker/entry.mjs', 'worker.js'],
  ];
  for (const [from, name, to] of parts) cpSync(join(from, name), join(folder, to));
  return folder;
}

/** `vars(url)` is the configuration of a gateway at this address. */
export async function createKeeper({ vars }) {
  const [state, code] = [newHome(), newHome()];
  const worker = wrapped(code.folder);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const keeper = { url, folder: state.folder, ahead: 0, before: 0, kills: 0, leaps: 0 };
  let gateway;
  let down;

  async function start() {
    const all = { ...vars(url), FAULTS_AHEAD_MS: String(keeper.ahead) };
    gateway = await startGateway({ home: state, vars: all, port, worker });
  }

  /** Kills it and starts it again, once for all who ask meanwhile; `between` runs while it is down. */
  function crash(between = () => {}) {
    down ??= gateway.kill().then(between).then(start).finally(() => { down = undefined; });
    return down;
  }

  const poke = () => send(`${url}/_faults/poke`, { method: 'POST' }).catch(() => {});

  return Object.assign(keeper, {
    start,
    now: () => Date.now() + keeper.ahead,
    /** The moment by the gateway's clock, and by what it was before the last leap. */
    clocks: () => [Date.now() + keeper.ahead, Date.now() + keeper.before],
    up: () => down ?? Promise.resolve(),
    output: () => gateway.output(),
    crash() {
      if (!down) keeper.kills += 1;
      return crash();
    },
    /** Lets so much time pass at once, for the gateway and for whoever asks `now`. */
    async leap(ms) {
      while (down) await down;
      keeper.leaps += 1;
      await crash(() => {
        keeper.before = keeper.ahead;
        keeper.ahead += ms;
      });
      await poke();
    },
    async end() {
      await down?.catch(() => {});
      await gateway?.kill();
      state.remove();
      code.remove();
    },
  });
}
