// LianLian Pay Thailand. Tags of sources are those of this folder's README: PAGE (Direct API), DOC-NOW (checkout),
// DOC-21 (documentation of 2021-01-25), SDK-J and SDK-P (LianLian's kits), 3P (merchants' integrations). `assumed` is
// what no document says. Texts are sent as they are, never trimmed; empty ones are refused, and control characters.

import type {
  Account, Amount, Answered, At, CryptoKeyLike, Message, NoAnswer, ProviderConfig, Reply, SignedRequest, Verdict,
} from './common.js';

/** RSA's digest; every source says SHA-1. */
export type LianLianDigest = 'SHA1' | 'SHA256';

/**
 * RSA, 1024 bits and up: PEM (PKCS#8, PKCS#1, SPKI) or bare base64 of it, line breaks real or written as `\n`; or a
 * `CryptoKey` of RSASSA-PKCS1-v1_5 with the account's digest, imported for signing (private) or verifying (public).
 */
export type LianLianKey = string | CryptoKeyLike;

/** An account at LianLian: the JSON of the secret `PROVIDER_LIANLIAN`, with its private key in it. */
export interface LianLianConfig extends ProviderConfig {
  /** 18 to 20 digits (PAGE: 18, DOC-21: 20). */
  readonly merchant_id: string;
  /** Sent where an order names none. 18 to 20 digits. */
  readonly store_id?: string;
  /** Yours: signs requests (DOC-21 2.2.1). */
  readonly private_key: LianLianKey;
  /** LianLian's, 1 to 8 of them; sandbox and production have different ones. */
  readonly public_keys: readonly LianLianKey[];
  /** Of requests and messages alike (`assumed`); `SHA1` when absent. */
  readonly digest?: LianLianDigest;
  /** `true` takes card data, for merchants certified for PCI DSS (DOC-21 bankcard). Else `cards_not_allowed`. */
  readonly allow_cards?: boolean;
  /** How long the gateway lets a call take that moves money: 5 to 25 seconds, 20 when absent. Not used here. */
  readonly timeout_s?: number;
}

/** The key that stands beside a configuration, as `PROVIDER_LIANLIAN_PRIVATE_KEY` does at the gateway. */
export interface LianLianPrivateKey { readonly privateKey: LianLianKey }

/** What {@link LianLian.account} makes of a configuration. */
export type LianLianAccount = Account<'lianlian'>;

// --- Services and methods ---

/** The documented methods of each service (PAGE; truemoney, linepay, shopeepay: SDK-J, SDK-P). */
export interface LianLianMethods {
  readonly alipay_offline: 'MERCHANT_SCAN' | 'DYNAMIC_CODE' | 'INAPP_PAYMENT';
  readonly alipay: 'APP_PAYMENT' | 'WEB_PAYMENT' | 'WAP_PAYMENT';
  readonly wechatpay: 'DYNAMIC_CODE' | 'MERCHANT_SCAN' | 'INAPP_PAYMENT' | 'APP_PAYMENT' | 'H5_PAYMENT';
  readonly thaiqr: 'THAI_QR';
  readonly mobile_banking:
    | 'KPLUS_NOTIFICATION' | 'KMA_NOTIFICATION' | 'KMA_DEEPLINK'
    | 'EASY_APP_BILL' | 'EASY_APP_CREDIT' | 'EASY_APP_ALL';
  readonly truemoney: `${TrueMoneyGoods}_${From}_TM`;
  readonly linepay: `${'NORMAL' | 'DIGITAL'}_${From}`;
  readonly shopeepay: `NORMAL_${From}_SP`;
  readonly paotang: 'DEEPLINK';
  readonly bankcard: 'CARD' | 'CREDIT_CARD' | 'DEBIT_CARD';
}

type From = 'ALL' | 'BALANCE' | 'CREDIT';
type TrueMoneyGoods =
  'NORMAL' | `DIGITAL_${'GAME' | 'LIVE' | 'DEVICE' | 'EBOOK' | 'ENTERTAINMENT' | 'ONLINEEDU'}`;

/** A service; `checkout` is the hosted page (DOC-NOW). What LianLian calls them stands in the README. */
export type LianLianService = keyof LianLianMethods | 'checkout';

/**
 * A documented method. LianLian adds some: one that is not listed, of up to 32 capital letters, digits and `_`, is sent
 * all the same, but no type can tell what it takes. Say so: `as unknown as LianLianOrder`.
 */
export type LianLianMethod = LianLianMethods[keyof LianLianMethods];

