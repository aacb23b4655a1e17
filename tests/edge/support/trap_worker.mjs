// Runs inside workerd in the place of the Worker that ships, which it wraps.
import { trapAtClock } from './hook.js';
import Gateway from './gateway.js';

export { Control, Ledger, Subscriber } from './gateway.js';

export default class extends Gateway {
  fetch(request) {
    const nth = Number(request.headers.get('x-test-trap'));
    if (nth > 0) trapAtClock(nth);
    return super.fetch(request);
  }
}
