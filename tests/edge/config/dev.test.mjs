// The command that people type first, and the one that deploys what was built.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "../support/wait.mjs";

const xtask = process.env.MEKONG_XTASK ?? "target/debug/xtask";
const key = { authorization: "Bearer sk_dev_mekong", "content-type": "application/json" };

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Starts `dev` and waits, bounded, until it has said all of its lines. */
async function dev([port, simulatorPort, checkoutPort], state) {
  const ports = ["--port", port, "--simulator-port", simulatorPort, "--checkout-port", checkoutPort];
  const args = ["dev", ...ports, "--state", state].map(String);
  const child = spawn(xtask, args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  const ready = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready, said: ${said}`)), 120_000);
    child.stdout.on("data", (data) => {
      said += data;
      if (/^  Ctrl-C ends all of them\.$/m.test(said)) { clearTimeout(timer); resolve(); }
    });
    child.once("exit", () => { clearTimeout(timer); reject(new Error(`ended, said: ${said}`)); });
  });
  try { await ready; } catch (error) { child.kill("SIGKILL"); throw error; }
  assert.match(said, new RegExp(`^simulator ready at http://127\\.0\\.0\\.1:${simulatorPort}$`, "m"));
  assert.match(said, new RegExp(`^gateway ready at http://127\\.0\\.0\\.1:${port}$`, "m"));
  assert.match(said, new RegExp(`^example page ready at http://127\\.0\\.0\\.1:${checkoutPort}$`, "m"));
  return { child, said };
}

/** The block that it ends with names every address and the keys, and its command, pasted into a shell, makes an order. */
function tryWhatItSays(said, addresses) {
  const block = said.slice(said.lastIndexOf(" ready at "));
  for (const part of [...addresses, "sk_dev_mekong", "pk_dev_mekong"]) assert.ok(block.includes(part), `${part}: ${block}`);
  const [, command] = /^ {2}try +(curl .*?\}\}')$/ms.exec(block) ?? [];
  const { stdout, stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8", timeout: 30_000 });
  assert.match(stdout, /^\{"merchant_order_id":"TRY1",.*"state":"pending"/, stderr);
}

/** Whether the catalogue has items, as the page reads it. */
async function sold(gateway) {
  const reply = await fetch(`${gateway}/v1/catalogue`, { headers: { authorization: "Bearer pk_dev_mekong" } });
  return (await reply.json()).items?.length > 0;
}

async function end(child, signal) {
  const ended = once(child, "exit");
  child.kill(signal);
  const [code] = await ended;
  assert.equal(code, 0, `${signal} ends it well`);
}

test("dev starts everything, ends everything, and keeps its state over a restart", async () => {
  const state = mkdtempSync(join(tmpdir(), "mekong-dev-"));
  const ports = [await freePort(), await freePort(), await freePort()];
  const [gateway, simulator, checkout] = ports.map((port) => `http://127.0.0.1:${port}`);
  let { child, said } = await dev(ports, state);
  try {
    tryWhatItSays(said, [gateway, simulator, checkout]);
    const order = await fetch(`${gateway}/v1/orders`, { method: "POST", headers: key, body: JSON.stringify({
      provider: "ltc", operation: "charge", merchant_order_id: "DEV1", amount: { value: "1000", currency: "LAK" },
      msisdn: "02055515155", details: { card_name: "Card1K" },
    }) });
    assert.equal(order.status, 201);
    assert.equal((await order.json()).state, "pending");
    const page = await (await fetch(checkout)).text();
    assert.ok(page.includes(`name="mekong-gateway" content="${gateway}"`), "the page calls this gateway");
    await until("there is something to sell", () => sold(gateway));
    await end(child, "SIGTERM");
    await assert.rejects(fetch(`${simulator}/healthz`), "the simulator has ended too");
    await assert.rejects(fetch(`${checkout}/healthz`), "and so has the page");
    ({ child } = await dev(ports, state));
    const again = await fetch(`${gateway}/v1/orders/DEV1`, { headers: key });
    assert.equal((await again.json()).merchant_order_id, "DEV1");
    await end(child, "SIGINT");
  } finally {
    child.kill("SIGKILL");
    rmSync(state, { recursive: true, force: true });
  }
});

/** Those that it started, and theirs. */
const below = (pid) => {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const pairs = stdout.trim().split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const of = (parent) => pairs.filter(([, of]) => of === parent).flatMap(([child]) => [child, ...of(child)]);
  return of(pid);
};
const lives = (pid) => {
  try { return process.kill(pid, 0); } catch { return false; }
};

test("ended by SIGKILL, nothing of it lives on; a taken port is refused with the name of who has it", async () => {
  const state = mkdtempSync(join(tmpdir(), "mekong-dev-"));
  const ports = [await freePort(), await freePort(), await freePort()];
  const { child } = await dev(ports, state);
  const started = below(child.pid);
  try {
    assert.ok(started.length >= 3, `${started}`);
    const second = spawnSync(xtask, ["dev", "--port", ports[0], "--simulator-port", await freePort(), "--checkout-port", await freePort()].map(String), { encoding: "utf8" });
    assert.equal(second.status, 1);
    const [, holder] = /port \d+ is taken by process (\d+) \(workerd\)/.exec(second.stderr) ?? [];
    assert.ok(started.includes(Number(holder)), second.stderr);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    await until("all have ended", () => !started.some(lives));
    const { child: again } = await dev(ports, state);
    await end(again, "SIGTERM");
  } finally {
    child.kill("SIGKILL");
    for (const pid of started.filter(lives)) process.kill(pid, "SIGKILL");
    rmSync(state, { recursive: true, force: true });
  }
});

test("what was built is what wrangler would deploy", () => {
  const out = mkdtempSync(join(tmpdir(), "mekong-deploy-"));
  try {
    const args = ["deploy", "--dry-run", "--outdir", out];
    const env = { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "true" };
    const run = spawnSync(xtask, args, { env, encoding: "utf8", timeout: 120_000 });
    assert.equal(run.status, 0, run.stdout + run.stderr);
    const { devDependencies } = JSON.parse(readFileSync("package.json"));
    assert.ok(run.stdout.includes(`wrangler ${devDependencies.wrangler}`), "it is the pinned one");
    for (const binding of ["LEDGER", "SUBSCRIBER", "CONTROL", "RATE_LIMIT"]) assert.match(run.stdout, new RegExp(`env\\.${binding}`));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
