// Events, from the gateway to the merchant: what their text says, and how it is verified (Standard Webhooks 1.0.0).

import type {
  Amount, AppAction, UnknownReason, HeadersLike, Operation, OtpAction, ProviderStatus, QrAction, Reason, RedirectAction,
  ReviewReason, UnixSeconds, WaitAction,
} from './common.js';

/** How an event is verified. */
export interface VerifyOptions {
  /** How far `webhook-timestamp` may lie from now, before or after: 300 when absent. */
  readonly toleranceSeconds?: number;
  /** `Date.now() / 1000` when absent. */
  readonly now?: UnixSeconds;
}

/**
 * Verifies that an event is the gateway's, and reads it.
 *
 * `payload` is the body exactly as it came: bytes, or its text; not parsed and written again. `secrets` are those of
 * `EVENT_ENDPOINTS` (`whsec_…`), several while one is replaced.
 *
 * Throws {@link MekongError}: `secret_invalid` (none, empty, or not base64), `header_missing` (`webhook-id`,
 * `webhook-timestamp`, `webhook-signature`), `timestamp_invalid`, `timestamp_too_old`, `timestamp_too_new`,
 * `signature_mismatch`, `payload_invalid`. Answer 2xx within 15 seconds to what it returns: an event may come twice,
 * with the same `id`; `data.sequence` counts the events about one thing.
 */
export function verifyEvent(
  payload: string | Uint8Array,
  headers: HeadersLike,
  secrets: string | readonly string[],
  options?: VerifyOptions,
): MekongEvent;

/** Every event. A newer gateway may have more of them: let a `switch` have a `default`. */
export type MekongEvent = OrderEvent | RefundEvent | SubscriptionEvent | ProviderEvent | EndpointEvent | AccountEvent | KeyEvent;

/** Every kind there is (`KINDS` in src/domain/event.rs). */
export type EventType = MekongEvent['type'];

/** What all events have. */
export interface EventOf<Type extends string, Data> {
  /** `webhook-id`, `evt_…`: the same when it comes again. */
  readonly id: string;
  readonly type: Type;
  /** When it happened: RFC 3339 at +07:00. */
  readonly timestamp: string;
  /** What it is about, as it was then. */
  readonly data: { /** Counts the events about one thing, from 1. */ readonly sequence: number } & Data;
}

/** About an order. */
export type OrderEvent =
  | EventOf<'order.pending', { readonly order: PendingOrder }>
  | EventOf<'order.unknown', { readonly order: UnknownOrder }>
  | EventOf<'order.succeeded', { readonly order: SucceededOrder }>
  | EventOf<'order.failed', { readonly order: FailedOrder }>
  | EventOf<'order.review', { readonly order: Order & UnderReview }>
  | EventOf<'order.resolved', { readonly order: (SucceededOrder | FailedOrder) & Resolved }>;

/** About a refund. */
export type RefundEvent =
  | EventOf<'refund.pending', { readonly refund: PendingRefund }>
  | EventOf<'refund.unknown', { readonly refund: UnknownRefund }>
  | EventOf<'refund.succeeded', { readonly refund: SucceededRefund }>
  | EventOf<'refund.failed', { readonly refund: FailedRefund }>
  | EventOf<'refund.review', { readonly refund: Refund & UnderReview }>
  | EventOf<'refund.resolved', { readonly refund: (SucceededRefund | FailedRefund) & Resolved }>;

/** About a subscription. */
export type SubscriptionEvent =
  | EventOf<'subscription.started', { readonly subscription: ActiveSubscription & { readonly started_by: string } }>
  | EventOf<'subscription.cancelled', { readonly subscription: CancelledSubscription }>;

/** About a provider that is paid in advance. */
export type ProviderEvent =
  | EventOf<'provider.suspended', { readonly provider: ProviderCircuit & { readonly suspended: Suspension } }>
  | EventOf<'provider.resumed', { readonly provider: ProviderCircuit & { readonly suspended: null } }>
  | EventOf<'provider.balance_low', { readonly provider: ProviderCircuit & { readonly balance_low: true } }>;

/** About one of your endpoints, told to the others. */
export type EndpointEvent =
  | EventOf<'endpoint.failing', { readonly endpoint: Endpoint }>
  | EventOf<'endpoint.recovered', { readonly endpoint: Endpoint }>;

/** About your account at a provider: take it up with the provider. At most once a day for each code. */
export type AccountEvent = EventOf<'account.alert', {
  readonly account: { readonly provider: string; readonly code: string; readonly detail: string };
}>;

