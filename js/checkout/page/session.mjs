// What a reload or the way to the provider and back must not lose. It lives as long as the tab and is in no address.
const KEPT = 'mekong-payment';

/** `{ sku, clientKey, wanted }` while an order is made; `{ sku, id, token, skew }` once it is there. */
export function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keep(payment) {
  sessionStorage.setItem(KEPT, JSON.stringify(payment));
  return payment;
}

export const forget = () => sessionStorage.removeItem(KEPT);

/** Random characters for what a stranger shall not guess: 128 bits as base64url. */
export function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
