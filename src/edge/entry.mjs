// The Worker's entry. Hand-written; xtask bundles it with wasm-bindgen's output (`index.js`).
//
// It is here for what wasm cannot do for itself: when an instance traps, every request and live wait in it gets an
// answer at once and the next one a new instance. It crosses into wasm once per request, with plain values.
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import { withDocument } from "./document.mjs";
import * as wasm from "./index.js";

// gateway/http.rs says them to callers.
const MAX_BODY = 64 * 1024;
const MAX_PUT = 256 * 1024;
const state = wasm.__worker_init_state();
const inFlight = new Set();
let generation = 0;
let dead = false;

/** A trapped instance answers nothing any more: whoever waits for it is told now. */
function poison(error) {
  if (dead) return;
  dead = true;
  for (const reject of inFlight) reject(error);
  inFlight.clear();
}

addEventListener("error", (event) => {
  if (event.error instanceof WebAssembly.RuntimeError) {
    event.preventDefault();
    poison(event.error);
  }
});

function revive() {
  if (!dead && !state.criticalError) return;
  poison(new Error("the wasm instance was replaced"));
  wasm.__wbg_reset_state();
  state.criticalError = dead = false;
  generation = ++state.instanceId;
  console.warn("mekong: the wasm instance trapped and was replaced");
}

/** Runs a call into wasm so that a trap, in it or in another one, ends it with an error. */
async function guard(call) {
  revive();
  let reject;
  const trapped = new Promise((_, r) => { reject = r; });
  trapped.catch(() => {});
  inFlight.add(reject);
  try {
    return await Promise.race([call(), trapped]);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) poison(error);
    throw error;
  } finally {
    inFlight.delete(reject);
  }
}

/** What a call is known by: the caller's own name for it, if it is printable and short, or a new one. */
function nameOf(request) {
  const given = request.headers.get("x-request-id") ?? "";
  return /^[\x21-\x7e]{1,64}$/.test(given) ? given : crypto.randomUUID();
}

/** The body's bytes, or nothing when there are more than are read. */
async function bodyOf(request) {
  if (!request.body) return new Uint8Array();
  const most = request.method === "PUT" ? MAX_PUT : MAX_BODY;
  if (Number(request.headers.get("content-length")) > most) return undefined;
  const parts = [];
  let length = 0;
  for await (const part of request.body) {
    length += part.length;
    if (length > most) return undefined;
    parts.push(part);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) { bytes.set(part, at); at += part.length; }
  return bytes;
}

const lines = (pairs) => [...pairs].flat().join("\n");

function headersOf(text) {
  const parts = text.split("\n");
  const headers = new Headers();
  for (let i = 0; i + 1 < parts.length; i += 2) headers.append(parts[i], parts[i + 1]);
  return headers;
}

async function answer(request, id, env) {
  let broken = false;
  // A length that is none, chunks that are none, a caller who is gone: not ours to mend, and no failure of ours.
  const body = await bodyOf(request).catch(() => { broken = true; });
  const { pathname, search } = new URL(request.url);
  const [status, headers, text] = await guard(() =>
    wasm.handle(id, request.method, pathname + search, lines(request.headers), body, broken, env));
  const bare = request.method === "HEAD" || status === 204;
  const response = new Response(bare ? null : text, { status, headers: headersOf(headers) });
  // An empty 200 is the document's, which stands here. (Its path has many spellings, which the router alone reads.)
  return status === 200 && text === "" ? withDocument(request, response) : response;
}

/** What is left to say when wasm trapped: the order, if there is one, is in the ledger and is asked about. */
function trapped(method, id) {
  const instance = encodeURIComponent(id).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const problem = {
    type: "urn:mekong-pay:problem:internal", title: "Internal Server Error", status: 500, code: "internal",
    detail: "the gateway failed in the middle of this call; read the order before anything else",
    money_may_have_moved: method === "POST", instance: `urn:mekong-pay:request:${instance}`,
  };
  return Response.json(problem, {
    status: 500,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
  });
}

export default class extends WorkerEntrypoint {
  async fetch(request) {
    // Under waitUntil a call runs to its end though the caller hangs up.
    const id = nameOf(request);
    const reply = answer(request, id, this.env).catch((error) => {
      console.error(`mekong: ${error?.message ?? error} (request ${id})`);
      return trapped(request.method, id);
    }).then((response) => {
      response.headers.set("x-request-id", id);
      return response;
    });
    this.ctx.waitUntil(reply);
    return reply;
  }

  scheduled() {
    return guard(() => wasm.poke(this.env));
  }
}

/** A Durable Object class whose work is done by a wasm class. (Named, not looked up: what nobody names is left out.) */
function durable(Wasm) {
  return class extends DurableObject {
    #inner;
    #generation;

    #object() {
      if (!this.#inner || this.#generation !== generation) {
        this.#inner = new Wasm(this.ctx, this.env);
        this.#generation = generation;
      }
      return this.#inner;
    }

    call(message) {
      return guard(() => this.#object().call(message));
    }

    alarm() {
      return guard(() => this.#object().alarm());
    }
  };
}

export const Ledger = durable(wasm.Ledger);
export const Subscriber = durable(wasm.Subscriber);
export const Control = durable(wasm.Control);
