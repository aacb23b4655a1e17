// LTC: a charge and a renewal take different fields, and only a charge is confirmed.
import { ltc } from 'mekong-pay';
import type {
  Answer, LtcAccount, LtcCharge, LtcConfig, LtcOrder, LtcRenewal, SignedRequest, Verdict,
} from 'mekong-pay';

const config: LtcConfig = {
  base_url: 'https://ltcpay.laotel.com', username: 'shop', password: 'x', request_type: 'UAT', game_name: 'SHOP',
  otp_ttl_s: 300, unsubscribe_from: ['192.0.2.0/24'], allow_http: false, relay_token: 'x',
};
const account: LtcAccount = ltc.account(config);
const answer: Answer = { status: 200, body: '{}' };
const session = 'token';

const charge: LtcCharge = {
  operation: 'charge', merchant_order_id: 'A1001', amount: { value: '1000', currency: 'LAK' }, msisdn: '020 5551 5155',
  details: { card_name: 'Card1K', game_name: 'SHOP', ussd_code: '*123#', subscribe: true },
};
const renewal: LtcRenewal = { ...charge, operation: 'renewal', details: { card_name: 'Card1K', period: '2026-11' } };
const orders: readonly LtcOrder[] = [charge, renewal];

export function everything(): readonly (Verdict | SignedRequest)[] {
  const request: SignedRequest = ltc.tokenRequest(account);
  const { access_token, expires_in_s }: { access_token: string; expires_in_s: number } = ltc.readToken(account, answer);
  const again: boolean = ltc.isSessionRefused(account, { failed: 'timeout' });
  const call = ltc.readUnsubscribe(new Uint8Array());
  const reply: { status: number; body: string } = ltc.answerUnsubscribe(call, 'not_stored');
  const told = [access_token, expires_in_s, again, call.msisdn, call.written, call.short_code, call.channel, reply];
  return told.length === 0 ? [] : [
    request,
    ...orders.map((order) => ltc.requestDeduct(account, order, { session })),
    ...orders.map((order) => ltc.readRequestDeduct(account, order, answer)),
    ltc.confirmDeduct(account, charge, { session, otp: '01234', providerOrderId: 'REF' }),
    ltc.readConfirmDeduct(account, charge, answer, { providerOrderId: 'REF' }),
    ltc.readConfirmDeduct(account, charge, answer, { providerOrderId: 'REF', afterInconclusive: true }),
    ltc.checkTransaction(account, renewal, { session }),
    ltc.readCheckTransaction(account, renewal, answer),
    ltc.readCheckTransaction(account, charge, answer, { providerOrderId: 'REF' }),
  ];
}

const order = (given: LtcOrder): LtcOrder => given;
// @ts-expect-error "THB"' is not: another country's money
order({ ...charge, amount: { value: '1000', currency: 'THB' } });
// @ts-expect-error 'number' is not: an amount is a decimal string
order({ ...charge, amount: { value: 1000, currency: 'LAK' } });
// @ts-expect-error "payment"' is not: LTC has no payments
order({ ...charge, operation: 'payment' });
// @ts-expect-error '{}' is not: a product is named
order({ ...charge, details: {} });
// @ts-expect-error period' are incompatible: only a renewal has a period
order({ ...charge, details: { card_name: 'Card1K', period: '2026-11' } });
// @ts-expect-error 'period' is missing: a renewal names its period
order({ ...renewal, details: { card_name: 'Card1K' } });
// @ts-expect-error 'subscribe' are incompatible: only a charge subscribes
order({ ...renewal, details: { card_name: 'Card1K', period: '2026-11', subscribe: true } });
// @ts-expect-error 'telco' does not exist: not a field of LTC's
order({ ...charge, details: { card_name: 'Card1K', telco: 'viettel' } });
// @ts-expect-error 'provider' does not exist: the provider is said by the family
order({ ...charge, provider: 'ltc' });
// @ts-expect-error 'msisdn' is missing: the number is billed
order({ operation: charge.operation, merchant_order_id: 'A1', amount: charge.amount, details: charge.details });
// @ts-expect-error "renewal"' is not: a renewal is not confirmed
ltc.confirmDeduct(account, renewal, { session, otp: '01234', providerOrderId: 'REF' });
// @ts-expect-error 'providerOrderId' is missing: a confirm names the RefCode
ltc.confirmDeduct(account, charge, { session, otp: '01234' });
// @ts-expect-error 'number' is not: zeros lead
ltc.confirmDeduct(account, charge, { session, otp: 1234, providerOrderId: 'REF' });
// @ts-expect-error Expected 4 arguments: without the RefCode no answer is a success
ltc.readConfirmDeduct(account, charge, answer);
// @ts-expect-error Expected 3 arguments: calls carry a token
ltc.checkTransaction(account, charge);
// @ts-expect-error '[ACCOUNT]' is missing: what was not read and checked is no account
ltc.tokenRequest(config);
// @ts-expect-error "sandbox"' is not: the sandbox has LTC's name
ltc.account({ ...config, request_type: 'sandbox' });
// @ts-expect-error 'timeout_s' does not exist: LTC's configuration has no such field
ltc.account({ ...config, timeout_s: 20 });
// @ts-expect-error "ok"' is not: three things can have become of it
ltc.answerUnsubscribe(ltc.readUnsubscribe(''), 'ok');
// @ts-expect-error 'refund' does not exist: LTC has no refund
ltc.refund(account, charge);

export const written = ltc.account('{}');
