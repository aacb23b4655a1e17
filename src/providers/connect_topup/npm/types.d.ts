// Connect Topup, Vietnam. "CT" is the CONNECT TOPUP document, by page; `assumed` is what no document says: the README
// here lists all of it. Read its "Security" first: the private key stands in every URL, replies are unsigned.

import type { Account, Amount, Answer, SignedRequest, TopupConfig, Verdict } from './common.js';

/** An account at Connect Topup: the JSON of the secret `PROVIDER_CONNECT_TOPUP`. */
export interface ConnectTopupConfig extends TopupConfig {
  /** 1 to 256 printable ASCII characters (`assumed`), no blank at either end. */
  readonly username: string;
  /** The same. It stands in the query of every call. */
  readonly private_key: string;
  /** `sha256` as the document says, when absent; `sha1` as the one public integration has it. */
  readonly checksum?: 'sha256' | 'sha1';
  /**
   * What `recheck.jsp` is sent: the provider's id (CT, recheck.jsp), ours, user name and key (both: the one public
   * integration); all three when absent. One of the two ids at least, none twice.
   */
  readonly recheck?: readonly ConnectTopupRecheck[];
  /**
   * Codes of `recheck.jsp`, such as `'61'`, of which the provider confirmed to you in writing that they mean a top-up
   * that failed and was not charged. Not 1 0 -1 -5 -99 -308, to which the document gives another meaning.
   */
  readonly recheck_failures?: readonly string[];
}

/** A part of what `recheck.jsp` is sent. */
export type ConnectTopupRecheck = 'idtransaction' | 'transidclient' | 'credentials';

/** What {@link ConnectTopup.account} makes of a configuration. */
export type ConnectTopupAccount = Account<'connect_topup'>;

/** MobiFone, Viettel, VinaPhone, Vietnamobile, Gmobile (CT, topup.jsp `gateway`). */
export type ConnectTopupGateway = 'VMS' | 'VTL' | 'VNP' | 'VNB' | 'GTEL';

/** Connect Topup's own fields. */
export interface ConnectTopupDetails {
  /** The network. Leave it out unless you know: numbers move between networks. */
  readonly gateway?: ConnectTopupGateway;
}

/** What is ordered: `POST /v1/orders` without `provider`. */
export interface ConnectTopupOrder {
  readonly operation: 'topup';
  /** `transidclient`: 1 to 32 letters and digits, unique (CT, topup.jsp; form `assumed`). */
  readonly merchant_order_id: string;
  /** A multiple of 10000 dong (CT, topup.jsp `sotien`). Else `amount_unsupported`. */
  readonly amount: Amount<'VND'>;
  /**
   * `+84`, `0084`, `84` or `0`, then 9 digits from 3, 5, 7, 8 or 9; blanks, dots, hyphens and parentheses are skipped.
   * Sent as `0…` (CT, topup.jsp `phone`). Else `msisdn_invalid`.
   */
  readonly msisdn: string;
  /** Nobody's browser goes anywhere. */
  readonly return_url?: never;
  /** Nothing when absent. */
  readonly details?: ConnectTopupDetails;
}

/** What is known of a top-up that is asked about. */
export interface ConnectTopupKnown {
  /** `idtransaction`, if an earlier verdict gave it. */
  readonly providerOrderId?: string;
}

/**
 * All calls are GET, with everything in the query, the private key too: never log a URL. Replies are unsigned lines
 * of text, so a success rests on the provider's id alone: one id is good for one order only. Functions that build throw
 * {@link MekongError} with a `CommandCode` and its `field`; verdicts are given on whatever came.
 */
export interface ConnectTopup {
  /** Reads and checks a configuration, or its JSON. Throws `config_invalid` with the `field` at fault. */
  readonly account: (config: ConnectTopupConfig | string) => ConnectTopupAccount;

  /** `topup.jsp`. Charges your balance at once: send it once (CT, topup.jsp). */
  readonly topup: (account: ConnectTopupAccount, order: ConnectTopupOrder) => SignedRequest;
  /** `1;id` succeeded; a failure's code is believed only where it stands alone: the document's two tables collide. */
  readonly readTopup: (account: ConnectTopupAccount, order: ConnectTopupOrder, answer: Answer) => Verdict;

  /** `recheck.jsp`. Throws `order_cannot_be_asked` where `recheck` has no `transidclient` and no id is known. */
  readonly recheck: (
    account: ConnectTopupAccount, order: ConnectTopupOrder, known?: ConnectTopupKnown,
  ) => SignedRequest;
  /** Nothing but `1;id` settles anything: the form of its reply is not documented. */
  readonly readRecheck: (
    account: ConnectTopupAccount, order: ConnectTopupOrder, answer: Answer, known?: ConnectTopupKnown,
  ) => Verdict;

  /** `userbalance.jsp`; a wrong `checksum` shows here first, with -6. */
  readonly balance: (account: ConnectTopupAccount) => SignedRequest;
  /** Whole dong. Throws `provider_refused` (-4, -6, -302) or `provider_unavailable`. */
  readonly readBalance: (account: ConnectTopupAccount, answer: Answer) => Amount<'VND'>;
}

/** Connect Topup. */
export const connectTopup: ConnectTopup;

export {};
