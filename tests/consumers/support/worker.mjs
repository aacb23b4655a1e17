// A Worker of somebody else's: bundled by wrangler as `wrangler deploy` does it, run by workerd alone.
import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../edge/support/gateway.mjs';
import { until } from '../../edge/support/wait.mjs';
import { node, script, workerd } from './tools.mjs';

const KINDS = { js: 'esModule', wasm: 'wasm' };

/** workerd's configuration for what wrangler has put into a folder; the entry comes first. */
function config(built, port) {
  const files = readdirSync(built).filter((name) => KINDS[name.split('.').at(-1)]).sort();
  const ordered = ['worker.js', ...files.filter((name) => name !== 'worker.js')];
  const modules = ordered.map((name) =>
    `(name = ${JSON.stringify(name)}, ${KINDS[name.split('.').at(-1)]} = embed ${JSON.stringify(join(built, name))})`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "shop", worker = .shop)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "shop")],
);
const shop :Workerd.Worker = (compatibilityDate = "2025-01-01", modules = [${modules.join(', ')}]);
`;
}

/** What the Worker in `folder` answers. */
export async function askWorker(folder) {
  const built = join(folder, 'built');
  await node(folder, script('wrangler/bin/wrangler.js'), 'deploy', '--dry-run', '--outdir', built);
  const port = await freePort();
  const file = join(folder, 'config.capnp');
  writeFileSync(file, config(built, port));
  const child = spawn(workerd(), ['serve', '--import-path=/', file], { stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = new Promise((done) => child.once('exit', done).once('error', done));
  try {
    const ask = () => fetch(`http://127.0.0.1:${port}/`).catch(() => null);
    const reply = await until('the Worker answers', ask, { within: 20_000 });
    return await reply.text();
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}
