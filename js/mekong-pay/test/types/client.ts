// The client: what a token is good for is seen by its prefix.
import { createClient, MekongError } from 'mekong-pay/client';
import type { ClientToken, CreatedOrder, PayerOrder } from 'mekong-pay/client';

const baseUrl = 'https://pay.shop.example';

export async function bought(signal: AbortSignal): Promise<PayerOrder> {
  const own = (url: string, init?: RequestInit): Promise<Response> => fetch(url, { ...init, cache: 'no-store' });
  const shop = createClient({ baseUrl, token: 'pk_shop', fetch: own });
  const { items } = await shop.catalogue({ signal });
  const [item] = items;
  if (!item) throw new Error('nothing is for sale');
  const wanted = { sku: item.sku, ...(item.methods[0] === undefined ? {} : { method: item.methods[0] }) };
  const payers = { msisdn: '02055515155', return_url: 'myapp://paid', details: {}, client_key: 'x' };
  const { order, clientToken, expiresAt, clientKey }: CreatedOrder = await shop.createOrder({ ...wanted, ...payers });
  const payer = createClient({ baseUrl, token: clientToken, fetch });
  await payer.readOrder(order.merchant_order_id);
  const onRetry = (error: MekongError, ms: number): string => `${error.code} in ${ms} ms, ${error.order?.state}`;
  await payer.confirmOrder(order.merchant_order_id, '01234', { signal, onRetry });
  await payer.cancelOrder(order.merchant_order_id, { signal, version: order.version });
  const until = (seen: PayerOrder): boolean => seen.next_action?.type === 'qr' || seen.failure !== null;
  await payer.waitForOrder(order.merchant_order_id, { signal, version: order.version, timeoutMs: 60_000, until });
  for await (const seen of payer.watchOrder(order.merchant_order_id, { signal })) {
    if (seen.state === 'succeeded') return seen;
  }
  throw new Error(`${expiresAt} ${clientKey}`);
}

export const why = (order: PayerOrder): string | null => (order.state === 'failed' ? order.failure.reason : null);
export const code = (error: unknown): unknown => (error instanceof MekongError ? error.clientKey : error);
/** A token whose kind is not seen may be used for everything; the client refuses what it is not good for. */
export function either(token: string): readonly unknown[] {
  const client = createClient({ baseUrl, token });
  return [client.readOrder, client.catalogue];
}

declare const token: ClientToken;
declare const order: PayerOrder;
// @ts-expect-error a secret key must never be in a browser: a secret key must never be in a browser
createClient({ baseUrl, token: 'sk_live_x' });
// @ts-expect-error 'readOrder' does not exist: a publishable key reads no order
createClient({ baseUrl, token: 'pk_shop' }).readOrder('A1');
// @ts-expect-error 'createOrder' does not exist: a client token makes no order
createClient({ baseUrl, token }).createOrder({ sku: 'song' });
// @ts-expect-error 'amount' does not exist: the price is the catalogue's
createClient({ baseUrl, token: 'pk_shop' }).createOrder({ sku: 'song', amount: { value: '1', currency: 'THB' } });
// @ts-expect-error 'number' is not: zeros lead
createClient({ baseUrl, token }).confirmOrder('A1', 1234);
// @ts-expect-error 'provider_status' does not exist: not for a payer's eyes
order.provider_status;
// @ts-expect-error possibly 'null': only what failed has a reason
order.failure.reason;
// @ts-expect-error no exported member 'ltc': the families are in the other entry
import type { ltc } from 'mekong-pay/client';