/** The fields that only some services and methods take; `customer` all take, and some can do without. */
interface Fields {
  /** The payer. 1024 characters in all (SDK-J). */
  readonly customer: LianLianCustomer;
  /** The scanned code: 16 to 32 digits (PAGE; digits `assumed`). */
  readonly buyer_identity_code: string;
  /** Alipay's id of the payer: 16 to 32 digits (PAGE, sample; digits `assumed`). */
  readonly user_id: string;
  /** The scanned code: 16 to 20 digits (PAGE). */
  readonly auth_code: string;
  /** WeChat's id of your app: 3 to 20 letters, digits, `_`, `-` (PAGE). */
  readonly appid: string;
  /** WeChat's id of the payer in your app: 20 to 32 of the same (PAGE). */
  readonly openid: string;
  /** The payer's device (SDK-P). */
  readonly client: LianLianClient;
  /** Where the bank's app goes back to: `https://…` or an app's address, 256 characters at most (PAGE). */
  readonly app_callback_url: string;
  /** The payer's number as dialled in Thailand: 10 to 12 digits from 0, such as `0929195256` (PAGE). */
  readonly mobile_number: string;
  /** Goes into the one request and is kept nowhere; keep it nowhere yourself (DOC-21 bankcard). */
  readonly card: LianLianCard;
  /** Where the payer goes who gives up: an address, 256 characters at most (DOC-NOW). */
  readonly cancel_url: string;
  /** Who pays the interest of instalments: your account's setting when absent (DOC-NOW). */
  readonly interest_absorb: 'MERCHANT' | 'USER';
}

/** What every service takes. */
interface Common {
  /** What is bought: 1 to 256 characters (PAGE). Some services are sent it as `order_info`, too (3P). */
  readonly order_desc: string;
  /** 4000 characters in all (SDK-J); not empty: leave it out instead. */
  readonly products?: readonly LianLianProduct[];
  /** 18 to 20 digits; the configured one when absent (PAGE). */
  readonly store_id?: string;
}

/** A service with methods of it, the fields that they need and those that they take; no others. */
type Details<Service, Method, Needs extends keyof Fields, Takes extends keyof Fields = never> = Flat<
  & { readonly service: Service }
  & ([Method] extends [never] ? { readonly method?: LianLianMethod } : { readonly method: Method })
  & Common
  & Pick<Fields, Needs>
  & Partial<Pick<Fields, Takes>>
  & { readonly [Other in Exclude<keyof Fields, Needs | Takes>]?: never }
>;
type Flat<T> = { [K in keyof T]: T[K] };
type M = LianLianMethods;

/** LianLian's own fields of an order: which ones, `service` and `method` say (src/providers/lianlian/services.rs). */
export type LianLianDetails =
  | Details<'alipay_offline', 'MERCHANT_SCAN', 'buyer_identity_code', 'customer'>
  | Details<'alipay_offline', 'DYNAMIC_CODE', never, 'customer'>
  | Details<'alipay_offline', 'INAPP_PAYMENT', never, 'customer' | 'user_id'>
  | Details<'alipay', M['alipay'], 'customer'>
  | Details<'wechatpay', 'DYNAMIC_CODE', never, 'customer'>
  | Details<'wechatpay', 'MERCHANT_SCAN', 'auth_code', 'customer'>
  | Details<'wechatpay', 'INAPP_PAYMENT', 'customer' | 'appid' | 'openid'>
  | Details<'wechatpay', 'APP_PAYMENT', 'customer' | 'appid'>
  | Details<'wechatpay', 'H5_PAYMENT', 'customer' | 'client'>
  | Details<'thaiqr', M['thaiqr'], 'customer'>
  | Details<'mobile_banking', 'KPLUS_NOTIFICATION' | 'KMA_NOTIFICATION', 'customer' | 'mobile_number'>
  | Details<'mobile_banking', 'KMA_DEEPLINK', 'customer'>
  | Details<'mobile_banking', 'EASY_APP_BILL' | 'EASY_APP_CREDIT' | 'EASY_APP_ALL', 'customer' | 'app_callback_url'>
  | Details<'truemoney', M['truemoney'], 'customer'>
  | Details<'linepay', M['linepay'], 'customer'>
  | Details<'shopeepay', M['shopeepay'], 'customer'>
  | Details<'paotang', M['paotang'], 'customer'>
  | Details<'bankcard', M['bankcard'], 'customer' | 'card'>
  | Details<'checkout', never, 'customer', 'cancel_url' | 'interest_absorb'>;

/** Those of one service, or of several. */
export type LianLianDetailsOf<S extends LianLianService> = Extract<LianLianDetails, { readonly service: S }>;

