// Words that all providers share. They are the gateway's: spelled as in its HTTP API where they are its JSON, in
// camelCase where they are this package's own.

import type { PayerOrder } from './payer.js';
import type { Warning } from './events.js';

/** ISO 4217. LAK and VND are written without a fraction, THB with two digits at most. */
export type Currency = 'LAK' | 'THB' | 'VND';

/** An amount of money. */
export interface Amount<C extends Currency = Currency> {
  /**
   * A decimal string such as `"344.00"`, above zero, at most 10^13 minor units: no sign, no exponent, no separators.
   * Else `amount_invalid`, or `amount_not_representable` for more digits after the point than the currency has.
   */
  readonly value: string;
  /** Else `currency_unsupported`. */
  readonly currency: C;
}

/** What an order does: `charge` and `renewal` bill a number, a `payment` a payer, a `topup` the merchant's balance. */
export type Operation = 'charge' | 'renewal' | 'payment' | 'topup';

/**
 * Seconds since 1970, a fraction allowed: `Date.now() / 1000`. It is the one unit of time in arguments; what comes back
 * is RFC 3339.
 */
export type UnixSeconds = number;

/** The moment, for what depends on it. */
export interface At {
  /** The machine's clock when absent. */
  readonly now?: UnixSeconds;
}

// --- Configuration ---

/** What the configuration of every provider has; it is the JSON of the gateway's secret `PROVIDER_<ID>`. */
export interface ProviderConfig {
  /**
   * Where the provider is called, or a reverse proxy of your own: scheme, host, optional port and path. An IP address
   * is refused but for this machine's, since a Worker cannot fetch one.
   */
  readonly base_url: string;
  /** `true` allows plain http to a host that is not this machine; `false` when absent. */
  readonly allow_http?: boolean;
  /** Sent as `X-Mekong-Relay`, for a reverse proxy of your own to check and strip. Printable ASCII. */
  readonly relay_token?: string;
}

/** What those have that are paid in advance. */
export interface TopupConfig extends ProviderConfig {
  /** How long the gateway lets a top-up take: 5 to 25 seconds, 25 when absent. Not used here. */
  readonly timeout_s?: number;
  /** The balance below which the gateway warns: whole dong as a decimal string, `"0"` when absent. Not used here. */
  readonly low_balance?: string;
}

/** WebCrypto's `CryptoKey`, by what it has: not every platform's types name it. */
export interface CryptoKeyLike {
  readonly type: string;
  readonly algorithm: { readonly name: string };
  readonly extractable: boolean;
  readonly usages: readonly string[];
}

declare const ACCOUNT: unique symbol;

/** A configuration that was read and checked. It holds credentials: nothing of it is shown. */
export interface Account<Provider extends string> {
  /** No account of one provider passes for another's. */
  readonly [ACCOUNT]: Provider;
}

// --- Requests and answers ---

/** A request, ready for `fetch(request.url, request)`. Send it once, follow no redirect, cache nothing. */
export type SignedRequest = GetRequest | PostRequest;

/** What all requests have. */
export interface RequestHead {
  /** Absolute. It may hold credentials (Connect Topup): never log it. */
  readonly url: string;
  /** Names and values. They hold credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact text that the signature covers, a secret in it as `[redacted]`; absent where nothing is signed. */
  readonly canonicalString?: string;
}

/** A request without a body. */
export interface GetRequest extends RequestHead {
  /** As `fetch` wants it. */
  readonly method: 'GET';
  /** There is none. */
  readonly body?: never;
}

/** A request with a body. */
export interface PostRequest extends RequestHead {
  /** As `fetch` wants it. */
  readonly method: 'POST';
  /** The exact text: it is signed, so it is sent as it is. */
  readonly body: string;
}

/**
 * Headers as they come: `Headers`, an object of them (Node's `request.headers`), pairs, a `Map`. Letter case is
 * ignored; a name may come more than once, or have several values.
 */
export type HeadersLike =
  | Iterable<readonly [name: string, value: string | readonly string[]]>
  | { forEach(callback: (value: string, name: string) => void): void }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** What came back, or why nothing did. */
export type Answer = Answered | NoAnswer;

/**
 * An HTTP answer: any status and any bytes give a verdict, so give what came, unread. A `Response` is none yet:
 * `{ status: response.status, headers: response.headers, body: await response.text() }`.
 */
