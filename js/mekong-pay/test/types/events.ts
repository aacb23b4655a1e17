// Events: the kind says what is in them.
import { verifyEvent } from 'mekong-pay';
import type { EventType, MekongEvent, Order, OrderNextAction, Refund } from 'mekong-pay';

export function received(body: Uint8Array, headers: Headers, node: NodeJS): string {
  verifyEvent('{}', node.headers, 'whsec_x');
  verifyEvent('{}', [['webhook-id', 'evt_1']], 'whsec_x', { toleranceSeconds: 60, now: 1_700_000_000 });
  const event: MekongEvent = verifyEvent(body, headers, ['whsec_x', 'whsec_y']);
  return `${event.id} ${event.timestamp} ${event.data.sequence} ${about(event)}`;
}
/** As Node types a request. */
interface NodeJS {
  readonly headers: { host?: string; 'set-cookie'?: string[]; [name: string]: string | string[] | undefined };
}

const startedBy = (given: { state: 'active'; started_by: string }): string => given.started_by;

function about(event: MekongEvent): string {
  switch (event.type) {
    case 'order.pending': return todo(event.data.order.next_action, event.data.order.state);
    case 'order.unknown': return event.data.order.unknown_reason;
    case 'order.succeeded': return event.data.order.warnings?.[0]?.code ?? event.data.order.state satisfies 'succeeded';
    case 'order.failed': return event.data.order.failure.reason;
    case 'order.review': return event.data.order.review.reasons[0];
    case 'order.resolved': return event.data.order.state satisfies 'succeeded' | 'failed';
    case 'refund.pending': return event.data.refund.state satisfies 'pending';
    case 'refund.unknown': return event.data.refund.unknown_reason;
    case 'refund.succeeded': return event.data.refund.state satisfies 'succeeded';
    case 'refund.failed': return event.data.refund.failure.reason;
    case 'refund.review': return event.data.refund.review.since;
    case 'refund.resolved': return event.data.refund.resolution.evidence ?? '';
    case 'subscription.started': return startedBy(event.data.subscription);
    case 'subscription.cancelled': return event.data.subscription.cancelled_at;
    case 'provider.suspended': return event.data.provider.suspended.cause;
    case 'provider.resumed': return `${event.data.provider.suspended satisfies null}`;
    case 'provider.balance_low': return event.data.provider.id;
    case 'endpoint.failing': case 'endpoint.recovered': return event.data.endpoint.failing_since;
    case 'account.alert': return event.data.account.detail;
    case 'key.texts_half_spent': return event.data.key.id;
    default: return event satisfies never;
  }
}

const todo = (action: OrderNextAction | null, state: 'pending'): string =>
  (action?.type === 'otp' ? `${action.attempts_left}` : state);
export const kind: EventType = 'order.resolved';
export const ask = (thing: Order | Refund): boolean =>
  thing.must_recheck && (thing.state satisfies 'sending' | 'unknown') === 'unknown';
export const details = (order: Order): unknown => order.details?.['card_name'];

declare const event: MekongEvent;
// @ts-expect-error no overlap: no such kind
if (event.type === 'order.sending') received;
// @ts-expect-error 'order' does not exist: not before the kind is known
event.data.order;
// @ts-expect-error 'refund' does not exist: an order's event has no refund
if (event.type === 'order.failed') event.data.refund;
// @ts-expect-error possibly 'null': a pending order has not failed
if (event.type === 'order.pending') event.data.order.failure.reason;
// @ts-expect-error 'next_action' does not exist: a refund waits for no payer
if (event.type === 'refund.pending') event.data.refund.next_action;
// @ts-expect-error 'balance' does not exist: the balance itself is not told
if (event.type === 'provider.balance_low') event.data.provider.balance;
// @ts-expect-error Expected 3-4 arguments: a secret is given
verifyEvent('{}', new Headers());
// @ts-expect-error '{}' is not: exact bytes, not what was parsed of them
verifyEvent({}, new Headers(), 'whsec_x');
// @ts-expect-error 'Date' is not: seconds, as a number
verifyEvent('{}', new Headers(), 'whsec_x', { now: new Date() });