/** The payer (DOC-21 "Customer"). Characters at most stand behind each field. */
export interface LianLianCustomer {
  /** Your id of the payer: 64. */
  readonly merchant_user_id: string;
  /** 128 */ readonly full_name: string;
  /** 1 */ readonly customer_type?: string;
  /** 64 */ readonly first_name?: string;
  /** 64 */ readonly last_name?: string;
  /** 16; DOC-21 has MALE, FEMALE, UNKNOWN. */
  readonly gender?: string;
  /** 16 */ readonly id_type?: string;
  /** 32 */ readonly id_no?: string;
  /** 64 */ readonly email?: string;
  /** 32, such as `+66-812345678`. */
  readonly phone?: string;
  /** 128 */ readonly company?: string;
  readonly address?: LianLianAddress;
}

/** Where somebody lives (DOC-21 "Address"; 64 characters of state and country `assumed`, SDK-J sends whole names). */
export interface LianLianAddress {
  /** 128 */ readonly street_name?: string;
  /** 32 */ readonly house_number?: string;
  /** 32 */ readonly district?: string;
  /** 64 */ readonly city?: string;
  /** 64 */ readonly state?: string;
  /** 64 */ readonly country?: string;
  /** 16 */ readonly postal_code?: string;
}

/** One thing bought (DOC-21 "Product"). */
export interface LianLianProduct {
  /** 128 characters */ readonly name: string;
  /** 128 characters */ readonly description?: string;
  /** A decimal string such as `"12.22"`: 13 digits and 2 after the point at most. */
  readonly unit_price: string;
  /** A whole number from 1, 10 digits at most; sent as a text. */
  readonly quantity: number | string;
  /** 64 characters */ readonly category?: string;
  /** An address, 256 characters at most. */
  readonly show_url?: string;
}

/** The payer's device (SDK-P; lengths `assumed`). */
export interface LianLianClient {
  /** An IP address. */
  readonly remote_ip: string;
  /** 128 characters */ readonly phone?: string;
  /** 128 characters */ readonly carrier?: string;
  /** 256 characters */ readonly browser?: string;
  /** 128 characters */ readonly os?: string;
}

/** A card (DOC-21 bankcard, "card"). */
export interface LianLianCard {
  /** 128 characters */ readonly holder_name: string;
  /** 12 to 19 digits. */
  readonly card_no: string;
  /** Credit or debit. */
  readonly card_type: 'C' | 'D';
  /** 2 digits */ readonly exp_year: string;
  /** `01` to `12`. */
  readonly exp_month: string;
  /** 3 digits */ readonly cvv2?: string;
  /** 3 digits */ readonly bank_code?: string;
  /** 32 characters */ readonly brand?: string;
  /** 2000 characters in all */ readonly billing_address?: LianLianAddress;
}

// --- Orders and refunds ---

/** What is ordered: `POST /v1/orders` without `provider`. */
export type LianLianOrder = LianLianPayment | LianLianCardPayment;

/** What all payments have. */
export interface LianLianOrderBase {
  readonly operation: 'payment';
  /** 1 to 64 of `A-Z a-z 0-9 _ -`, unique (PAGE). */
  readonly merchant_order_id: string;
  /** Up to 999999.99, sent with two decimals (PAGE, "string(8,2)"). */
  readonly amount: Amount<'THB'>;
  /** LianLian bills no numbers: `details.mobile_number` is another thing. */
  readonly msisdn?: never;
}

/** By any service but `bankcard`. */
export interface LianLianPayment extends LianLianOrderBase {
  /** Where the payer's browser goes at last. */
  readonly return_url?: string;
  readonly details: LianLianDetailsOf<Exclude<LianLianService, 'bankcard'>>;
}

/** By card: the issuer's page must lead back (DOC-21 bankcard, `redirect_url`). */
export interface LianLianCardPayment extends LianLianOrderBase {
  /** Where the payer's browser goes at last. */
  readonly return_url: string;
  readonly details: LianLianDetailsOf<'bankcard'>;
}

/** A card payment that was made, for the calls after the first one: nobody keeps its card. */
export interface LianLianPlacedCardPayment extends LianLianOrderBase {
  readonly return_url: string;
  readonly details: Omit<LianLianDetailsOf<'bankcard'>, 'card'> & { readonly card?: never };
}

/** An order that was made. */
export type LianLianPlacedOrder = LianLianOrder | LianLianPlacedCardPayment;

/** What LianLian can cancel; every other payment runs out by itself (DOC-21). */
export interface LianLianCancellable extends LianLianPayment {
  readonly details: LianLianDetailsOf<'alipay_offline' | 'wechatpay'>;
}

