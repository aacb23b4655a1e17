// AppotaPay mobile top-up, Vietnam. Source of every fact, unless said otherwise: docs.appotapay.com, API Mobile Topup
// v2, by page or table; `assumed` is what no document says: the README of this folder lists all of it.

import type { Account, Amount, Answer, At, SignedRequest, TopupConfig, Verdict } from './common.js';

/** An account at AppotaPay: the JSON of the secret `PROVIDER_APPOTAPAY`. */
export interface AppotaPayConfig extends TopupConfig {
  /** From the partner portal; printable ASCII. */
  readonly partner_code: string;
  /** From the partner portal; printable ASCII. */
  readonly api_key: string;
  /** From the partner portal: signs tokens and charges ("Authentication", "Security"). Not empty. */
  readonly secret_key: string;
  /** `bearer`, when absent: `Bearer ` before the token, as the pages' tables have it; `bare`: as their samples do. */
  readonly authorization?: 'bearer' | 'bare';
}

/** What {@link AppotaPay.account} makes of a configuration. */
export type AppotaPayAccount = Account<'appotapay'>;

/** Whose numbers a product is for (charging, `telcoServiceType`). */
export type AppotaPayServiceType = 'prepaid' | 'postpaid';

/** What airtime is sold in, whole dong: `topup_10` to `topup_1000` ("Product codes"). */
export type AppotaPayFaceValue =
  '10000' | '20000' | '30000' | '50000' | '100000' | '200000' | '300000' | '500000' | '1000000';

/** A network (charging, `telco`): 1 to 32 lower-case letters and `_`. `common` is refused (`assumed`). */
export type AppotaPayTelco =
  | 'viettel' | 'vinaphone' | 'mobifone' | 'vnmobile' | 'beeline' | 'gtel' | 'itel'
  | 'viettel_data' | (string & {});

/** What all of AppotaPay's own fields have. */
export interface AppotaPayDetailsBase {
  readonly service_type: AppotaPayServiceType;
  /** Leave it out unless you know: numbers move between networks, and it is looked up. */
  readonly telco?: AppotaPayTelco;
}

/** A product by its code. */
export interface AppotaPayProductDetails extends AppotaPayDetailsBase {
  /** 1 to 64 letters, digits, `_`, `.`, `-` (charging, `productCode`; length `assumed`). */
  readonly product_code: string;
  /** The product says what it is worth. */
  readonly face_value?: never;
}

/** Airtime of any network. */
export interface AppotaPayAirtimeDetails extends AppotaPayDetailsBase {
  /** A decimal string; the order's amount is the same. */
  readonly face_value: AppotaPayFaceValue;
  /** The face value says what is bought. */
  readonly product_code?: never;
}

/** What a lookup completed. */
export interface AppotaPayLookedUpDetails extends AppotaPayDetailsBase {
  readonly product_code: string;
  /** What the product costs, whole dong as a decimal string. */
  readonly face_value: string;
}

/** What is ordered: `POST /v1/orders` without `provider`. */
export interface AppotaPayOrder {
  /** By `product_code` or by `face_value`. */
  readonly details: AppotaPayProductDetails | AppotaPayAirtimeDetails;
  readonly operation: 'topup';
  /** `partnerRefId`: 1 to 50 letters, digits, `_`, `-`, unique (charging; characters `assumed`). */
  readonly merchant_order_id: string;
  /** Whole dong, what the product costs. Else `amount_differs_from_product`. */
  readonly amount: Amount<'VND'>;
  /**
   * `+84`, `0084`, `84` or `0`, then 9 digits from 3, 5, 7, 8 or 9; blanks, dots, hyphens and parentheses are skipped.
   * Sent as `0…` (charging, `phoneNumber`). Else `msisdn_invalid`.
   */
  readonly msisdn: string;
  /** Nobody is sent anywhere. */
  readonly return_url?: never;
}

/** The same, with what lookups made of its `details`. Keep it as it is, JSON: later calls take it, too. */
export interface AppotaPayLookedUpOrder extends AppotaPayOrder {
  readonly lookedUp: AppotaPayLookedUpDetails;
}

/** What is sold to any number: `amount` and `details` go into an order, which names the `service_type`. */
export interface AppotaPayProduct {
  /** For people. */
  readonly name: string;
  readonly amount: Amount<'VND'>;
  readonly details: { readonly product_code: string; readonly telco?: AppotaPayTelco };
}

/** What is sold to one number: `amount` and `details` go into an order as they are. */
export interface AppotaPayNumberProduct extends AppotaPayProduct {
  readonly details: AppotaPayProductDetails;
}

/** What is known of a number. */
export interface AppotaPayNumber {
  /** The network that it is on now; goes into an order's `details`. */
  readonly telco: AppotaPayTelco;
}

