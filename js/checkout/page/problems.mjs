// Which sentence a payer reads for which code. What the payer cannot mend is the shop's to mend, and says the code.
const SENTENCES = {
  connection: ['connection_lost', 'unparsable', 'timeout'],
  busy: ['busy', 'internal', 'ledger_unavailable'],
  limited: ['rate_limited', 'recheck_too_soon', 'page_texts_limited'],
  texts: ['otp_texts_limited'],
  guesses: ['otp_guesses_limited'],
  open: ['otp_order_open'],
  number: ['msisdn_invalid'],
  otp: ['otp_invalid'],
  closed: ['provider_suspended', 'provider_unavailable', 'provider_credentials_refused', 'provider_not_configured'],
  sold: ['sku_unknown', 'product_unknown', 'amount_differs_from_product'],
  changed: ['order_id_taken'],
  checking: ['order_in_progress', 'order_outcome_unknown', 'order_changed', 'number_unsettled'],
  ended: ['order_final', 'order_not_confirmable', 'order_account_changed', 'order_forgotten'],
  token: ['client_token_expired', 'client_token_revoked', 'order_not_found'],
};
const BY_CODE = new Map(
  Object.entries(SENTENCES).flatMap(([key, codes]) => codes.map((code) => [code, `problem.${key}`])));

/** What is wrong with a field, whatever the code: those that the payer fills in, and the choice itself. */
const FIELDS = [
  ['msisdn', 'problem.number'], ['details.customer', 'problem.name'], ['otp', 'problem.otp'],
  ['method', 'problem.sold'],
];

/** Which of the page's inputs an error is about, if any. */
export const inputOf = ({ field = '' }) => FIELDS.find(([name]) => field === name || field.startsWith(`${name}.`))?.[0];

/** `[key, parts]` of the sentence for an error. */
export function sentenceOf(error) {
  const ofField = FIELDS.find(([name]) => name === inputOf(error))?.[1];
  return [BY_CODE.get(error.code) ?? ofField ?? 'problem.shop', { code: error.code }];
}

/** `[key, parts]` that says when to come again, or nothing. */
export function waitOf({ retryAfter }) {
  if (!(retryAfter > 0)) return undefined;
  if (retryAfter < 90) return ['wait.seconds', { count: Math.ceil(retryAfter) }];
  if (retryAfter < 5400) return ['wait.minutes', { count: Math.ceil(retryAfter / 60) }];
  return ['wait.hours', { count: Math.ceil(retryAfter / 3600) }];
}
