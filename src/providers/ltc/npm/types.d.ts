// Lao Telecom, direct carrier billing. "LTC API" is Lao Telecom API documentation 1.0.0; `assumed` is what no document
// says: the README of this folder lists all of it.

import type { Account, Amount, Answer, ProviderConfig, Reply, SignedRequest, Verdict } from './common.js';

/** An account at LTC: the JSON of the secret `PROVIDER_LTC`. */
export interface LtcConfig extends ProviderConfig {
  /** Of `POST /token`. Not empty. */
  readonly username: string;
  /** Of `POST /token`. Not empty. */
  readonly password: string;
  /** `UAT` is the sandbox: the request chooses it, not the host (LTC API, RequestDeduct `RequestType`). */
  readonly request_type: 'UAT' | 'Production';
  /**
   * Content provider where an order names none (LTC API, RequestDeduct `GameName`). 1 to 100 characters; new orders take
   * 20 UTF-16 units.
   */
  readonly game_name: string;
  /**
   * 1 to 16 letters and digits that stand before each `merchant_order_id` in LTC's `TransactionID`: LTC may look ids up
   * over all merchants' orders.
   */
  readonly transaction_prefix?: string;
  /** How long the gateway takes a one-time password to live: 1 to 86400 seconds, 300 when absent (`assumed`). */
  readonly otp_ttl_s?: number;
  /** The addresses, as CIDR blocks, from which the gateway lets Unsubscribe come. Not used here. */
  readonly unsubscribe_from?: readonly string[];
}

/** What {@link Ltc.account} makes of a configuration. */
export type LtcAccount = Account<'ltc'>;

/** What is ordered: `POST /v1/orders` without `provider`. */
export type LtcOrder = LtcCharge | LtcRenewal;

/** Takes money once, after the subscriber has given the texted password; may start a subscription. */
export interface LtcCharge extends LtcOrderBase {
  readonly operation: 'charge';
  readonly details: LtcChargeDetails;
}

/** Takes the next period's money of a subscription, in the first call, without a password. */
export interface LtcRenewal extends LtcOrderBase {
  readonly operation: 'renewal';
  readonly details: LtcRenewalDetails;
}

/** What both have. */
export interface LtcOrderBase {
  /** LTC's `TransactionID`: 1 to 64 letters and digits, unique (LTC API, RequestDeduct). */
  readonly merchant_order_id: string;
  /** Whole kip (LTC API, RequestDeduct `Amount`). */
  readonly amount: Amount<'LAK'>;
  /**
   * `20` and 8 digits, or `30` and 7 for fixed wireless, with or without `+856`, `00856`, `856` or `0` in front;
   * blanks, dots, hyphens and parentheses are skipped. Sent as `20…` (LTC API, samples). Else `msisdn_invalid`.
   */
  readonly msisdn: string;
}

/** LTC's own fields. No control characters; `ussd_code` and `period` take 1 to 100 characters (`assumed`). */
export interface LtcDetails {
  /** Product or package (LTC API, RequestDeduct `CardName`): 1 to 50 UTF-16 units. */
  readonly card_name: string;
  /** Content provider, the configured one when absent (LTC API, RequestDeduct `GameName`): 1 to 20 UTF-16 units. */
  readonly game_name?: string;
  /** The code by which a subscriber ends the subscription (LTC API, Unsubscribe `USSDCode`). */
  readonly ussd_code?: string;
}

/** Those of a charge. */
export interface LtcChargeDetails extends LtcDetails {
  /** `true`: success starts a subscription to this `game_name` and `card_name`. For the gateway. */
  readonly subscribe?: boolean;
  /** Only a renewal has one. */
  readonly period?: never;
}

/** Those of a renewal. */
export interface LtcRenewalDetails extends LtcDetails {
  /** What you call the period, such as `2026-11`: the gateway charges it once at most. */
  readonly period: string;
  /** Only a charge subscribes. */
  readonly subscribe?: never;
}

/** A token that the other calls carry. */
export interface LtcToken {
  /** `session` of the calls; opaque. */
  readonly access_token: string;
  /** Seconds that it lives from now; the sample has 2591999 (LTC API, Token). */
  readonly expires_in_s: number;
}

/** What the calls are given beside the order. */
export interface LtcSession {
  /** {@link LtcToken.access_token}. Else `session_missing`. */
  readonly session: string;
}

/** Which id LTC was sent. */
export interface LtcSent {
  /** `TransactionID` as it was sent, where `transaction_prefix` may be another one now; else both together. */
  readonly transactionId?: string;
}