/** `POST /v1/orders/{id}/refunds`. */
export interface LianLianRefund {
  /** 1 to 64 of `A-Z a-z 0-9 _ -`, unique (SDK-J). */
  readonly merchant_refund_id: string;
  /** Of what was paid, or all of it. */
  readonly amount: Amount<'THB'>;
  /** 1 to 256 characters. */
  readonly reason: string;
  /** Where to; when absent, to where the money came from. */
  readonly details?: LianLianRefundAccount | { readonly [None in keyof LianLianRefundAccount]?: never };
}

/** An account, for channels that cannot give back: `thaiqr`, `mobile_banking` (SDK-J; optional: `assumed`). */
export interface LianLianRefundAccount {
  /** 3 digits */ readonly bank_code: string;
  /** 10 to 18 digits */ readonly account_no: string;
  /** 60 characters */ readonly account_name: string;
}

// --- Calls ---

/** Of a gateway, `PUBLIC_URL`: it gets the notifications and the payer's browser, and sends that on to `return_url`. */
export interface LianLianGateway { readonly publicUrl: string; readonly notifyUrl?: never }

/** Without a gateway: an endpoint of your own for the notifications; the browser goes to `return_url` itself. */
export interface LianLianEndpoint { readonly notifyUrl: string; readonly publicUrl?: never }

/** Nobody is told: query until it is certain. */
export interface LianLianNoAddress { readonly notifyUrl?: never; readonly publicUrl?: never }

/** Where LianLian sends its notifications, and the payer's browser. */
export type LianLianAddresses = LianLianGateway | LianLianEndpoint | LianLianNoAddress;

/** What came back; answers are signed in the header `sign` over `data` (DOC-21 2.2.2), so headers must be given. */
export type LianLianAnswer = NoAnswer | (Answered & Pick<Message, 'headers'>);

/** What is known of the order that an answer or a notification is compared with. */
export interface LianLianKnown {
  /** LianLian's id of the payment (of the refund), as an earlier verdict gave it. */
  readonly providerOrderId?: string;
  /** RFC 3339: when you made the order. While `providerOrderId` is not known, a payment that is ten minutes older is another one by the same id. */
  readonly orderedAt?: string;
}

/** What a notification is compared with; without `providerOrderId` it only has you query. */
export interface LianLianNotificationAbout extends LianLianKnown {
  /** The refund, if the notification is about one; `providerOrderId` is then LianLian's id of the refund. */
  readonly refund?: LianLianRefund;
}

/** Which order and which refund a notification names. */
export interface LianLianNotificationIds {
  /** Null in a refund's notification: give LianLian another address for each order, or keep its refund ids. */
  readonly merchantOrderId: string | null;
  /** Null in a payment's notification. */
  readonly merchantRefundId: string | null;
}