/** What the status call is read with. */
export interface AppotaPayKnown {
  /** `code` of `providerStatus` in the verdict on the charge: 36 and 404 are read in its light (`assumed`). */
  readonly chargeReply?: string;
  /** `appotapayTransId`, if an earlier verdict gave it. */
  readonly providerOrderId?: string;
  /** RFC 3339: when you made the order. After 31 nothing is a success without it, nor what is older than it; where no answer to the charge was seen nothing that is ten minutes older. */
  readonly orderedAt?: string;
}

/**
 * Every call carries a JWT made for it, good for 300 seconds from `now` ("Authentication"); a charge is signed besides
 * ("Security"). Functions that build throw {@link MekongError} with a `CommandCode` and its `field`; verdicts are
 * given on whatever came. Inquiries move no money; reading one throws `provider_refused` (account, key or address;
 * balance), `provider_unavailable` (no answer that can be read), or `msisdn_invalid` (37, 39, 204).
 */
export interface AppotaPay {
  /** Reads and checks a configuration, or its JSON. Throws `config_invalid` with the `field` at fault. */
  readonly account: (config: AppotaPayConfig | string) => AppotaPayAccount;
  /** HS256, `cty` `appotapay-api;v=1`, 300 seconds ("Authentication"; the length is AppotaPay's advice). */
  readonly jwt: (account: AppotaPayAccount, options?: At) => string;

  /**
   * What must be asked before the order can be charged, null once nothing is missing: a product's price (GET
   * `/api/v1/service/topup/{number}/products`), the number's network (`…/info`). Ask, {@link AppotaPay.applyLookup}, and
   * look again: there may be two things.
   */
  readonly requiredLookup: (
    account: AppotaPayAccount, order: AppotaPayOrder, options?: At,
  ) => SignedRequest | null;
  /** The order with what was missing. Throws as inquiries do, `product_unknown`, `amount_differs_from_product`. */
  readonly applyLookup: (
    account: AppotaPayAccount, order: AppotaPayOrder, answer: Answer,
  ) => AppotaPayLookedUpOrder;

  /** POST `/api/v2/service/topup/charging`. Charges your balance at once: send it once. Not while a lookup is due. */
  readonly charging: (
    account: AppotaPayAccount, order: AppotaPayOrder, options?: At,
  ) => SignedRequest;
  /** A success is signed and is of this number and amount; failures are never signed ("Security"). */
  readonly readCharging: (
    account: AppotaPayAccount, order: AppotaPayOrder, answer: Answer, known?: AppotaPayKnown,
  ) => Verdict;

  /** GET `/api/v1/service/topup/transaction/{partnerRefId}`, v1 for charges of v2, too ("Transaction status"). */
  readonly transaction: (
    account: AppotaPayAccount, order: AppotaPayOrder, options?: At,
  ) => SignedRequest;
  /** Most codes prove a failure when read twice over five minutes (`assumed`): `corroboration`. */
  readonly readTransaction: (
    account: AppotaPayAccount, order: AppotaPayOrder, answer: Answer, known?: AppotaPayKnown,
  ) => Verdict;

  /** GET `/api/v1/service/accounts/balance` ("Account balance"). */
  readonly balance: (account: AppotaPayAccount, options?: At) => SignedRequest;
  /** Whole dong. */
  readonly readBalance: (account: AppotaPayAccount, answer: Answer) => Amount<'VND'>;

  /** GET `/api/v2/service/topup/productCodes`: airtime. */
  readonly products: (account: AppotaPayAccount, options?: At) => SignedRequest;
  /** Without those whose amount cannot be read, or is another than their code says. */
  readonly readProducts: (account: AppotaPayAccount, answer: Answer) => readonly AppotaPayProduct[];

  /** GET `/api/v1/service/topup/{number}/info`. */
  readonly numberInfo: (account: AppotaPayAccount, msisdn: string, options?: At) => SignedRequest;
  /** Compared with the number that was asked about. */
  readonly readNumberInfo: (account: AppotaPayAccount, msisdn: string, answer: Answer) => AppotaPayNumber;

  /** GET `/api/v1/service/topup/{number}/products?telco_service_type=…`: data packages. */
  readonly numberProducts: (
    account: AppotaPayAccount, msisdn: string, details: AppotaPayNumberQuery, options?: At,
  ) => SignedRequest;
  /** With the `service_type` that was asked for. */
  readonly readNumberProducts: (
    account: AppotaPayAccount, msisdn: string, details: AppotaPayNumberQuery, answer: Answer,
  ) => readonly AppotaPayNumberProduct[];
}

/** What is listed for a number. */
export interface AppotaPayNumberQuery {
  readonly service_type: AppotaPayServiceType;
}

/** AppotaPay mobile top-up. */
export const appotapay: AppotaPay;

export {};
