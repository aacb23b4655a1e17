// Notifications that lie, are forged or can be read in more than one way: none of them makes an order succeed.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { payment, signatureOf, startLianLian } from '../support/lianlian.mjs';
import { until } from '../support/wait.mjs';

const lab = await startLianLian();
after(lab.end);

const refused = async () => (await lab.get('/v1/notifications')).json.counts.notifications_refused_lianlian_signature ?? 0;

/** The order as it was, but for its rechecks. */
async function untouched(id, { order }) {
  const now = await lab.order(id);
  for (const name of ['state', 'next_action', 'review', 'failure', 'provider_order_id']) {
    assert.deepEqual(now[name], order[name], name);
  }
}

test('a false signature is refused without a reason, changes nothing, and is counted', async () => {
  const opening = await lab.opened();
  const { id } = opening;
  const before = await refused();
  const lies = ['forged', 'bad_signature', 'unsigned', 'tampered'];
  assert.deepEqual(await lab.notify({ merchant_order_id: id, variant: lies }), Array(4).fill(400));
  await untouched(id, opening);
  assert.equal(await refused(), before + 4);
  assert.deepEqual((await lab.history(id)).filter((line) => ['notification', 'hint'].includes(line.type)), []);
});

const good = (id) => JSON.stringify({
  order_id: lab.payments(id)[0].order_id, merchant_order_id: id, order_status: 'PS', order_amount: '344.00',
  order_currency: 'THB',
});

test('every refusal reads the same, whatever is wrong', async () => {
  const opening = await lab.opened();
  const body = good(opening.id);
  const signed = { sign: signatureOf(body) };
  const answers = await Promise.all([
    lab.notification(body, { sign: '' }), lab.notification(body, { sign: 'AAAA' }), lab.notification(body, { sign: 'e' }),
    lab.notification(body.replace('PS', 'WP'), signed), lab.notification(`${body} x`, signed), lab.notification('', signed),
    lab.notification('[]', signed),
    lab.notification('{"a":'.repeat(200), signed), lab.notification(Buffer.from([0xff, 0xfe]), signed),
    lab.notification(body, { ...signed, headers: { 'sign-type': 'MD5' } }), lab.notification(body.replace('344', '345'), signed),
  ]);
  // But for the call's own id.
  const texts = new Set(answers.map(({ status, json: { instance, ...told } }) => `${status} ${JSON.stringify(told)} ${instance.length}`));
  assert.equal(texts.size, 1, [...texts].join('\n'));
  assert.equal(answers[0].status, 400);
  assert.ok(!/sign|key|order/i.test(answers[0].json.detail));
  await untouched(opening.id, opening);
});

/** Flipping a byte gives either no JSON, a repeated key, or a message whose signature is wrong. */
test('each byte of a good notification flipped: none is accepted', async () => {
  const opening = await lab.opened();
  const body = Buffer.from(good(opening.id));
  const sign = signatureOf(String(body));
  await lab.plan('query', { status: 500 }, { merchant_order_id: opening.id, times: null });
  const flip = (bytes, at) => Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)));
  for (let at = 0; at < body.length; at += 1) {
    const { status } = await lab.notification(flip(body, at), { sign });
    assert.ok(status === 400, `byte ${at}: ${status}`);
  }
  const bytes = Buffer.from(sign, 'base64');
  for (let at = 0; at < bytes.length; at += 1) {
    assert.equal((await lab.notification(body, { sign: flip(bytes, at).toString('base64') })).status, 400, `signature, byte ${at}`);
  }
  await untouched(opening.id, opening);
  assert.equal((await lab.notification(body, { sign })).status, 200);
  assert.equal((await lab.order(opening.id)).state, 'succeeded');
});

test('a repeated name has no signature that could be good: refused, however often, and nothing is asked or written', async () => {
  const { id } = await lab.opened();
  await lab.askedAgain(id);
  const lines = (await lab.history(id)).filter((line) => line.type !== 'query').length;
  const body = good(id).replace('{', '{"order_status":"WP",');
  for (let n = 0; n < 40; n += 1) assert.equal((await lab.notification(body, { sign: 'AAAA' })).status, 400);
  assert.equal((await lab.notification(body, { sign: signatureOf(good(id)) })).status, 400);
  assert.equal((await lab.history(id)).filter((line) => line.type !== 'query').length, lines);
  assert.equal(lab.records.order(id).hints.since, null);
});

// These mostly wait.
describe('a notification that lies', { concurrency: 5 }, () => {
  test('rightly signed, but of another amount, currency, order or merchant: never a success', async () => {
    await Promise.all(['amount_changed', 'currency_changed', 'order_changed', 'merchant_changed'].map(async (variant) => {
      const { id } = await lab.opened();
      assert.deepEqual(await lab.notify({ merchant_order_id: id, variant }), [200], variant);
      assert.equal((await lab.order(id)).state, 'pending', `${variant}: a hint`);
      await lab.askedAgain(id);
      // The query says the truth: it still waits.
      const { state, review } = await lab.order(id);
      assert.deepEqual([state, review], ['pending', null], variant);
      await lab.payer(id);
      await lab.ends(id, 'succeeded');
    }));
  });

  test('paid, but the only notification names another amount: a query decides', async () => {
    const { id } = await lab.opened(payment({ value: '344.95' }));
    await lab.ends(id, 'succeeded');
    assert.equal((await lab.history(id)).at(-1).type, 'query');
  });

  test('not paid, whatever a notification says: forged, of no known status, with repeated names', async () => {
    await Promise.all(['344.97', '344.98', '344.99'].map(async (value) => {
      const { id } = await lab.opened(payment({ value }));
      await until(`${value} was announced`, async () => (await lab.announced(id)).some((each) => each.attempts.length > 0));
      await lab.askedAgain(id);
      assert.equal((await lab.order(id)).state, 'pending', value);
    }));
  });

  test('names that occur twice: refused, and the schedule finds the payment', async () => {
    const { id } = await lab.opened(payment({ value: '350.91' }));
    await until('it is paid', () => lab.payments(id)[0].paid_at);
    assert.deepEqual(await lab.notify({ merchant_order_id: id, variant: 'duplicate_keys' }), [400]);
    await lab.ends(id, 'succeeded');
    assert.equal((await lab.history(id)).at(-1).type, 'query');
  });

  test('what cannot be read in one way only, though rightly signed, is left to the query', async () => {
    const { id } = await lab.opened();
    const { order_id } = lab.payments(id)[0];
    const truth = JSON.parse(good(id));
    const bodies = [
      { ...truth, refund_status: 'RS', merchant_refund_id: id }, { ...truth, extra: { order_status: 'PS' } },
      { ...truth, order_id: `${order_id}&order_status=PS`, order_status: 'WP' }, { ...truth, note: 'a=b&c=d' },
    ];
    for (const body of bodies) {
      assert.equal((await lab.notification(JSON.stringify(body))).status, 200, JSON.stringify(body));
      assert.equal((await lab.order(id)).state, 'pending', JSON.stringify(body));
    }
  });
});
