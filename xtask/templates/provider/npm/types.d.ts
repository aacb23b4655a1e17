// __Name__. FILL IN: which document says what, by page; `assumed` is what no document says: the README here lists it.

import type { Account, Amount, Answer, ProviderConfig, SignedRequest, Verdict } from './common.js';

/** An account at __Name__: the JSON of the secret `PROVIDER___ID__`. */
export interface __Type__Config extends ProviderConfig {
  /** The merchant's id: printable ASCII without blanks. */
  readonly merchant_id: string;
  /** The key by which the merchant is known: printable ASCII without blanks. */
  readonly api_key: string;
  /** How long the gateway lets a payment take: 5 to 25 seconds, 25 when absent. Not used here. */
  readonly timeout_s?: number;
}

/** What {@link __Type__.account} makes of a configuration. */
export type __Type__Account = Account<'__id__'>;

/** What is ordered: `POST /v1/orders` without `provider`. */
export interface __Type__Order {
  readonly operation: 'payment';
  /** 1 to 32 letters and digits, unique. */
  readonly merchant_order_id: string;
  /** Whole kip. */
  readonly amount: Amount<'LAK'>;
  readonly msisdn?: never;
  readonly return_url?: never;
  /** It has no fields of its own. */
  readonly details?: Readonly<Record<string, never>>;
}

/** Functions that build throw {@link MekongError}; verdicts are given on whatever came. */
export interface __Type__ {
  /** Reads and checks a configuration, or its JSON. Throws `config_invalid` with the `field` at fault. */
  readonly account: (config: __Type__Config | string) => __Type__Account;
  /** The request that takes the money: send it once. */
  readonly pay: (account: __Type__Account, order: __Type__Order) => SignedRequest;
  /** Reads the answer to `pay`'s request. */
  readonly readPay: (account: __Type__Account, order: __Type__Order, answer: Answer) => Verdict;
  /** The request that asks how the payment stands. */
  readonly query: (account: __Type__Account, order: __Type__Order) => SignedRequest;
  /** Reads the answer to `query`'s request. */
  readonly readQuery: (account: __Type__Account, order: __Type__Order, answer: Answer) => Verdict;
}

/** __Name__. */
export const __camel__: __Type__;

export {};
