// The contenders in workerd. Clocks stand still while a request is answered, so its caller takes the time.
import { orders } from '../support/one_order.mjs';
import { webhooks } from '../support/webhooks.mjs';

// Made by the first request: outside of requests there is neither time nor chance.
let groups;

const made = () => ({
  // Stripe's own build for Workers has no other: its HMAC is WebCrypto's.
  webhook: webhooks(516, 'text', 'constructEventAsync'),
  order: orders('ltc', 'appotapay', 'connect_topup', 'lianlian'),
});

export default {
  /** `?group` gives its names, once each has shown that it does its work; `&at=&calls=` calls one of them so often. */
  async fetch(request) {
    groups ??= made();
    const { searchParams } = new URL(request.url);
    const contenders = groups[searchParams.get('group')] ?? [];
    if (!searchParams.has('at')) {
      for (const { check } of contenders) await check();
      return Response.json(contenders.map(({ name }) => name));
    }
    const { run } = contenders[Number(searchParams.get('at'))];
    for (let left = Number(searchParams.get('calls')); left > 0; left--) {
      const result = run();
      if (result instanceof Promise) await result;
    }
    return new Response('done');
  },
};
