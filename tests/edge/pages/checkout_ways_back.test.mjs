// Out of every screen that waits, into the same order again, and on browsers that keep nothing: the page as a shop copies it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { NAME, inspect, startCheckout } from '../support/checkout.mjs';
import { nextNumber } from '../support/orders.mjs';

const shop = await startCheckout({ copied: true });
const { lab, smsTo } = shop;
after(() => shop.end());

test('out of a code that can still be paid, back to it, and paid there', async () => {
  const tab = await shop.open();
  await tab.pays('coffee', { way: 'promptpay', name: NAME });
  await tab.screen('qr');
  const id = await tab.orderId();
  const words = await tab.page.locator('main').innerText();
  assert.ok(words.indexOf('289.00') < words.indexOf('Save the code'), 'the sum stands above the code');
  await tab.press('Choose another way');
  await tab.screen('choose');
  await inspect(tab, 'choose-open', { focused: false });
  await tab.press('Back to that payment');
  await tab.screen('qr');
  assert.equal(await tab.orderId(), id);
  await lab.payer(id);
  await tab.ends('done');
  await tab.press('Buy something else');
  await tab.screen('choose');
  assert.equal(await tab.page.getByText('is still open').count(), 0);
  await tab.close();
});

test('LTC: another way, then the same number: no dead end', async () => {
  const number = nextNumber();
  const tab = await shop.open();
  await tab.pays('song', { number });
  await tab.screen('otp');
  const first = await tab.orderId();
  await tab.press('Choose another way');
  await tab.screen('choose');
  const { json: { state, failure } } = await lab.get(`/v1/orders/${first}`);
  assert.deepEqual([state, failure?.reason], ['failed', 'cancelled']);
  await tab.pays('song', {});
  await tab.screen('otp');
  assert.notEqual(await tab.orderId(), first);
  await tab.page.getByLabel('Code from the text message').fill('123456789');
  await tab.press(/^Pay/);
  await tab.page.getByText('The code has digits only').waitFor();
  const otp = await smsTo(number);
  // As a phone may paste it: full-width digits between marks that nobody sees.
  const pasted = [...otp].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('\u200b');
  await tab.page.getByLabel('Code from the text message').fill(`\u2068${pasted}\u2069\u00a0`);
  await tab.press(/^Pay/);
  await tab.ends('done');
  assert.equal(lab.charges(number).length, 1);
  await tab.close();
});

const KEEPS_NOTHING = () => Object.defineProperty(globalThis, 'sessionStorage', {
  get() { throw new DOMException('denied', 'SecurityError'); },
});

test('where nothing can be kept: the page works, says so, and pays in another tab', async () => {
  const tab = await shop.open({ before: KEEPS_NOTHING });
  await tab.pays('coffee', { way: 'truemoney', name: NAME });
  await tab.screen('redirect');
  await tab.page.getByText('Your browser keeps nothing').waitFor();
  await inspect(tab, 'unkept');
  const id = await tab.orderId();
  const [beside] = await Promise.all([
    tab.page.context().waitForEvent('page'), tab.page.getByRole('link', { name: 'Continue to the payment page' }).click(),
  ]);
  await beside.getByRole('button', { name: 'Pay', exact: true }).click();
  await beside.locator('main[data-screen="stray"]').waitFor();
  await tab.screen('done');
  assert.equal(await tab.orderId(), id);
  await tab.close();
});

test('after a cancel at the provider\'s page, of which no notification comes: asked about at once, and never "pay again" first', async () => {
  const tab = await shop.open();
  await lab.plan('create', { notify: 'lost' });
  await tab.pays('coffee', { way: 'truemoney', name: NAME });
  await tab.screen('redirect');
  const id = await tab.orderId();
  await tab.page.getByRole('button', { name: 'Choose another way' }).waitFor();
  await tab.page.getByRole('link', { name: 'Continue to the payment page' }).click();
  await tab.page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await tab.page.locator('main[data-screen="redirect"], main[data-screen="failed"]').first().waitFor();
  if (await tab.page.locator('main').getAttribute('data-screen') === 'redirect') {
    assert.match(await tab.page.locator('h1').innerText(), /Back from paying/);
    await tab.page.getByRole('button', { name: 'Choose another way' }).waitFor();
    await inspect(tab, 'returned', { focused: false });
  }
  await tab.ends('failed');
  await tab.page.getByText('The payment was cancelled.').waitFor();
  // By the browser's return, not by the rechecks, which come 5, 15 and 60 seconds after the order.
  const lines = await lab.history(id);
  const [hint, query] = lines.slice(lines.findIndex(({ type }) => type === 'hint'));
  const end = lines.find(({ to }) => to === 'failed');
  assert.deepEqual([hint.type, query?.type], ['hint', 'query'], JSON.stringify(lines));
  const [asked, told] = [query, end].map(({ at }) => Date.parse(at) - Date.parse(hint.at));
  assert.ok(asked < 3000 && told < 10_000, `asked after ${asked} ms, certain after ${told}`);
  await tab.close();
});
