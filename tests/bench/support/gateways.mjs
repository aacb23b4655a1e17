// Gateways to measure: each its own process, state and simulator; orders that wait, and signed notifications about them.
import { createHash } from 'node:crypto';
import { cpSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createSignatures } from '../../../js/simulator/lianlian/signature.mjs';
import { unwatch } from '../../edge/support/contract.mjs';
import { newHome, startGateway } from '../../edge/support/gateway.mjs';
import { KEY } from '../../edge/support/client.mjs';
import { payment, startLianLian } from '../../edge/support/lianlian.mjs';
import { nextId } from '../../edge/support/orders.mjs';
import { connectTopup, topup } from '../../edge/support/topups.mjs';
import { createWire, load } from './measure.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const signatures = createSignatures('SHA1');

/** `vars` beside the usual; the pace is the documented one. */
export async function startMeasured(settings) {
  const simulator = { connectTopupBalance: 1e12 };
  const lab = await startLianLian({ scale: 1, connectTopup: connectTopup(), simulator, ...settings });
  // What is measured is the gateway, not how long its replies take to be held against the document.
  unwatch(lab.url);
  const wire = createWire(() => lab.url);
  const keyed = { authorization: `Bearer ${KEY}` };
  return Object.assign(lab, {
    wire,
    async make(wanted) {
      const text = await wire.call({ path: '/v1/orders', body: JSON.stringify(wanted), headers: keyed, wanted: 201 });
      return JSON.parse(text);
    },
    /** At the very address that the gateway gave LianLian for this order: only there does a notification decide. */
    addressOf(id) {
      const { notify_url } = lab.payments(id)[0];
      return notify_url.slice(new URL(notify_url).origin.length);
    },
    say: ({ path, body, sign }) => wire.call({ path, body, headers: { sign, 'sign-type': 'RSA' } }),
  });
}

/** The Worker of the bare folder, whose every path stores what it is sent. */
export async function startBare() {
  const home = newHome();
  const gateway = await startGateway({ home, vars: {}, worker: resolve(import.meta.dirname, '../bare'), documented: false });
  const wire = createWire(() => gateway.url);
  const end = async () => {
    await gateway.kill();
    home.remove();
  };
  return { pid: () => gateway.pid, say: ({ body }) => wire.call({ path: '/', body }), end };
}

/** The shipped Worker behind some JavaScript of ours that runs first. */
export function wrapped(folder, script) {
  cpSync(join(ROOT, 'dist/worker/worker.js'), join(folder, 'gateway.js'));
  for (const part of ['index_bg.wasm', 'openapi.json']) cpSync(join(ROOT, 'dist/worker', part), join(folder, part));
  writeFileSync(join(folder, 'first.js'), script);
  const all = "import './first.js';\nexport * from './gateway.js';\nexport { default } from './gateway.js';\n";
  writeFileSync(join(folder, 'worker.js'), all);
  return folder;
}

// Not by QR code: the simulator would spend its time on drawing them.
const wallet = (fields) => payment({ ...fields, details: { service: 'truemoney', method: 'NORMAL_BALANCE_TM' } });

/** Notifications that so many orders of a gateway, made now, were paid; `keep` says which ids are good. */
export async function notifications(gateway, many, keep = () => true) {
  const made = [];
  await load(ids(many, keep), async (merchant_order_id) => {
    const order = await gateway.make(wallet({ merchant_order_id }));
    made.push(notificationOf(order, gateway.addressOf(merchant_order_id)));
  }, { atOnce: 8 });
  return made;
}

function* ids(many, keep) {
  for (let left = many; left > 0;) {
    const id = nextId('B');
    if (!keep(id)) continue;
    left -= 1;
    yield id;
  }
}

/** Whether an order lies in the first of the 16 shards. */
export const inOneShard = (id) => createHash('sha256').update(id.toLowerCase()).digest()[0] % 16 === 0;

function notificationOf({ merchant_order_id, provider_order_id, amount }, path) {
  const body = {
    order_id: provider_order_id, merchant_order_id, order_status: 'PS', order_amount: amount.value,
    order_currency: amount.currency,
  };
  return { id: merchant_order_id, path, body: JSON.stringify(body), sign: signatures.genuine(body) };
}

/** Orders for a provider, to be made at a pace. */
export const orders = { lianlian: wallet, connect_topup: () => topup({ provider: 'connect_topup' }) };
