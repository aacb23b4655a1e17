// What can go wrong for people who pay on the example page: said in words, and never paid twice.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ITEMS, NAME, inspect, startCheckout } from '../support/checkout.mjs';
import { send } from '../support/http.mjs';
import { answering, behaving, nextNumber } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

const at = (sku, value) => ({ ...ITEMS[0], sku, amount: { value, currency: 'THB' } });
// Amounts by which the simulator decides what becomes of a payment (its README).
const shop = await startCheckout({ items: [...ITEMS, at('cancelled', '120.83'), at('declined', '120.84')] });
const { lab, smsTo } = shop;
after(() => shop.end());

test('cancelled or declined at the provider: the reason is said, and choosing again makes a new order', async () => {
  const tab = await shop.open();
  await tab.pays('cancelled', { way: 'truemoney', name: NAME });
  await tab.ends('failed');
  await tab.page.getByText('The payment was cancelled.').waitFor();
  const first = await tab.orderId();
  await inspect(tab, 'failed');
  await tab.press('Choose again');
  assert.equal(await tab.page.getByLabel('Your full name').inputValue(), NAME, 'nothing is typed twice');
  await tab.pays('declined', { way: 'promptpay' });
  await tab.ends('failed');
  await tab.page.getByText('The payment was declined.').waitFor();
  assert.notEqual(await tab.orderId(), first);
  await tab.close();
});

test('a refusal at once: the reason is said, and nothing was charged', async () => {
  const number = answering('request', '103');
  const tab = await shop.open();
  await tab.pays('song', { number });
  await tab.ends('failed');
  await tab.page.getByText('The balance is too low.').waitFor();
  assert.deepEqual(lab.charges(number), []);
  await tab.close();
});

test('nobody knows whether the money moved: the page says to wait, and never "failed"', async () => {
  const number = behaving('confirm', '03');
  const plan = { match: { call: 'CheckTransaction', msisdn: number }, times: 4, behaviour: { status: 500 } };
  await send(`${lab.simulatorUrl}/_ltc/plan`, { method: 'POST', json: plan });
  const tab = await shop.open();
  await tab.pays('song', { number });
  await tab.screen('otp');
  await tab.page.getByLabel('Code from the text message').fill(await smsTo(number));
  await tab.press(/^Pay/);
  await tab.screen('checking');
  await inspect(tab, 'checking');
  assert.equal(await tab.page.locator('main button').count(), 0, 'nothing here leads to a second payment');
  const id = await tab.orderId();
  await until('LTC says what happened', async () => (await lab.recheck(id)).json.state === 'succeeded');
  await tab.ends('done');
  await tab.close();
});

test('a reload in the middle finds the same order, at each step', async () => {
  const number = nextNumber();
  const tab = await shop.open();
  await tab.pays('song', { number });
  await tab.screen('otp');
  const id = await tab.orderId();
  await tab.page.reload();
  await tab.screen('otp');
  assert.equal(await tab.orderId(), id);
  assert.equal(lab.texts(number), 1, 'no second text');
  const elsewhere = () => JSON.stringify([Object.entries(localStorage), document.cookie, location.href]);
  assert.doesNotMatch(await tab.page.evaluate(elsewhere), /ct_/, 'the token is kept in the tab alone');
  await tab.page.getByLabel('Code from the text message').fill(await smsTo(number));
  await tab.press(/^Pay/);
  await tab.screen('done');
  await tab.page.reload();
  await tab.ends('done');
  assert.equal(lab.charges(number).length, 1);
  await tab.close();
});

test('answers lost while the order is made, and a reload then: one order', async () => {
  const tab = await shop.open();
  const cut = async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await route.fetch();
    return route.abort();
  };
  await tab.page.route('**/v1/orders', cut);
  const before = lab.calls().create;
  await tab.pays('coffee', { way: 'promptpay', name: NAME });
  await tab.page.getByText('No connection. Trying again…').waitFor();
  await inspect(tab, 'offline', { focused: false });
  await tab.page.reload();
  await tab.page.getByText('No connection. Trying again…').waitFor();
  await tab.page.unroute('**/v1/orders', cut);
  await tab.screen('qr');
  assert.equal(lab.calls().create, before + 1);
  await lab.payer(await tab.orderId());
  await tab.ends('done');
  await tab.close();
});