/** What a confirm is given beside the order. */
export interface LtcConfirmation extends LtcSession, LtcSent {
  /** What the payer typed: 1 to 8 digits as a string, since zeros lead (sample: 5; `assumed`). Else `otp_invalid`. */
  readonly otp: string;
  /** `RefCode`: `providerOrderId` of the verdict on RequestDeduct. */
  readonly providerOrderId: string;
}

/** What the answer to a confirm is compared with. */
export interface LtcConfirmed extends LtcSent {
  /** `RefCode`: without it no answer can be a success. */
  readonly providerOrderId: string;
  /** An earlier confirm of this order had no conclusive answer: now only a success is conclusive. */
  readonly afterInconclusive?: boolean;
}

/** What the answer to a check is read with. */
export interface LtcChecked extends LtcSent {
  /** `chargeReply` of the verdict on a renewal's RequestDeduct, if it had one: 800 is read in its light. */
  readonly chargeReply?: string;
  /** `RefCode`, if it is known. */
  readonly providerOrderId?: string;
}

/** A subscriber wants no more renewals. Unsigned: it may only stop charging. */
export interface LtcUnsubscribe {
  /** `+8562055515155`. */
  readonly msisdn: string;
  /** The number as LTC wrote it. */
  readonly written: string;
  /** The code that was dialled, empty if none; one that you do not know ends everything of the number. 100 characters at most. */
  readonly short_code: string;
  /** `WEB`, `USSD` or `Application` (LTC API, Unsubscribe `Channel`). 100 characters at most. */
  readonly channel: string;
}

/**
 * The calls, in order: token; RequestDeduct; for a charge ConfirmDeduct, for each password that the payer gives.
 * CheckTransaction asks how an order stands. Functions that build throw {@link MekongError} with a `CommandCode` and
 * its `field`; those that read an answer never throw over what came.
 */
export interface Ltc {
  /** Reads and checks a configuration, or its JSON. Throws `config_invalid` with the `field` at fault. */
  readonly account: (config: LtcConfig | string) => LtcAccount;

  /** POST `/token`, a form (LTC API, Token; its sample says GET with a form body: POST is right). */
  readonly tokenRequest: (account: LtcAccount) => SignedRequest;
  /** Throws `session_refused` (HTTP 400, 401, 403; `assumed`, RFC 6749 5.2) or `session_unavailable`. */
  readonly readToken: (account: LtcAccount, answer: Answer) => LtcToken;
  /**
   * Whether an answer proves that its call was not carried out because the token was refused, a 401 without a
   * `ResultCode` (`assumed`): fetch a new token and repeat the call once.
   */
  readonly isSessionRefused: (account: LtcAccount, answer: Answer) => boolean;

  /** POST `/api/RequestDeduct`. A charge's texts the password and charges nothing (`assumed`); a renewal's charges. */
  readonly requestDeduct: (account: LtcAccount, order: LtcOrder, call: LtcSession) => SignedRequest;
  /** A charge: pending with an `otp` and the `RefCode`, or failed. A renewal: never pending. */
  readonly readRequestDeduct: (account: LtcAccount, order: LtcOrder, answer: Answer) => Verdict;

  /** POST `/api/ConfirmDeduct`. This is the call that charges. */
  readonly confirmDeduct: (account: LtcAccount, order: LtcCharge, call: LtcConfirmation) => SignedRequest;
  /** Pending after a wrong password (code 006). After `unknown` send no other confirm. */
  readonly readConfirmDeduct: (account: LtcAccount, order: LtcCharge, answer: Answer, known: LtcConfirmed) => Verdict;

  /** GET `/api/CheckTransaction`. It says something only of an order of which a confirm or a renewal was sent. */
  readonly checkTransaction: (account: LtcAccount, order: LtcOrder, call: LtcSession & LtcSent) => SignedRequest;
  /** Only a 200 proves anything; what is read three times over half an hour calls a person: `corroboration`. */
  readonly readCheckTransaction: (account: LtcAccount, order: LtcOrder, answer: Answer, known?: LtcChecked) => Verdict;

  /** LTC's own call (LTC API, Unsubscribe). Throws `notification_invalid`; answer it with the error's `reply`. */
  readonly readUnsubscribe: (body: string | Uint8Array) => LtcUnsubscribe;
  /**
   * The answer, once you have stored it (200, also when repeated), stored it though you know of no subscription
   * (100: name your service, LTC's sentence ends in it), or could not store it (001: LTC shall call again). `call` may have been
   * kept as JSON in between.
   */
  readonly answerUnsubscribe: (
    call: LtcUnsubscribe, result: 'stored' | 'not_found' | 'not_stored', service?: string,
  ) => Reply;
}

/** Lao Telecom. Nothing is signed: calls carry a bearer token, LTC's own call carries nothing. */
export const ltc: Ltc;

export {};
