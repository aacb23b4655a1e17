// Seeds for the fuzzers, made of the vectors: `node fuzz/seeds.mjs`. They lie in fuzz/corpus/, which is not kept.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";

const here = new URL("./", import.meta.url);
const load = (name) => JSON.parse(readFileSync(new URL(`../tests/vectors/${name}.json`, here), "utf8"));

const counts = {};
const seed = (target, ...parts) => {
  const bytes = Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.of(part) : Buffer.from(part))));
  const folder = new URL(`corpus/${target}/`, here);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(createHash("sha256").update(bytes).digest("hex").slice(0, 16), folder), bytes);
  counts[target] = (counts[target] ?? 0) + 1;
};

const TRANSPORT = { connection_lost: 0, timeout: 1, too_long: 2 };
const body = (answer) => (answer.body_hex === undefined ? Buffer.from(answer.body ?? "") : Buffer.from(answer.body_hex, "hex"));

// As the targets read an answer: a selector, the status, headers, a blank line, the body.
const heard = (target, selector, answer, rename = (text) => text) => {
  const status = answer.transport === undefined ? answer.status : TRANSPORT[answer.transport];
  const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  const bytes = answer.body_hex === undefined ? Buffer.from(rename(body(answer).toString())) : body(answer);
  seed(target, selector, Buffer.of(status & 255, status >> 8), headers.join("\n"), "\n\n", bytes);
};

const commands = (vectors) => {
  for (const { command } of vectors.cases.filter((one) => one.command)) {
    seed("json", 0, JSON.stringify({ provider: vectors.provider, ...command }));
  }
};

const item = {
  sku: "hat", provider: "lianlian", operation: "payment", amount: { value: "344.00", currency: "THB" },
  details: { order_desc: "one hat" }, methods: { promptpay: { service: "thaiqr", method: "THAI_QR" } }, payer_details: ["customer"],
};
seed("json", 11, JSON.stringify({ sku: "hat", client_key: "AAECAwQFBgcICQoLDA0ODw", method: "promptpay", details: { customer: {} } }));
seed("json", 12, JSON.stringify({ items: [item] }));
seed("json", 12, JSON.stringify({ expires_in: 60, revoke: true }));

const configs = (vectors, at) => {
  for (const config of Object.values(vectors.configs)) seed("configs", at, "\n\n", JSON.stringify(config));
  for (const one of vectors.cases.filter((one) => one.kind === "config")) seed("configs", at, one.private_key ?? "", "\n\n", one.text);
  for (const config of Object.values(vectors.configs)) seed("configs", 4, config.base_url);
};

const ltc = load("ltc");
for (const one of ltc.cases.filter((one) => one.answer)) {
  const renewal = one.command?.operation === "renewal";
  const selector = { create: renewal ? 1 : 0, confirm: 2, query: renewal ? 4 : 3, token: 0 }[one.call];
  heard("ltc", selector, one.answer);
}
for (const one of ltc.cases.filter((one) => one.kind === "unsubscribe")) heard("ltc", 0, { status: 200, body: one.body });

const lianlian = load("lianlian");
const services = ["thaiqr", "bankcard", "wechatpay", "alipay", "truemoney"];
const asOurs = (one) => (text) => {
  const ids = [[one.refund?.merchant_refund_id, "REFUND_1"], [one.command?.merchant_order_id, "ORDER_1"]];
  const named = ids.filter(([id]) => id).reduce((text, [id, ours]) => text.replaceAll(id, ours), text);
  const amounts = [[one.refund?.amount.value, "100"], [one.command?.amount.value, "344"]].filter(([value]) => value);
  return amounts.reduce((text, [value, ours]) => text.replaceAll(`"${value}"`, `"${ours}"`), named);
};
for (const one of lianlian.cases.filter((one) => one.answer)) {
  const order = one.refund ? 7 : Math.max(0, services.indexOf(one.command.details.service));
  const selector = order | ({ create: 0, query: 1, cancel: 3 }[one.call] << 3);
  heard("lianlian", selector, one.answer, asOurs(one));
  heard("lianlian", selector | 0x20, one.answer);
  seed("canonical", body(one.answer));
}
for (const one of lianlian.cases.filter((one) => one.kind === "notification")) {
  const answer = { status: 200, headers: one.headers, body: one.body };
  heard("lianlian", one.refund ? 0x27 : 0, answer, asOurs(one));
  seed("canonical", one.body);
}
for (const one of lianlian.cases.filter((one) => one.kind === "return")) {
  const form = one.form.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  heard("lianlian", 0, { status: 200, body: form }, asOurs(one));
  seed("texts", 3, form);
}
for (const one of lianlian.cases.filter((one) => one.kind === "canonical")) seed("canonical", one.input);
for (const one of lianlian.cases.filter((one) => one.kind === "key")) seed("keys", 0, one.input);
for (const pair of Object.values(lianlian.keys)) {
  for (const text of [pair.private, pair.public]) seed("keys", 1, Buffer.from(text, "base64"));
}
seed("keys", 0, `whsec_${Buffer.alloc(24, 7).toString("base64")}`);

for (const [name, provider] of [["appotapay", 0], ["connect_topup", 2]]) {
  const vectors = load(name);
  for (const one of vectors.cases.filter((one) => one.answer)) {
    const asks = { balance: 0, products: 0x10, number: 0x20, number_products: 0x30 }[one.call] ?? 0;
    const selector = provider | asks | (one.call === "query" ? 1 : 0);
    for (const more of [0, 4, 8, 0x40]) heard("topups", selector | more, one.answer);
  }
  for (const lookup of vectors.cases.flatMap((one) => one.lookups ?? [])) heard("topups", provider | 0x20, lookup.answer);
}

["ltc", "lianlian", "appotapay", "connect_topup"].map(load).forEach((vectors, at) => {
  commands(vectors);
  configs(vectors, at);
  for (const { command } of vectors.cases.filter((one) => one.command)) {
    if (command.msisdn) seed("texts", 0, command.msisdn);
    seed("texts", 1, command.amount.value);
    seed("texts", 2, command.merchant_order_id);
  }
});

const bodies = {
  4: { merchant_refund_id: "R1", amount: { value: "1.00", currency: "THB" }, reason: "x", details: {} },
  5: { otp: "12345" },
  6: { state: "failed", evidence: "statement 7", by: "operator" },
  7: { provider: "ltc", msisdn: "2055515155", consented_at: "2026-11-21T18:00:00+07:00", details: { card_name: "x" } },
  8: { provider: "ltc", msisdn: "2055515155" },
  9: { since: "2026-11-21T18:00:00Z", endpoint: "shop" },
  10: [],
};
for (const [selector, given] of Object.entries(bodies)) seed("json", Number(selector), JSON.stringify(given));
seed("texts", 2, "order.*");
seed("texts", 4, "state=unknown&created_from=2026-11-21T00%3A00%3A00%2B07:00&limit=5&cursor=1700000000000~order_1");
seed("texts", 4, "type=order.*&state=waiting&since=2026-11-21T00:00:00Z&cursor=1700000000000~evt_1&endpoint=shop");
for (const moment of ["2026-11-21T18:00:00+07:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:60.999Z", "120", "Fri, 31 Dec 1999 23:59:59 GMT"]) seed("texts", 5, moment);
seed("configs", 5, 'https://shop.example/back\n["https://shop.example","myapp://"]');
for (const network of ["192.0.2.0/24", "2001:db8::/32", "https://[::1]:8787/x"]) seed("configs", 4, network);

console.log(counts);
