// What a reload or the way to the provider and back must not lose. It lives as long as the tab and is in no address.
import { drop, load, store } from './storage.mjs';

const KEPT = 'mekong-payment';
const OPEN = 'mekong-open';

function parsed(name) {
  try {
    return JSON.parse(load(name) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** `{ sku, clientKey, wanted }` while an order is made; `{ sku, id, token, ahead, amount }` once it is there. */
export const kept = () => parsed(KEPT);

export function keep(payment) {
  store(KEPT, JSON.stringify(payment));
  return payment;
}

export const forget = () => drop(KEPT);

/** A payment that was left although it can still be paid: the payer may want to go back to it. */
export const leftOpen = () => parsed(OPEN);
export const leaveOpen = (payment) => store(OPEN, JSON.stringify(payment));
export const closeOpen = () => drop(OPEN);
