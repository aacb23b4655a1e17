// The API's document: made by the build, kept beside the wasm as bytes, so that it costs no start and no memory of it.
import document from "./openapi.json";

let tag;

/** The document's own tag, taken of it once. */
async function tagOf() {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", document));
  return `"${[...digest.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}"`;
}

/** The answer with the document in it, or without, for who has it. */
export async function withDocument(request, { headers: given }) {
  tag ??= await tagOf();
  const headers = new Headers(given);
  headers.set("cache-control", "public, max-age=300");
  headers.set("etag", tag);
  const known = request.headers.get("if-none-match")?.split(",").map((each) => each.trim().replace(/^W\//, ""));
  if (known?.some((each) => each === tag || each === "*")) return new Response(null, { status: 304, headers });
  return new Response(request.method === "HEAD" ? null : document, { headers });
}