/** About a publishable key: half of the texts that its pages may have sent are. At most once an hour. */
export type KeyEvent = EventOf<'key.texts_half_spent', {
  readonly key: { readonly id: string; readonly texts_per_hour: number; readonly window_s: number };
}>;

// --- Orders and refunds ---

/** Where an order stands (`State` in src/domain/order/table.rs). */
export type OrderState = 'sending' | 'pending' | 'unknown' | 'succeeded' | 'failed';

/** An order, as `GET /v1/orders/{id}` shows it (`OrderView` in src/api/order.rs). */
export type Order = SendingOrder | PendingOrder | UnknownOrder | SucceededOrder | FailedOrder;

/** A call to the provider is under way. */
export type SendingOrder = OrderBase & Sending & NothingToDo;
/** Waits for the payer. */
export type PendingOrder = OrderBase & Pending & {
  /** What the payer must do; null once that has run out, and where the payer has nothing to be shown. */
  readonly next_action: OrderNextAction | null;
};
/** Money may have moved or not; the gateway asks until it is certain. */
export type UnknownOrder = OrderBase & Unknown & NothingToDo;
/** The money moved. */
export type SucceededOrder = OrderBase & Succeeded & NothingToDo;
/** It did not, and will not. */
export type FailedOrder = OrderBase & Failed & NothingToDo;

/** A refund, as `GET /v1/orders/{id}/refunds/{refund_id}` shows it (`RefundView` in src/api/refund.rs). */
export type Refund = SendingRefund | PendingRefund | UnknownRefund | SucceededRefund | FailedRefund;

/** A call to the provider is under way. */
export type SendingRefund = RefundBase & Sending;
/** The provider is at it. */
export type PendingRefund = RefundBase & Pending;
/** The money may be given back or not; the gateway asks until it is certain. */
export type UnknownRefund = RefundBase & Unknown;
/** The money was given back. */
export type SucceededRefund = RefundBase & Succeeded;
/** It was not, and will not be. */
export type FailedRefund = RefundBase & Failed;

