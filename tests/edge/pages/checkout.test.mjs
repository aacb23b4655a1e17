// People pay on the example page, in a real browser, with nothing but a publishable key.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ITEMS, NAME, inspect, startCheckout } from '../support/checkout.mjs';
import { nextNumber, wrongOtp } from '../support/orders.mjs';

const [coffee, , song] = ITEMS;
const shop = await startCheckout();
const { lab, smsTo } = shop;
after(() => shop.end());

test('PromptPay: the code is shown with its time, paid in the bank\'s app, and the page knows at once', async () => {
  const tab = await shop.open();
  await tab.screen('choose');
  await inspect(tab, 'choose', { focused: false });
  await tab.pays('coffee', { way: 'promptpay', name: NAME });
  await tab.screen('qr');
  assert.match(await tab.page.getByRole('timer').innerText(), /0[78]:\d\d/);
  assert.ok(await tab.page.getByRole('img', { name: /QR code to pay/ }).evaluate((image) => image.naturalWidth > 100));
  await inspect(tab, 'qr');
  const id = await tab.orderId();
  await lab.payer(id);
  await tab.ends('done');
  await inspect(tab, 'done');
  assert.deepEqual(lab.payments(id).map(({ status, amount }) => [status, amount]), [['PS', coffee.amount.value]]);
  const { json } = await lab.get(`/v1/orders/${id}`);
  assert.equal(json.details.customer.full_name, NAME);
  await tab.press('Buy something else');
  await tab.screen('choose');
  await tab.close();
});

test('TrueMoney: to the provider\'s page and back into the same order', async () => {
  const tab = await shop.open();
  await tab.pays('coffee', { way: 'truemoney', name: NAME });
  await tab.screen('redirect');
  await inspect(tab, 'redirect');
  const id = await tab.orderId();
  await tab.page.getByRole('link', { name: 'Continue to the payment page' }).click();
  await tab.page.getByRole('button', { name: 'Pay', exact: true }).click();
  await tab.ends('done');
  assert.equal(tab.page.url(), `${shop.origin}/`, 'the order\'s id is gone from the address');
  assert.equal(await tab.orderId(), id);
  assert.deepEqual(lab.payments(id).map(({ status }) => status), ['PS']);
  await tab.close();
});

test('the browser that comes back is another one: it says nothing of the order and where to look', async () => {
  const tab = await shop.open({ path: '/?merchant_order_id=SOMEBODYS' });
  await tab.screen('stray');
  assert.equal(tab.page.url(), `${shop.origin}/`);
  await inspect(tab, 'stray', { focused: false });
  await tab.close();
});

test('LTC: a wrong code, the right one in Lao digits, charged once', async () => {
  const number = nextNumber();
  const tab = await shop.open();
  await tab.pays('song', { number });
  await tab.screen('otp');
  await inspect(tab, 'otp');
  const otp = await smsTo(number);
  const label = tab.page.getByLabel('Code from the text message');
  await label.fill(wrongOtp(otp));
  await tab.press(/^Pay/);
  await tab.page.getByText('That code is not right.').waitFor();
  await tab.page.getByText('Tries left: 4').waitFor();
  assert.ok(await label.evaluate((input) => input === document.activeElement && input.ariaInvalid === 'true'));
  await inspect(tab, 'otp-wrong', { focused: false });
  await label.fill([...otp].map((digit) => String.fromCodePoint(0xed0 + Number(digit))).join(''));
  await tab.press(/^Pay/);
  await tab.ends('done');
  assert.deepEqual(lab.charges(number).map(({ amount }) => amount), [Number(song.amount.value)]);
  await tab.close();
});

test('keyboard alone: chosen, typed, confirmed', async () => {
  const number = nextNumber();
  const tab = await shop.open();
  const { keyboard } = tab.page;
  const focused = (like) => tab.page.evaluate((selector) => document.activeElement?.matches(selector), like);
  const tabTo = async (like) => {
    for (let times = 0; times < 20 && !(await focused(like)); times++) await keyboard.press('Tab');
    assert.ok(await focused(like), `${like} is reached by Tab`);
    const outline = await tab.page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, 'none', `${like} shows its focus`);
  };
  await tab.screen('choose');
  await tabTo('[name="sku"]');
  while (!(await focused('[value="song"]'))) await keyboard.press('ArrowDown');
  await tabTo('#msisdn');
  await keyboard.press('Enter');
  await tab.page.getByText('Enter your mobile number.').waitFor();
  assert.ok(await focused('#msisdn[aria-invalid]'));
  await keyboard.type('12345');
  await keyboard.press('Enter');
  await tab.page.getByText('This is no Lao Telecom mobile number').waitFor();
  await inspect(tab, 'choose-wrong', { focused: false });
  await tabTo('#msisdn');
  await keyboard.press('Control+A');
  await keyboard.type(number);
  await keyboard.press('Enter');
  await tab.screen('otp');
  await tabTo('#otp');
  await keyboard.type(await smsTo(number));
  await keyboard.press('Enter');
  await tab.ends('done');
  assert.equal(lab.charges(number).length, 1);
  await tab.close();
});

test('the first of the reader\'s languages that there is, kept over a reload', async () => {
  for (const [locale, tag] of [['lo-LA', 'lo'], ['th-TH', 'th'], ['vi-VN', 'vi'], ['de-DE', 'en']]) {
    const tab = await shop.open({ locale });
    await tab.screen('choose');
    assert.equal(await tab.page.evaluate(() => document.documentElement.lang), tag, locale);
    await tab.page.locator('#languages [lang="vi"]').click();
    await tab.page.reload();
    await tab.screen('choose');
    assert.equal(await tab.page.title(), 'Thanh toán');
    await tab.close();
  }
});
