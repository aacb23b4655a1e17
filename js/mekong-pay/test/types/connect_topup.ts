// Connect Topup: everything but the network is the order's own.
import { connectTopup } from 'mekong-pay';
import type { Amount, ConnectTopupConfig, ConnectTopupOrder, LtcAccount, SignedRequest, Verdict } from 'mekong-pay';

const config: ConnectTopupConfig = {
  base_url: 'https://relay.example', username: 'demo', private_key: 'secret', checksum: 'sha1',
  recheck: ['transidclient', 'credentials'], timeout_s: 25, low_balance: '500000', allow_http: true, relay_token: 'x',
};
const account = connectTopup.account(config);
const answer = { status: 200, body: '1;123' };
const topup: ConnectTopupOrder = {
  operation: 'topup', merchant_order_id: 'T1001', amount: { value: '10000', currency: 'VND' }, msisdn: '0901234567',
};

export function everything(): readonly (Verdict | SignedRequest | Amount<'VND'>)[] {
  return [
    connectTopup.topup(account, topup),
    connectTopup.topup(account, { ...topup, details: {} }),
    connectTopup.readTopup(account, { ...topup, details: { gateway: 'VMS' } }, answer),
    connectTopup.recheck(account, topup),
    connectTopup.recheck(account, topup, { providerOrderId: '123' }),
    connectTopup.readRecheck(account, topup, answer),
    connectTopup.readRecheck(account, topup, answer, { providerOrderId: '123' }),
    connectTopup.balance(account),
    connectTopup.readBalance(account, answer),
  ];
}

const order = (given: ConnectTopupOrder): ConnectTopupOrder => given;
// @ts-expect-error "LAK"' is not: dong are topped up
order({ ...topup, amount: { value: '10000', currency: 'LAK' } });
// @ts-expect-error "viettel"' is not: a gateway has the document's name
order({ ...topup, details: { gateway: 'viettel' } });
// @ts-expect-error 'telco' does not exist: a field of another provider
order({ ...topup, details: { telco: 'viettel' } });
// @ts-expect-error "charge"' is not: it tops up only
order({ ...topup, operation: 'charge' });
// @ts-expect-error type 'never': nobody's browser goes anywhere
order({ ...topup, return_url: 'https://shop.example' });
// @ts-expect-error "md5"' is not: two digests are known
connectTopup.account({ ...config, checksum: 'md5' });
// @ts-expect-error "username"' is not: three things can be sent
connectTopup.account({ ...config, recheck: ['username'] });
// @ts-expect-error "ltc"' is not: an account of another provider
((other: LtcAccount) => connectTopup.balance(other))({} as LtcAccount);
// @ts-expect-error 'products' does not exist: it lists no products
connectTopup.products(account);

export const written = connectTopup.account('{}');
