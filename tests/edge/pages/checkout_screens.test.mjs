// Screens that are gone too quickly, or that no payment in development leads to: shown by orders made up here.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inspect, startCheckout } from '../support/checkout.mjs';
import { nextNumber } from '../support/orders.mjs';

const shop = await startCheckout();
after(() => shop.end());

const soon = (ms) => new Date(Date.now() + ms).toISOString();
const pending = (next_action) => ({ state: 'pending', next_action });
const failed = (reason, may_retry) => ({ state: 'failed', next_action: null, failure: { reason }, may_retry });

/** Each with its screen, and what must be on it. */
const ORDERS = {
  sending: [{ state: 'sending', next_action: null }, 'sending', /do not pay again/],
  device: [pending({ type: 'wait', on: 'device' }), 'wait', /Confirm the payment in the app on your phone/],
  app: [pending({ type: 'app', params: { tradeNo: '1' } }), 'app', /only in the shop’s own app/],
  unheard: [pending({ type: 'from_the_future' }), 'app', /only in the shop’s own app/],
  nothing: [pending(null), 'checking', /do not pay again/],
  late: [pending({ type: 'qr', text: 'x', expires_at: '2020-01-01T00:00:00+07:00' }), 'late', /do not pay again/],
  for_good: [failed('already_registered', false), 'failed', /has bought this already.*ask the shop/s],
  unheard_reason: [failed('from_the_future', true), 'failed', /did not go through.*Choose again/s],
};

/** The page on an order as somebody made it up. */
async function shown(tab, fields) {
  const change = (order) => ({ ...order, ...fields, version: order.version + 1, updated_at: soon(0) });
  await tab.page.unrouteAll({ behavior: 'ignoreErrors' });
  await tab.page.route('**/v1/orders/*', async (route) => {
    // Only the first look is answered: after it the page waits.
    if (route.request().url().includes('wait=')) return;
    const reply = await route.fetch();
    await route.fulfill({ response: reply, json: change(await reply.json()) });
  });
  await tab.page.reload();
}

const tab = await shop.open();
await tab.pays('song', { number: nextNumber() });
await tab.screen('otp');

for (const [name, [fields, kind, words]] of Object.entries(ORDERS)) {
  test(`an order that is ${name}`, async () => {
    await shown(tab, fields);
    await tab.ends(kind);
    assert.match(await tab.page.locator('main').innerText(), words);
    await inspect(tab, name, { focused: false });
  });
}

test('a code of a text is drawn, and one too long for a code is shown as it is', async () => {
  await shown(tab, pending({ type: 'qr', text: 'https://pay.example/1', expires_at: soon(70_000) }));
  await tab.ends('qr');
  const code = tab.page.getByRole('img', { name: /QR code to pay/ });
  // Version 2 of QR codes (25 modules), four light ones around it, eight pixels each.
  assert.equal(await code.evaluate((image) => image.naturalWidth), 33 * 8);
  assert.match(await tab.page.getByRole('link', { name: 'Save the code' }).getAttribute('href'), /^data:image\/png/);
  await inspect(tab, 'qr-text', { focused: false });
  await tab.page.getByRole('status').getByText('One minute left.').waitFor({ timeout: 20_000 });
  await shown(tab, pending({ type: 'qr', text: 'x'.repeat(1200) }));
  await tab.page.locator('.long').waitFor();
  assert.equal(await tab.page.getByRole('timer').count(), 0, 'it has no end');
  await inspect(tab, 'qr-long', { focused: false });
});

test('an address that would run in the page is no link', async () => {
  for (const url of ['javascript:alert(1)', ' JavaScript:alert(1)', 'data:text/html,x', 'java\nscript:alert(1)']) {
    await shown(tab, pending({ type: 'redirect', url, app_url: 'myapp://pay/1' }));
    await tab.ends('redirect');
    const links = await tab.page.locator('main a').evaluateAll((found) => found.map(({ href }) => href));
    assert.deepEqual(links, ['myapp://pay/1']);
  }
});
