// Runs inside workerd in the place of the Worker that ships, which it wraps: calls to the ledger can be stopped.
import { env } from 'cloudflare:workers';
import { at, ringByTheMachine } from './hook.js';
import Gateway, * as shipped from './gateway.js';
import { broken } from './breaks.js';
import { CALLS } from './points.js';

export default class extends Gateway {
  async fetch(request) {
    if (new URL(request.url).pathname !== '/_faults/poke') return super.fetch(request);
    // What the cron does every five minutes.
    await super.scheduled();
    return new Response('poked');
  }
}

/** Which call it is: `[shards, key, request_id, {call: …}]`, and about which order or refund. A refund is reserved at its order. */
function read(message) {
  const [, key = '', kind] = /^\[\d+,"([^"]*)",(?:null|"[^"]*"),\{"(\w+)"/.exec(message) ?? [];
  const [, refund] = kind === 'ReserveRefund' ? /"merchant_order_id":"([^"]+)"/.exec(message) : [];
  return { kind, id: refund ?? key.split('/').at(-1) };
}

export class Ledger extends shipped.Ledger {
  constructor(ctx, bindings) {
    ringByTheMachine(ctx.storage);
    super(ctx, bindings);
  }

  async call(message) {
    const { kind, id } = read(message);
    const [before, after] = CALLS[kind] ?? [];
    if (before) await at(before, id);
    const answer = await broken(env.FAULTS_BREAK, kind, message, this.ctx.storage, (text) => super.call(text));
    if (after) await at(after, id);
    return answer;
  }
}

export class Subscriber extends shipped.Subscriber {
  constructor(ctx, bindings) {
    ringByTheMachine(ctx.storage);
    super(ctx, bindings);
  }
}

export class Control extends shipped.Control {
  constructor(ctx, bindings) {
    ringByTheMachine(ctx.storage);
    super(ctx, bindings);
  }
}
