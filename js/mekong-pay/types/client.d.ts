// `mekong-pay/client`: orders from a page or an app, with nothing secret in it. `fetch` only, no wasm.

import type { Amount, MekongError } from './common.js';
import type { PayerOrder } from './payer.js';

export { MekongError } from './common.js';
export type {
  Amount, AppAction, Currency, ErrorCode, Operation, OtpAction, QrAction, QrImage, QrText, Reason, RedirectAction,
  WaitAction,
} from './common.js';
export type { OrderNextAction, OrderOtpAction, OrderState } from './events.js';
export type { PayerOrder, PayerOrderBase } from './payer.js';

/** A token for one order: it reads the order, waits for it, confirms or cancels it, until it expires. */
export type ClientToken = `ct_${string}`;

/** A publishable key: it makes orders of the catalogue's items at the catalogue's price, and nothing else. */
export type PublishableKey = `pk_${string}`;

/** Where the gateway is, and what speaks to it. */
export interface ClientOptions<Token extends string = string> {
  /** `https://pay.shop.example`: the gateway's `PUBLIC_URL`. */
  readonly baseUrl: string;
  /** {@link ClientToken} or {@link PublishableKey}; it travels in a header, never in an address. */
  readonly token: Token extends `sk_${string}` ? SecretKeyRefused : Token;
  /** The platform's own when absent. */
  readonly fetch?: (url: string, init?: RequestInit) => Promise<Response>;
}

/** What a token is good for; a text that may be either gets both, and the gateway refuses what it is not good for. */
export type ClientFor<Token extends string> =
  Token extends ClientToken ? OrderClient : Token extends PublishableKey ? ShopClient : OrderClient & ShopClient;

type SecretKeyRefused = 'a secret key must never be in a browser: make a client token, or use a publishable key';

/**
 * A client for one token. Throws {@link MekongError} `key_invalid` for anything but `ct_…` and `pk_…` (a secret key
 * does not even compile where it is seen), and `field_invalid` for a `baseUrl` that is none.
 *
 * Its functions reject with {@link MekongError}: the gateway's problem by its `code`, with `status`, `field`,
 * `retryAfter` and `moneyMayHaveMoved`; `connection_lost`, `unparsable` (something in between answered), `timeout`;
 * `not_allowed` for what the other kind of token is for. Where a signal aborts, they reject with its reason.
 */
export function createClient<Token extends string>(options: ClientOptions<Token>): ClientFor<Token>;

/** A `client_key` for an order: 128 random bits. Draw it before the order is made, and keep it with the cart. */
export function newClientKey(): string;

/** What may end a call before its time. */
export interface Abortable {
  readonly signal?: AbortSignal;
}

/** Calls that are repeated by themselves: after lost connections, 429 and 5xx, ever later; `Retry-After` is heeded. */
export interface Retrying extends Abortable {
  /** Told before each repetition, with the milliseconds until then. */
  readonly onRetry?: (error: MekongError, ms: number) => void;
}

/** How an order is watched. */
export interface WatchOptions extends Retrying {
  /** The version already seen: the next one is waited for. */
  readonly version?: number;
}

/** How an order is waited for. */
export interface WaitOptions extends WatchOptions {
  /** What is waited for; when absent, and in any case, an end: `succeeded` or `failed`. */
  readonly until?: (order: PayerOrder) => boolean;
  /** Milliseconds after which it rejects with `timeout`; it waits for ever when absent. */
  readonly timeoutMs?: number;
}

/** How an order is cancelled. */
export interface CancelOptions extends Abortable {
  /** The version that the payer has seen: another one is not cancelled, `order_changed`. */
  readonly version?: number;
}

/** With a {@link ClientToken}. */
export interface OrderClient {
  /** The order as it is now. */
  readonly readOrder: (id: string, options?: Abortable) => Promise<PayerOrder>;
  /** The order as soon as it is what is waited for. */
  readonly waitForOrder: (id: string, options?: WaitOptions) => Promise<PayerOrder>;
  /** Each change of the order, at first as it is now; over when it has ended. */
  readonly watchOrder: (id: string, options?: WatchOptions) => AsyncIterable<PayerOrder>;
  /**
   * Gives the one-time password: 1 to 8 digits as a string, since zeros lead. The password is sent once: when what came
   * of it is not known, the order is read until it says so.
   */
  readonly confirmOrder: (id: string, otp: string, options?: Retrying) => Promise<PayerOrder>;
  /**
   * Closes the order while it waits for its password, so that the payer can choose another way. Called again, it is the
   * same. An order that its payer has confirmed meanwhile is not cancelled: `order_in_progress`, `order_final`.
   */
  readonly cancelOrder: (id: string, options?: CancelOptions) => Promise<PayerOrder>;
}

/** With a {@link PublishableKey}. */
export interface ShopClient {
  /** What is for sale. */
  readonly catalogue: (options?: Abortable) => Promise<Catalogue>;
  /** Buys an item: one order, however often the answer is lost. Its error has the `clientKey`, to try again with. */
  readonly createOrder: (wanted: CatalogueOrder, options?: Retrying) => Promise<CreatedOrder>;
}

/** What is for sale. */
export interface Catalogue {
  readonly items: readonly CatalogueItem[];
}

/** An item of the catalogue. */
export interface CatalogueItem {
  /** 1 to 64 of `A-Z a-z 0-9 . _ -`. */
  readonly sku: string;
  readonly provider: string;
  readonly operation: 'charge' | 'payment';
  /** The price. */
  readonly amount: Amount;
  /** Names of the ways to pay; one of them is chosen where there are any. */
  readonly methods: readonly string[];
  /** Names of the `details` that the payer may give. */
  readonly payer_details: readonly string[];
}

/** What a payer buys. */
export interface CatalogueOrder {
  readonly sku: string;
  /** One of the item's `methods`; required where it has any. */
  readonly method?: string;
  /** The number, as typed, where one is billed. */
  readonly msisdn?: string;
  /** Where the payer goes at last; its origin or scheme stands in the gateway's `RETURN_URLS`. */
  readonly return_url?: string;
  /** The provider's fields of which the item's `payer_details` has the names. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** 22 to 64 characters of base64url, random. 128 bits are drawn when absent; give it again to find the order. */
  readonly client_key?: string;
}

/** What came of it. */
export interface CreatedOrder {
  readonly order: PayerOrder;
  /** For a client that reads, waits for, confirms and cancels this order. */
  readonly clientToken: ClientToken;
  /** When the token expires: RFC 3339 at +07:00. */
  readonly expiresAt: string;
  /** The key under which the order was made: keep it until the order has ended. */
  readonly clientKey: string;
}

export {};