/** Signed by LianLian. */
export interface LianLianVerifiedNotification extends LianLianNotificationIds {
  readonly read: 'verified';
  /** Everything in it. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Signed perhaps, but its text can be read in more than one way: ask LianLian, believe nothing else of it. */
export interface LianLianAmbiguousNotification extends LianLianNotificationIds { readonly read: 'ambiguous' }

/** A notification, read (DOC-21 thai-qr 3.1.5). Answer with {@link LianLian.acknowledge} once it is stored. */
export type LianLianNotification = LianLianVerifiedNotification | LianLianAmbiguousNotification;

/** How a signature is made: with `SHA1` when absent. */
export interface LianLianSigning { readonly digest?: LianLianDigest }

/** What becomes of an empty text: `key=`, as LianLian's kits have it and when absent, or nothing (3P). */
export interface LianLianCanonical { readonly empties?: 'included' | 'skipped' }

/**
 * Every call goes to one address, signed in the header `sign` with RSASSA-PKCS1-v1_5 (DOC-21 2.2.1). Functions that
 * build reject with {@link MekongError} and a `CommandCode`, `signing_failed` among them; those that read an answer
 * never reject over what came: a success must be signed and name the order, amount and currency.
 */
export interface LianLian {
  /**
   * Reads and checks a configuration, or its JSON; the private key may stand beside it. Throws `config_invalid` with the
   * `field` at fault.
   */
  readonly account: {
    (config: LianLianConfig | string): LianLianAccount;
    (config: Omit<LianLianConfig, 'private_key'> | string, beside: LianLianPrivateKey): LianLianAccount;
  };
  /** POST `llpth.….pay` or `llpth.checkout.apply` (PAGE, "request"). Send it once: it is never repeated. */
  readonly createPayment: (
    account: LianLianAccount, order: LianLianOrder, call?: LianLianAddresses & At,
  ) => Promise<SignedRequest>;
  /** The one answer that says what the payer must do: `nextAction`. `now` dates what expires in so many seconds. */
  readonly readCreatePayment: (
    account: LianLianAccount, order: LianLianPlacedOrder, answer: LianLianAnswer, options?: At,
  ) => Promise<Verdict>;
  /** GET `llpth.payment.query` (SDK-J, SDK-P). */
  readonly queryPayment: (account: LianLianAccount, order: LianLianPlacedOrder) => Promise<SignedRequest>;
  /** PF, PE and PC prove a failure when read twice a minute apart (`assumed`): `corroboration`. */
  readonly readQueryPayment: (
    account: LianLianAccount, order: LianLianPlacedOrder, answer: LianLianAnswer, known?: LianLianKnown,
  ) => Promise<Verdict>;
  /** POST `llpth.alipay.offline.cancel`, `llpth.wechatpay.pay.cancel` (DOC-21). Others: `operation_unsupported`. */
  readonly cancelPayment: (account: LianLianAccount, order: LianLianCancellable) => Promise<SignedRequest>;
  /** It settles nothing: query. */
  readonly readCancelPayment: (
    account: LianLianAccount, order: LianLianCancellable, answer: LianLianAnswer, known?: LianLianKnown,
  ) => Promise<Verdict>;
  /** POST `llpth.refund.apply` (SDK-J, SDK-P). Send it once. */
  readonly refund: (
    account: LianLianAccount, order: LianLianPlacedOrder, refund: LianLianRefund, call?: LianLianAddresses,
  ) => Promise<SignedRequest>;
  /** What it says of the refund: `providerOrderId` is LianLian's id of the refund. */
  readonly readRefund: (
    account: LianLianAccount, order: LianLianPlacedOrder, refund: LianLianRefund, answer: LianLianAnswer,
  ) => Promise<Verdict>;
  /** GET `llpth.refund.query` (SDK-J, SDK-P). */
  readonly queryRefund: (
    account: LianLianAccount, order: LianLianPlacedOrder, refund: LianLianRefund,
  ) => Promise<SignedRequest>;
  /** RF proves a failure when read twice a minute apart (`assumed`): `corroboration`. */
  readonly readQueryRefund: (
    account: LianLianAccount, order: LianLianPlacedOrder, refund: LianLianRefund, answer: LianLianAnswer,
    known?: LianLianKnown,
  ) => Promise<Verdict>;
  /** Verifies a notification and reads it. Rejects with `signature_invalid` what LianLian did not sign. */
  readonly readNotification: (account: LianLianAccount, message: Message) => Promise<LianLianNotification>;
  /**
   * Verifies a notification and compares it with the order, field by field. It decides only as `succeeded` with
   * `evidence: 'signed'`; what disagrees is a `hint`, and a "failed" must be confirmed by queries. Without LianLian's id of
   * the order (of the refund) in `about` nothing ties it to this order: `mustRecheck`. The browser's form has the same
   * signed text as a notification, so judge only what came to an address that you gave LianLian for this order alone and nobody
   * can guess. Rejects with `signature_invalid`.
   */
  readonly judgeNotification: (
    account: LianLianAccount, order: LianLianPlacedOrder, message: Message, about?: LianLianNotificationAbout,
  ) => Promise<Verdict>;
  /** The answer to a notification, once it is stored: `{"code":200000,"message":"Success"}` (DOC-21 thai-qr 3.1.5). */
  readonly acknowledge: (account: LianLianAccount) => Reply;
  /** Whether a browser's form is signed and names the order (DOC-21 thai-qr 3.1.6). It settles nothing: query. */
  readonly verifyReturn: (
    account: LianLianAccount, form: Iterable<readonly [name: string, value: string]>, merchantOrderId: string,
  ) => Promise<boolean>;
  /**
   * The text that a signature covers (DOC-21 2.2.1). An object is written as JSON first. Booleans, and lists of
   * anything but objects, have none: throws `canonical_string_none`.
   */
  readonly canonicalString: (json: string | object, options?: LianLianCanonical) => string;
  /** Base64 of a signature over a text's UTF-8. Rejects with `key_invalid` or `signing_failed`. */
  readonly sign: (text: string, privateKey: LianLianKey, options?: LianLianSigning) => Promise<string>;
  /** Whether a signature, in base64, is the key's over exactly this text. Rejects with `key_invalid`. */
  readonly verify: (
    text: string, signature: string, publicKey: LianLianKey, options?: LianLianSigning,
  ) => Promise<boolean>;
}

/** LianLian Pay Thailand. Asynchronous: RSA is the platform's (WebCrypto). */
export const lianlian: LianLian;

export {};