export interface Answered {
  /** HTTP status. */
  readonly status: number;
  /** Needed only where answers are signed in a header (LianLian). */
  readonly headers?: HeadersLike;
  /** Exact; 256 KiB at most. */
  readonly body: string | Uint8Array;
  /** It did not. */
  readonly failed?: never;
}

/** No answer was read. In none of these cases is it known whether the provider acted. */
export interface NoAnswer {
  /** The time was up; no connection, or it broke; more than 256 KiB came. */
  readonly failed: 'timeout' | 'connection_lost' | 'too_long';
  /** There is none. */
  readonly status?: never;
  /** There are none. */
  readonly headers?: never;
  /** There is none. */
  readonly body?: never;
}

/** A provider's own call to an endpoint of yours, as it came. */
export interface Message {
  readonly headers: HeadersLike;
  /** Exact. */
  readonly body: string | Uint8Array;
}

/** An answer that an endpoint of yours gives to a provider's call. */
export interface Reply {
  /** HTTP status. */
  readonly status: number;
  /** JSON, to be sent as `application/json`. */
  readonly body: string;
}

// --- Verdicts ---

/** What an answer or a notification says of an order. */
export type Verdict = SucceededVerdict | FailedVerdict | PendingVerdict | UnknownVerdict;

/** What all verdicts have. */
export interface VerdictBase {
  /** What later queries are read in the light of, where the code does not tell: give it to them as `chargeReply`. */
  readonly chargeReply?: string;
  /** Who stands behind it. */
  readonly evidence: Evidence;
  /** The provider's id of the order (of the refund), if this answer gave one. Keep the first one. */
  readonly providerOrderId: string | null;
  /** What the provider said, verbatim. */
  readonly providerStatus: ProviderStatus | null;
  /** Until when the payer may act, where the answer says so: RFC 3339 at +07:00. */
  readonly expiresAt: string | null;
  /** Why a person must look, whatever becomes of the order. */
  readonly review: ReviewReason | null;
  /** What you should know of it, if anything. */
  readonly warnings?: readonly Warning[];
  /** What the answer says of your account beside the order: no new order would fare better. */
  readonly accountProblem: AccountProblem | null;
  /** Whether you may try again, under a new id. */
  readonly mayRetry: boolean;
  /** Whether you may give your customer back what you took for it. Only a top-up has that question. */
  readonly mayRefundPayer: boolean;
  /** Whether the provider must be asked before anybody acts. */
  readonly mustRecheck: boolean;
}

/** What only one of the outcomes has: of the others it can be read, too, and is not there. */
interface Only {
  readonly reason?: never;
  readonly reachedProvider?: never;
  readonly nextAction?: never;
  readonly unknownReason?: never;
  readonly corroboration?: never;
}

/** The money moved, and the answer names this very order. */
export interface SucceededVerdict extends VerdictBase, Only {
  readonly outcome: 'succeeded';
  readonly mayRetry: false;
  readonly mayRefundPayer: false;
  readonly mustRecheck: false;
}

/** It did not move and will not. */
export interface FailedVerdict extends VerdictBase, Omit<Only, 'reason' | 'reachedProvider'> {
  readonly outcome: 'failed';
  /** Why it failed. */
  readonly reason: Reason;
  /** Whether the provider may have had the command; false only if it certainly never left. */
  readonly reachedProvider: boolean;
  readonly mustRecheck: false;
}

/** Nothing is decided: the payer has something to do. */
export interface PendingVerdict extends VerdictBase, Omit<Only, 'nextAction'> {
  readonly outcome: 'pending';
  /** What, if this answer says so: a later one need not. */
  readonly nextAction: NextAction | null;
  readonly mayRetry: false;
  readonly mayRefundPayer: false;
  readonly mustRecheck: false;
}

/** Money may have moved or not. Never repeat the call, never tell the payer "failed": ask. */
export interface UnknownVerdict extends VerdictBase, Omit<Only, 'unknownReason' | 'corroboration'> {
  readonly outcome: 'unknown';
  /** Why we cannot tell. */
  readonly unknownReason: UnknownReason;
  /** What the same answer is good for when it is repeated. */
  readonly corroboration?: Corroboration;
  /** Why a person must look if asking has settled nothing so many milliseconds from now. */
  readonly reviewAfter?: { readonly review: ReviewReason; readonly afterMs: number };
  readonly mayRetry: false;
  readonly mayRefundPayer: false;
  readonly mustRecheck: true;
}

