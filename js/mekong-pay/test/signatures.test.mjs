// The signatures in the vectors were made by openssl, and the core's tests believe them. Here they are checked by
// the two that will check real ones: node:crypto, which is the simulator's, and WebCrypto, which is the Worker's.
import assert from "node:assert/strict";
import { createPublicKey, verify, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const { keys, signatures } = JSON.parse(readFileSync(new URL("../../../tests/vectors/lianlian.json", import.meta.url)));
const NAMES = { SHA1: "SHA-1", SHA256: "SHA-256" };
const bytes = (base64) => Buffer.from(base64, "base64");

function byNode({ key, digest, text, signature }) {
  const open = createPublicKey({ key: bytes(keys[key].public), format: "der", type: "spki" });
  return verify(digest, Buffer.from(text), open, bytes(signature));
}

async function byWebCrypto({ key, digest, text, signature }) {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: NAMES[digest] };
  const open = await webcrypto.subtle.importKey("spki", bytes(keys[key].public), algorithm, false, ["verify"]);
  return webcrypto.subtle.verify(algorithm, open, bytes(signature), Buffer.from(text));
}

test("every listed signature is its key's over its text, and over no other text", async () => {
  assert.ok(signatures.length >= 149);
  for (const [place, listed] of signatures.entries()) {
    const other = { ...listed, text: `${listed.text}&` };
    const said = [byNode(listed), await byWebCrypto(listed), byNode(other), await byWebCrypto(other)];
    assert.deepEqual(said, [true, true, false, false], `signature ${place}`);
  }
});
