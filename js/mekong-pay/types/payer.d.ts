// An order as its payer may see it: what the client reads, and what a refusal shows of it.

import type { Amount, Operation, Reason } from './common.js';
import type { OrderNextAction, OrderState } from './events.js';

/** An order as its payer may see it. Times are RFC 3339 at +07:00. */
export type PayerOrder =
  | PayerOrderIn<'sending', null, null, false, true>
  | PayerOrderIn<'pending', OrderNextAction | null, null, false, false>
  | PayerOrderIn<'unknown', null, null, false, true>
  | PayerOrderIn<'succeeded', null, null, false, false>
  | PayerOrderIn<'failed', null, { readonly reason: Reason }, boolean, false>;

interface PayerOrderIn<State extends OrderState, Next, Why, MayRetry extends boolean, MustRecheck extends boolean>
  extends PayerOrderBase {
  /** An order that failed and is under review is `unknown`: nobody is told "failed" while the money may have moved. */
  readonly state: State;
  /** What the payer must do; null once that has run out, and where there is nothing to show. */
  readonly next_action: Next;
  readonly failure: Why;
  /** Whether the payer may try again, with a new order. */
  readonly may_retry: MayRetry;
  /** Whether it is not certain yet; the gateway asks the provider. */
  readonly must_recheck: MustRecheck;
}

/** What it has in every state. */
export interface PayerOrderBase {
  readonly merchant_order_id: string;
  /** `ltc`, `lianlian` … */
  readonly provider: string;
  readonly operation: Operation;
  /** The provider moves no real money. */
  readonly sandbox: boolean;
  readonly amount: Amount;
  /** Masked: `+85620*****155`; null where no number is billed. */
  readonly msisdn: string | null;
  /** Where the payer goes at last. */
  readonly return_url?: string;
  /** Grows with each change. */
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
}