/** What is shown of orders and refunds alike. Times are RFC 3339 at +07:00. */
export interface Shown {
  /** Your own id of the order. */
  readonly merchant_order_id: string;
  /** `ltc`, `lianlian`, `appotapay`, `connect_topup`. */
  readonly provider: string;
  readonly amount: Amount;
  /** The provider's own fields, in the one spelling that is kept; null once personal data was removed. */
  readonly details: Readonly<Record<string, unknown>> | null;
  /** Set while a person must look. */
  readonly review: Review | null;
  /** How a person settled it, the last time. */
  readonly resolution: Resolution | null;
  /** What the provider said last. */
  readonly provider_status: ProviderStatus | null;
  /** What you should look at; absent when there is nothing. */
  readonly warnings?: readonly Warning[];
  /** When the provider first reported a success, in whatever way; also where it decided nothing. */
  readonly success_reported_at?: string;
  /** Grows with each change. */
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** What only orders have. */
export interface OrderBase extends Shown {
  readonly operation: Operation;
  /** The catalogue's item, where a page made the order. */
  readonly sku?: string;
  /** The id that the provider was sent, where it is not yours. */
  readonly sent_id?: string;
  /** The provider moves no real money. */
  readonly sandbox: boolean;
  /** `+8562055515155`; null where no number is billed, and once personal data was removed. */
  readonly msisdn: string | null;
  /** Whether you may give your customer back what you took: only for a top-up that failed, and not under review. */
  readonly may_refund_payer: boolean;
  /** The provider's id of it, once known. */
  readonly provider_order_id: string | null;
  /** When its cancellation was asked for. */
  readonly cancel_asked_at?: string;
  /** Where the payer's browser goes at last. */
  readonly return_url?: string;
}

/** What only refunds have. */
export interface RefundBase extends Shown {
  /** Your own id of the refund. */
  readonly merchant_refund_id: string;
  /** The provider's id of it, once known. */
  readonly provider_refund_id: string | null;
}

/** What a state says of the other fields (src/domain/order/life.rs). */
interface In<State extends OrderState, Why, Unresolved, MayRetry extends boolean, MustRecheck extends boolean> {
  readonly state: State;
  /** Why it failed. */
  readonly failure: Why;
  /** Why the gateway cannot tell. */
  readonly unknown_reason: Unresolved;
  /** Whether you may try again, under a new id. */
  readonly may_retry: MayRetry;
  /** Whether the provider must be asked before anybody acts; the gateway does it. */
  readonly must_recheck: MustRecheck;
}
type Sending = In<'sending', null, null, false, true>;
type Pending = In<'pending', null, null, false, false>;
type Unknown = In<'unknown', null, UnknownReason, false, true>;
type Succeeded = In<'succeeded', null, null, false, false>;
type Failed = In<'failed', Failure, null, boolean, false>;
interface NothingToDo { readonly next_action: null }
interface UnderReview { readonly review: Review }
interface Resolved { readonly resolution: Resolution; readonly review: null }

/** What the payer must do about an order: as the provider said it, with what only the order knows. */
export type OrderNextAction = OrderOtpAction | RedirectAction | QrAction | AppAction | WaitAction;

/** Type the one-time password that was texted; it goes to `POST /v1/orders/{id}/confirm`. */
export interface OrderOtpAction extends OtpAction {
  /** How many passwords may still be tried. */
  readonly attempts_left: number;
  /** When the password runs out: RFC 3339 at +07:00. */
  readonly expires_at: string;
}

/** A final no. */
export interface Failure {
  readonly reason: Reason;
  /** Whether the provider is known to have had the command. */
  readonly reached_provider: boolean;
}

/** A person must look. */
export interface Review {
  /** Why, in the order found; at least one. */
  readonly reasons: readonly [ReviewReason, ...ReviewReason[]];
  /** What to do about each, for people: a sentence, in the same order. */
  readonly advice: readonly [string, ...string[]];
  readonly since: string;
}

/** How a person settled it. */
export interface Resolution {
  readonly state: 'succeeded' | 'failed';
  /** What it rests on; null once personal data was removed. */
  readonly evidence: string | null;
  /** Who said so; null once personal data was removed. */
  readonly by: string | null;
  /** It was failed although the provider reported a success: `may_retry` and `may_refund_payer` stay false. */
  readonly against_evidence: boolean;
  readonly at: string;
}

/** Something to look at though the order was made. */
export interface Warning {
  /**
   * Stable: `method_unlisted`, `network_differs`, `next_action_lost`, `next_action_unreadable`,
   * `refund_account_missing`.
   */
  readonly code: string;
  /** The field, as a dotted path. */
  readonly field: string;
  /** What to know. */
  readonly detail: string;
}

// --- Subscriptions, providers, endpoints ---

/** A subscription, as `POST /v1/subscriptions/search` shows it (`SubscriptionView` in src/api/subscription.rs). */
export type Subscription = ActiveSubscription | CancelledSubscription;

/** What all subscriptions have. */
export interface SubscriptionBase {
  /** `ltc`. */
  readonly provider: string;
  /** `+8562055515155`. */
  readonly msisdn: string;
  /** The provider's own fields of the plan. */
  readonly details: Readonly<Record<string, unknown>>;
  /** The code by which a subscriber ends it, if known. */
  readonly short_code: string | null;
  /** When the subscriber agreed: RFC 3339 at +07:00. */
  readonly consented_at: string;
  /** The id of the order that started it; null if it was brought along. */
  readonly started_by: string | null;
}

/** Renewals are taken. */
export interface ActiveSubscription extends SubscriptionBase {
  readonly state: 'active';
  readonly cancelled_at: null;
}

/** Renewals are refused. */
export interface CancelledSubscription extends SubscriptionBase {
  readonly state: 'cancelled';
  readonly cancelled_at: string;
}

/** How a provider stands that is paid in advance; not the balance itself (`GateView` in src/api/provider.rs). */
export interface ProviderCircuit {
  /** `appotapay`, `connect_topup`. */
  readonly id: string;
  /** Set while no new order is taken. */
  readonly suspended: Suspension | null;
  /** Whether the balance, when last seen, was below the configured `low_balance`. */
  readonly balance_low: boolean;
}

/** A provider takes no new orders. */
export interface Suspension {
  readonly cause: SuspensionCause;
  readonly since: string;
  /** When it is asked again. */
  readonly probe_at: string;
}

/** Why (`Cause` in src/domain/circuit.rs). `unreachable`: five calls in a row had no answer. */
export type SuspensionCause = 'balance_too_low' | 'account_refused' | 'service_paused' | 'unreachable';

/** One of the endpoints in `EVENT_ENDPOINTS`. */
export interface Endpoint {
  /** Its id there. */
  readonly id: string;
  /** Since when it was only tried once a minute: RFC 3339 at +07:00. Told again when it has recovered. */
  readonly failing_since: string;
}

export {};
