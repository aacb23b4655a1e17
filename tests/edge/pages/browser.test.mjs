// A person pays: in a real browser, on the provider's page, back to the shop.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startBrowser, startShop } from '../support/browser.mjs';
import { CUSTOMER, payment, startLianLian } from '../support/lianlian.mjs';

const shop = await startShop();
const lab = await startLianLian({ vars: { RETURN_URLS: JSON.stringify([shop.origin]) } });
const browser = await startBrowser();
after(async () => {
  await browser.close();
  await lab.end();
  shop.close();
});

const return_url = `${shop.origin}/thanks?cart=7`;

/** Opens the page and acts on it by keyboard alone. */
async function act(url, name) {
  const page = await browser.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(url);
  const button = page.getByRole('button', { name, exact: true });
  for (let tabs = 0; tabs < 12 && !(await button.evaluate((el) => el === document.activeElement)); tabs++) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  return page;
}

/** Where the browser ends, and what the page that waits is told meanwhile. */
async function pays(wanted, url) {
  const id = wanted.merchant_order_id;
  const waiting = lab.get(`/v1/orders/${id}?wait=30`);
  const page = await act(url, 'Pay');
  await page.waitForURL(`${shop.origin}/**`);
  assert.equal(page.url(), `${return_url}&merchant_order_id=${id}`);
  assert.equal(await page.getByRole('heading').innerText(), 'Thank you');
  await page.close();
  const { json } = await waiting;
  assert.deepEqual([json.state, lab.payments(id).map((each) => each.status)], ['succeeded', ['PS']]);
}

test('PromptPay: what the code says leads to the page, paid there, back in the shop by GET', async () => {
  const wanted = payment({ return_url });
  const { json } = await lab.create(wanted);
  assert.equal(json.next_action.type, 'qr');
  // The simulator's code says this address; its own tests decode the picture against known codes.
  const [{ order_id: order }] = lab.payments(wanted.merchant_order_id);
  await pays(wanted, `${lab.simulatorUrl}/lianlian/pay/${order}`);
});

test('TrueMoney: redirected, paid, back', async () => {
  const details = { service: 'truemoney', method: 'NORMAL_BALANCE_TM', order_desc: 'one hat', customer: CUSTOMER };
  const wanted = payment({ return_url, details });
  const { json } = await lab.create(wanted);
  assert.equal(json.next_action.type, 'redirect');
  await pays(wanted, json.next_action.url);
});

test('cancelled on the page: failed after a second look, and nothing was charged', async () => {
  const wanted = payment({ return_url, details: { service: 'linepay', method: 'NORMAL_BALANCE', order_desc: 'one hat',
    customer: CUSTOMER } });
  const { json } = await lab.create(wanted);
  const page = await act(json.next_action.url, 'Cancel');
  await page.waitForURL(`${shop.origin}/**`);
  await page.close();
  const ended = await lab.ends(wanted.merchant_order_id, 'failed');
  assert.equal(ended.failure.reason, 'cancelled');
  assert.deepEqual(lab.payments(wanted.merchant_order_id).map((each) => each.status), ['PC']);
});