/** Who stands behind a verdict: a verified signature; an unsigned reply on your own connection; anyone at all. */
export type Evidence = 'signed' | 'own_reply' | 'hint';

/** What a provider said. */
export interface ProviderStatus {
  /** Its name of the call. */
  readonly call: string;
  /** Its code or word, leading zeros kept. */
  readonly code: string;
  /** Its sentence, cut at 200 characters. */
  readonly message: string;
}

/** A rule for answers that prove something only when repeated: the same code, nothing else in between. */
export interface Corroboration {
  /** Equal reads needed; null when this kind of message alone never proves it (a notification: ask). */
  readonly reads: number | null;
  /** Milliseconds that must lie between the first of them and the last. */
  readonly overMs: number;
  /** What comes of it then: the order failed, or a person must look. */
  readonly then: { readonly failed: Reason } | { readonly review: ReviewReason };
}

/** Why an order failed (`Reason` in src/domain/outcome.rs). */
export type Reason =
  | 'declined' | 'insufficient_funds' | 'number_not_eligible' | 'already_registered' | 'request_refused'
  | 'account_refused' | 'duplicate_id' | 'product_not_available' | 'balance_too_low' | 'limit_reached'
  | 'provider_unavailable' | 'no_answer' | 'otp_not_sent' | 'otp_expired' | 'otp_attempts_used_up' | 'not_confirmed'
  | 'not_subscribed' | 'expired' | 'not_found' | 'cancelled' | 'resolved_by_person';

/** Why we cannot tell (`UnknownReason` in src/domain/outcome.rs). */
export type UnknownReason =
  | 'connection_lost' | 'timeout' | 'answer_too_long' | 'http_status' | 'unparsable' | 'unlisted_code'
  | 'inconclusive_code' | 'bad_signature' | 'other_result' | 'mismatch' | 'uncorroborated' | 'deadline_passed' | 'after_inconclusive';

/** Why a person must look (`ReviewReason` in src/domain/order/table.rs). */
export type ReviewReason =
  | 'contradiction' | 'paid_after_failure' | 'rechecks_used_up' | 'account_changed' | 'id_used_before'
  | 'id_of_another_order' | 'not_found' | 'cannot_be_asked' | 'failure_unconfirmed' | 'charge_unproven';

/**
 * What an answer says of your account: its balance is too low; it, its key or your address is refused; what was ordered
 * is not served, or not at the moment.
 */
export type AccountProblem = 'balance_too_low' | 'account_refused' | 'service_paused';

/** What the payer must do, whatever the provider. */
export type NextAction = OtpAction | RedirectAction | QrAction | AppAction | WaitAction;

/** Type the one-time password that was texted. */
export interface OtpAction {
  readonly type: 'otp';
}

/** Open a provider's page, or an app. */
export interface RedirectAction {
  readonly type: 'redirect';
  /** `scheme://…`, never script. */
  readonly url: string;
  /** The same in the provider's app. */
  readonly app_url?: string;
  /** RFC 3339 at +07:00. */
  readonly expires_at?: string;
}

/** Show a code to be scanned: a picture, or the text to make one of. */
export type QrAction = QrImage | QrText;

/** A code as a picture. */
export interface QrImage {
  readonly type: 'qr';
  /** PNG, base64, without `data:`. */
  readonly image_png_base64: string;
  readonly text?: never;
  /** RFC 3339 at +07:00. */
  readonly expires_at?: string;
}

/** A code as what it says. */
export interface QrText {
  readonly type: 'qr';
  readonly image_png_base64?: never;
  /** What the code says. */
  readonly text: string;
  /** RFC 3339 at +07:00. */
  readonly expires_at?: string;
}

/** Hand these to the wallet's SDK in your app or page. */
export interface AppAction {
  readonly type: 'app';
  /** As the provider gave them: an object, or a text that is none. */
  readonly params: string | Readonly<Record<string, unknown>>;
  /** A page or app of the provider's, where it gave one besides. */
  readonly url?: string;
}

/** Nothing to show: the payer acts on the device. */
export interface WaitAction {
  readonly type: 'wait';
  /** Where. */
  readonly on: 'device';
}

// --- Errors ---

/**
 * What is wrong with an order, a refund or an inquiry, found before anything is sent: correct it and call again. The
 * same in Rust and over HTTP (422; `json_invalid` 400).
 */