test('no connection at all: it is said, and trying again goes on with the same order', async () => {
  const tab = await shop.open();
  const none = (route) => route.abort();
  await tab.screen('choose');
  await tab.page.route(`${lab.url}/**`, none);
  const before = lab.calls().create;
  await tab.pays('coffee', { way: 'promptpay', name: NAME });
  await tab.page.locator('main[data-screen="trouble"]').waitFor({ timeout: 30_000 });
  await inspect(tab, 'trouble');
  const { clientKey } = await tab.page.evaluate(() => JSON.parse(sessionStorage.getItem('mekong-payment')));
  await tab.page.unroute(`${lab.url}/**`, none);
  const [request] = await Promise.all([
    tab.page.waitForRequest((sent) => sent.method() === 'POST'), tab.press('Try again'),
  ]);
  assert.equal(request.postDataJSON().client_key, clientKey);
  await tab.screen('qr');
  assert.equal(lab.calls().create, before + 1);
  await tab.close();
});

test('the shop\'s gateway is out of reach from the start: the page says so and can be tried again', async () => {
  const tab = await shop.open();
  await tab.screen('choose');
  await tab.page.route(`${lab.url}/**`, (route) => route.abort());
  await tab.page.reload();
  await tab.screen('trouble');
  await tab.page.getByText('There is no connection to the payment service.').waitFor();
  await tab.page.unrouteAll();
  await tab.press('Try again');
  await tab.ends('choose');
  await tab.close();
});

test('a token that is no longer good: calm words and the reference, no other order shown', async () => {
  const tab = await shop.open();
  await tab.pays('song', { number: nextNumber() });
  await tab.screen('otp');
  const id = await tab.orderId();
  const expired = { status: 401, code: 'client_token_expired', detail: 'expired', money_may_have_moved: false };
  const headers = { 'access-control-allow-origin': shop.origin };
  await tab.page.route('**/v1/orders/*', (route) => route.fulfill({
    status: 401, contentType: 'application/problem+json', json: expired, headers,
  }));
  await tab.page.reload();
  await tab.screen('trouble');
  await tab.page.getByText('Please ask the shop before you pay again.').waitFor();
  assert.equal(await tab.orderId(), id);
  await inspect(tab, 'token', { focused: false });
  await tab.close();
});

/** The screen that comes next, however short. */
const nextScreen = ({ page }) => page.evaluate(() => new Promise((found) => {
  const main = document.getElementById('main');
  new MutationObserver((_, observer) => {
    observer.disconnect();
    found({ kind: main.dataset.screen, codes: document.querySelectorAll('.code').length });
  }).observe(main, { attributeFilter: ['data-screen'] });
}));

test('the time runs out: the code goes away, then the provider\'s word, then another try', async () => {
  const brief = await startCheckout({ simulator: { lianlianExpiryS: 4 }, scale: 10 });
  try {
    // Its end is not announced, so that at first the page has only the clock to go by.
    await brief.lab.plan('create', { notify: ['lost'] });
    const tab = await brief.open();
    await tab.pays('coffee', { way: 'promptpay', name: NAME });
    await tab.screen('qr');
    const id = await tab.orderId();
    assert.deepEqual(await nextScreen(tab), { kind: 'late', codes: 0 });
    await tab.screen('failed');
    await tab.page.getByText('The time to pay has run out.').waitFor();
    await tab.press('Choose again');
    await tab.pays('coffee', { way: 'promptpay' });
    await tab.screen('qr');
    assert.notEqual(await tab.orderId(), id);
    assert.deepEqual(tab.problems, []);
  } finally {
    await brief.end();
  }
});
