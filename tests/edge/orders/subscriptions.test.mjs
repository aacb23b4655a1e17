// How subscriptions start, come along from elsewhere, and meet a cancellation that comes at the same time.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { nextNumber, renewal } from '../support/orders.mjs';
import { sleep, until } from '../support/wait.mjs';

const lab = await startLab();
after(lab.end);

const wish = (msisdn, code = '*123#') => ({ Msisdn: msisdn, USSDCode: code, Channel: 'USSD' });
const NOT_ACTIVE = 'subscription_not_active';
const only = async (msisdn) => {
  const found = await until('a subscription is known', async () => {
    const list = await lab.subscriptions(msisdn);
    return list.length > 0 && list;
  });
  assert.equal(found.length, 1);
  return found[0];
};

test('a charge that subscribes starts a subscription once it has succeeded', async () => {
  const { id, otp, msisdn } = await lab.opened({ details: { subscribe: true, ussd_code: '*123#' } });
  assert.deepEqual(await lab.subscriptions(msisdn), []);
  assert.equal((await lab.create(renewal({ msisdn }))).json.code, NOT_ACTIVE);
  await lab.confirm(id, otp);
  const { consented_at, started_by, ...subscription } = await only(msisdn);
  assert.equal(started_by, id);
  assert.deepEqual(subscription, {
    provider: 'ltc', msisdn: `+856${msisdn}`, details: { game_name: 'MEKONG', card_name: 'Gold' },
    short_code: '*123#', state: 'active', cancelled_at: null,
  });
  assert.ok(Math.abs(Date.now() - Date.parse(consented_at)) < 60_000);
  assert.equal((await lab.create(renewal({ msisdn }))).json.state, 'succeeded');
});

test('a charge that does not subscribe, or does not succeed, starts none', async () => {
  const { msisdn } = await lab.charged();
  const cancelled = await lab.opened({ details: { subscribe: true } });
  await lab.cancel(cancelled.id);
  assert.deepEqual([await lab.subscriptions(msisdn), await lab.subscriptions(cancelled.msisdn)], [[], []]);
});

test('a cancellation while the confirm is under way: the charge succeeds, the subscription is not active', async () => {
  for (const code of ['*123#', '*999#']) {
    const { id, otp, msisdn } = await lab.opened({ details: { subscribe: true, ussd_code: '*123#' } });
    await lab.plan('ConfirmDeduct', { work_first: true, delay_ms: 1000 }, { msisdn });
    const confirming = lab.confirm(id, otp);
    await until('the charge is in the book', () => lab.charges(id).length === 1);
    assert.equal((await lab.unsubscribe(wish(msisdn, code))).json.ResultCode, '200');
    assert.equal((await confirming).json.state, 'succeeded');
    assert.equal((await only(msisdn)).state, 'cancelled');
    assert.equal((await lab.create(renewal({ msisdn }))).json.code, NOT_ACTIVE);
  }
});

test('a cancellation before the password was given does not outlive the new consent', async () => {
  const { id, otp, msisdn } = await lab.opened({ details: { subscribe: true } });
  await lab.unsubscribe(wish(msisdn));
  await sleep(5);
  await lab.confirm(id, otp);
  assert.equal((await only(msisdn)).state, 'active');
});

test('a cancellation while a renewal is under way: it may finish, the next one is refused', async () => {
  const msisdn = nextNumber();
  await lab.subscribed(msisdn, { ussd_code: '*123#' });
  await lab.plan('RequestDeduct', { delay_ms: 1000 }, { msisdn });
  const before = lab.calls().RequestDeduct;
  const wanted = renewal({ msisdn });
  const renewing = lab.create(wanted);
  await until('the renewal is under way', () => lab.calls().RequestDeduct > before);
  assert.equal((await lab.unsubscribe(wish(msisdn))).json.ResultCode, '200');
  assert.equal((await lab.create(renewal({ msisdn, period: '2027-01' }))).json.code, NOT_ACTIVE);
  assert.equal((await renewing).json.state, 'succeeded');
  assert.equal((await lab.create(renewal({ msisdn, period: '2027-01' }))).json.code, NOT_ACTIVE);
  assert.equal((await lab.create(wanted)).status, 200);
  assert.equal(lab.charges(msisdn).length, 1);
});

test('an imported subscription is kept as it is when it comes again', async () => {
  const msisdn = nextNumber();
  const first = await lab.subscribed(msisdn, { ussd_code: '*5#' }, '2026-03-01T08:00:00+07:00');
  assert.deepEqual([first.state, first.consented_at, first.short_code, first.started_by],
    ['active', '2026-03-01T08:00:00.000+07:00', '*5#', null]);
  for (const again of ['2026-03-01T08:00:00+07:00', '2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z']) {
    assert.deepEqual(await lab.subscribed(`+856${msisdn}`, { ussd_code: '*5#' }, again), first);
  }
  assert.deepEqual(await lab.subscriptions(`0${msisdn}`), [first]);
});

test('an import is refused by field', async () => {
  const good = { provider: 'ltc', msisdn: nextNumber(), consented_at: '2026-01-01T00:00:00Z', details: { card_name: 'Gold' } };
  const later = new Date(Date.now() + 60_000).toISOString();
  for (const [change, field] of [
    [{ consented_at: later }, 'consented_at'], [{ consented_at: '2026-01-01 00:00:00' }, 'consented_at'],
    [{ msisdn: '12345' }, 'msisdn'], [{ provider: 'nobody' }, 'provider'], [{ state: 'active' }, 'state'],
    [{ details: { card_name: 'Gold', period: '1' } }, 'details.period'], [{ details: {} }, 'details.card_name'],
  ]) {
    const { status, json } = await lab.post('/v1/subscriptions', { ...good, ...change });
    assert.deepEqual([status, json.field], [422, field]);
  }
  assert.deepEqual(await lab.subscriptions(good.msisdn), []);
});

test('a cancellation counts for an import that comes after it, if the consent was before it', async () => {
  const msisdn = nextNumber();
  assert.equal((await lab.unsubscribe(wish(msisdn))).json.ResultCode, '100');
  assert.equal((await lab.subscribed(msisdn)).state, 'cancelled');
  assert.equal((await lab.create(renewal({ msisdn }))).json.code, NOT_ACTIVE);
  await sleep(5);
  assert.equal((await lab.subscribed(msisdn, {}, new Date().toISOString())).state, 'active', 'a new consent');
  assert.equal((await lab.create(renewal({ msisdn }))).json.state, 'succeeded');
});

test('a later cancellation of one plan does not make an earlier one of all plans forgotten', async () => {
  const msisdn = nextNumber();
  await lab.unsubscribe(wish(msisdn, '*9#')); // Nothing is known: it ends everything.
  await sleep(5);
  await lab.subscribed(msisdn, { card_name: 'Silver', ussd_code: '*9#' }, new Date().toISOString());
  await lab.unsubscribe(wish(msisdn, '*9#')); // Now the code names one plan.
  assert.equal((await lab.subscribed(msisdn)).state, 'cancelled', 'agreed to before the first cancellation');
});