export type CommandCode =
  | 'json_invalid' | 'field_missing' | 'field_unknown' | 'field_invalid' | 'operation_unsupported'
  | 'merchant_order_id_invalid' | 'merchant_refund_id_invalid' | 'msisdn_invalid' | 'currency_unsupported'
  | 'amount_invalid' | 'amount_not_representable' | 'amount_unsupported' | 'amount_differs_from_product'
  | 'product_unknown' | 'cards_not_allowed' | 'otp_invalid' | 'session_missing' | 'order_cannot_be_asked'
  | 'order_forgotten' | 'signing_failed';

/**
 * What this package finds besides. Configuration: `config_invalid`, `key_invalid` (also a client's token). A provider's
 * answers: `session_…`, `provider_…`. Its calls: `signature_invalid`, `notification_invalid`. Events: from
 * `secret_invalid` to `payload_invalid`. `platform_unsupported`: the platform lacks something, or a page's
 * Content-Security-Policy forbids WebAssembly; the sentence says which. The client: the others.
 */
export type PackageCode =
  | 'config_invalid' | 'key_invalid' | 'session_refused' | 'session_unavailable' | 'provider_refused'
  | 'provider_unavailable' | 'signature_invalid' | 'notification_invalid' | 'secret_invalid' | 'header_missing'
  | 'timestamp_invalid' | 'timestamp_too_old' | 'timestamp_too_new' | 'signature_mismatch' | 'payload_invalid'
  | 'account_invalid' | 'canonical_string_none' | 'platform_unsupported' | 'connection_lost' | 'unparsable' | 'timeout'
  | 'not_allowed';

/** What the gateway answers besides to a page that reads, confirms or makes an order (problem+json, RFC 9457). */
export type GatewayCode =
  | 'order_not_found' | 'not_found' | 'return_url_not_allowed' | 'order_in_progress' | 'order_outcome_unknown'
  | 'order_contradicted' | 'order_final' | 'order_changed' | 'order_not_confirmable' | 'order_account_changed' | 'order_id_taken' | 'otp_order_open'
  | 'number_unsettled' | 'otp_texts_limited' | 'page_texts_limited' | 'otp_guesses_limited' | 'provider_suspended'
  | 'provider_unavailable'
  | 'rate_limited' | 'client_token_expired' | 'client_token_revoked' | 'sku_unknown'
  | 'provider_credentials_refused' | 'configuration_invalid' | 'body_too_large' | 'busy' | 'ledger_unavailable'
  | 'internal';

/** Stable codes. More of them may come with a newer gateway: treat one that you do not know by its `status`. */
export type ErrorCode = CommandCode | PackageCode | GatewayCode | (string & {});

/** Something that is wrong with what was given. */
export interface WrongField {
  /** A dotted path; empty for the whole. */
  readonly field: string;
  readonly code: ErrorCode;
  /** What was expected, for people; never quotes a value. */
  readonly detail: string;
}

/** What is known of an error beside its code. */
export interface MekongErrorFacts
  extends Partial<Pick<MekongError, 'field' | 'errors' | 'order' | 'requestId' | 'status' | 'retryAfter' | 'moneyMayHaveMoved' | 'reply'>> {
  readonly cause?: unknown;
}

/**
 * The one error that this package throws, or rejects with. Its sentence is for people, and never quotes a value. You
 * may make one in a test of yours.
 */
export class MekongError extends Error {
  constructor(code: ErrorCode, message: string, facts?: MekongErrorFacts);
  readonly name: 'MekongError';
  /** For programs. */
  readonly code: ErrorCode;
  /** The field at fault, as a dotted path such as `details.customer.full_name`. */
  readonly field?: string;
  /** Everything that is wrong with what was given, 32 at most; the first stands in `field` and `code`. */
  readonly errors?: readonly WrongField[];
  /** Where the order forbids the call: how it stands, as the caller may see it. */
  readonly order?: PayerOrder;
  /** Names this call in the gateway's log and in the order's history: `X-Request-Id`. */
  readonly requestId?: string;
  /** HTTP status, where the gateway answered. */
  readonly status?: number;
  /** Seconds after which the same call may be made again. */
  readonly retryAfter?: number;
  /** Whether the call may have moved money although it ended in an error: read the order before anybody acts. */
  readonly moneyMayHaveMoved?: boolean;
  /** What to answer to the provider whose call could not be read. */
  readonly reply?: Reply;
  /** Of an order that was perhaps made by the client: trying again with it makes no second one. */
  readonly clientKey?: string;
}

export {};
