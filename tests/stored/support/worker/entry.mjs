// Runs inside workerd in the place of the Worker that ships, which it wraps.
import { ringByTheMachine } from './hook.js';
import Gateway, * as shipped from './gateway.js';

export default Gateway;

const timed = (Shipped) => class extends Shipped {
  constructor(ctx, bindings) {
    ringByTheMachine(ctx.storage);
    super(ctx, bindings);
  }
};

export class Ledger extends timed(shipped.Ledger) {}
export class Subscriber extends timed(shipped.Subscriber) {}
export class Control extends timed(shipped.Control) {}
