// What one RSA signature and one verification cost in workerd, by the platform's WebCrypto that the Worker uses:
// microseconds per operation, timed from outside over many in one request, since clocks stand still inside.
//   cargo xtask bench rsa
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

// The platform's own binary: the one in .bin is a wrapper, and ending it would leave workerd running.
const kind = { "linux-x64": "linux-64", "linux-arm64": "linux-arm64", "darwin-x64": "darwin-64", "darwin-arm64": "darwin-arm64" };
const binary = `node_modules/@cloudflare/workerd-${kind[`${process.platform}-${process.arch}`]}/bin/workerd`;

const probe = createServer().listen(0, "127.0.0.1");
await once(probe, "listening");
const { port } = probe.address();
probe.close();
await once(probe, "close");
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
const worker = `
const bytes = Uint8Array.from(atob("${key}"), (c) => c.charCodeAt(0));
const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-1" };
const text = new Uint8Array(400).fill(97);
export default { async fetch(request) {
  const { pathname, searchParams } = new URL(request.url);
  const key = await crypto.subtle.importKey("pkcs8", bytes, algorithm, true, ["sign"]);
  const { n, e } = await crypto.subtle.exportKey("jwk", key);
  const open = await crypto.subtle.importKey("jwk", { kty: "RSA", n, e }, algorithm, false, ["verify"]);
  const signature = await crypto.subtle.sign(algorithm, key, text);
  for (let i = 0; i < Number(searchParams.get("n")); i++) {
    if (pathname === "/sign") await crypto.subtle.sign(algorithm, key, text);
    else if (!(await crypto.subtle.verify(algorithm, open, signature, text))) throw new Error("not verified");
  }
  return new Response("ok");
} };`;
const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (modules = [(name = "w.mjs", esModule = embed "w.mjs")],
    compatibilityDate = "2026-10-20"))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);`;

const folder = mkdtempSync(join(tmpdir(), "mekong-rsa-"));
writeFileSync(join(folder, "w.mjs"), worker);
writeFileSync(join(folder, "config.capnp"), config);
const workerd = spawn(binary, ["serve", join(folder, "config.capnp")], { stdio: "inherit" });

async function took(path, n) {
  const start = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}/${path}?n=${n}`);
  if (!response.ok) throw new Error(await response.text());
  return performance.now() - start;
}

try {
  for (let tries = 0; ; tries++) {
    try { await took("sign", 1); break; } catch (error) {
      if (tries > 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  for (const path of ["sign", "verify"]) {
    const rounds = []; // 1000 operations: milliseconds are microseconds each
    for (let round = 0; round < 7; round++) rounds.push((await took(path, 1000)) - (await took(path, 0)));
    rounds.sort((a, b) => a - b);
    console.log(`${path.padEnd(8)} median ${rounds[3].toFixed(0)} us, ${rounds[0].toFixed(0)} to ${rounds[6].toFixed(0)}  (7 rounds of 1000)`);
  }
} finally {
  workerd.kill();
  rmSync(folder, { recursive: true, force: true });
}
