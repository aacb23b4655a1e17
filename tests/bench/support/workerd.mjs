// The same in workerd: tests/bench/workerd/worker.mjs, bundled, with the package as Workers get it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { esbuild, ROOT, run, workerd } from '../../consumers/support/tools.mjs';
import { freePort } from '../../edge/support/gateway.mjs';
import { until } from '../../edge/support/wait.mjs';

const config = (folder, port) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "bench", worker = .bench)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "bench")],
);
const bench :Workerd.Worker = (
  compatibilityDate = "2026-10-20",
  modules = [
    (name = "worker.js", esModule = embed "${folder}/worker.js"),
    (name = "core_bg.wasm", wasm = embed "${folder}/core_bg.wasm"),
  ],
);
`;

async function bundled(folder) {
  await run(ROOT, esbuild(), 'tests/bench/workerd/worker.mjs', `--outfile=${folder}/worker.js`, '--bundle', '--format=esm',
    '--conditions=workerd', '--main-fields=module,main', '--external:node:*', '--external:./core_bg.wasm', '--log-level=warning');
  copyFileSync(join(ROOT, 'js/mekong-pay/dist/workerd/core_bg.wasm'), join(folder, 'core_bg.wasm'));
}

/** Runs `work` with `lanes(group)`, which gives the contenders of a group, each with its `batch`. */
export async function inWorkerd(work) {
  const folder = mkdtempSync(join(tmpdir(), 'mekong-bench-'));
  const port = await freePort();
  await bundled(folder);
  writeFileSync(join(folder, 'config.capnp'), config(folder, port));
  const child = spawn(workerd(), ['serve', '--import-path=/', join(folder, 'config.capnp')], { stdio: 'inherit' });
  const ended = new Promise((done) => child.once('exit', done).once('error', done));
  const ask = async (query) => {
    const response = await fetch(`http://127.0.0.1:${port}/?${new URLSearchParams(query)}`);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return text;
  };
  try {
    await until('workerd answers', () => fetch(`http://127.0.0.1:${port}/`).catch(() => null));
    await work(async (group) => JSON.parse(await ask({ group })).map((name, at) => ({ name, batch: batchOf(ask, group, at) })));
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without what a request costs that calls nothing, which is the least that one took. */
function batchOf(ask, group, at) {
  let least = Infinity;
  const took = async (calls) => {
    const start = performance.now();
    await ask({ group, at, calls });
    return performance.now() - start;
  };
  return async (calls) => {
    least = Math.min(least, await took(0));
    return (Math.max(0.01, (await took(calls)) - least) * 1000) / calls;
  };
}
