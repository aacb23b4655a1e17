// How long one order takes, against a running `cargo xtask dev`: medians, in milliseconds.
//   cargo xtask bench orders [--orders 200]
// The simulator is called directly in the same run, so that what the gateway adds can be told from what the
// provider takes.
import { performance } from "node:perf_hooks";

const gateway = process.env.GATEWAY ?? "http://127.0.0.1:8787";
const simulator = process.env.SIMULATOR ?? "http://127.0.0.1:8788";
const orders = Number(process.argv[2] ?? 200);
const run = Date.now().toString(36);
const keyed = { authorization: "Bearer sk_dev_mekong", "content-type": "application/json" };

async function timed(list, call) {
  const start = performance.now();
  const response = await call();
  const body = await response.json();
  list.push(performance.now() - start);
  return body;
}

const post = (url, body, headers = keyed) => fetch(url, { method: "POST", headers, body: JSON.stringify(body) });

async function token() {
  const form = new URLSearchParams({ username: "simulator", password: "simulator-password", grant_type: "password" });
  return (await (await fetch(`${simulator}/ltc/token`, { method: "POST", body: form })).json()).access_token;
}

const times = { "simulator alone: RequestDeduct": [], "ltc create": [], "ltc confirm": [], "lianlian create": [] };

async function ltc(i, bearer) {
  const national = `20${String(50_000_000 + i)}`;
  await timed(times["simulator alone: RequestDeduct"], () => post(`${simulator}/ltc/api/RequestDeduct`, {
    TransactionID: `S${run}${i}`, Msisdn: national, Amount: 1000, RequestType: "UAT", GameName: "B", CardName: "C",
    IsRecurring: false,
  }, bearer));
  const id = `B${run}${i}`;
  const order = await timed(times["ltc create"], () => post(`${gateway}/v1/orders`, {
    provider: "ltc", operation: "charge", merchant_order_id: id, amount: { value: "1000", currency: "LAK" },
    msisdn: national, details: { card_name: "C" },
  }));
  if (order.state !== "pending") throw new Error(`create: ${JSON.stringify(order)}`);
  const { messages } = await (await fetch(`${simulator}/_sms/${national}`)).json();
  const otp = messages.find((message) => message.transaction_id === id).otp;
  const done = await timed(times["ltc confirm"], () => post(`${gateway}/v1/orders/${id}/confirm`, { otp }));
  if (done.state !== "succeeded") throw new Error(`confirm: ${JSON.stringify(done)}`);
}

// One RSA signature and one verification here, and as many in the simulator.
async function lianlian(i) {
  const order = await timed(times["lianlian create"], () => post(`${gateway}/v1/orders`, {
    provider: "lianlian", operation: "payment", merchant_order_id: `L${run}${i}`,
    amount: { value: "344.00", currency: "THB" },
    details: { service: "truemoney", method: "NORMAL_BALANCE_TM", order_desc: "hat",
      customer: { merchant_user_id: "U1", full_name: "Bruce Lee" } },
  }));
  if (order.state !== "pending") throw new Error(`create: ${JSON.stringify(order)}`);
}

const bearer = { authorization: `Bearer ${await token()}`, "content-type": "application/json" };
for (let i = 0; i < orders; i++) {
  await ltc(i, bearer);
  await lianlian(i);
}

for (const [what, list] of Object.entries(times)) {
  list.sort((a, b) => a - b);
  const at = (share) => list[Math.min(list.length - 1, Math.floor(list.length * share))].toFixed(1);
  console.log(`${what.padEnd(32)} p50 ${at(0.5)}  p90 ${at(0.9)}  p99 ${at(0.99)}  (${list.length} orders)`);
}
