// Charging calls whose answer is lost or says nothing: unknown, asked about, settled; never charged again.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startLab } from '../support/lab.mjs';
import { answering, behaving, charge, renewal } from '../support/orders.mjs';
import { until } from '../support/wait.mjs';

// A call may take 1 s; rechecks come 0.25 s, 0.75 s, 3 s and 15 s after that. Late work is done after 0.3 s.
const lab = await startLab({ scale: 20 });
after(lab.end);

/** The simulator's behaviours after which nobody can tell from the answer, and whether the work was done. */
const LOST = [
  ['02', false], ['03', true], ['04', false], ['05', true], ['06', true], ['07', true],
  ['08', true], ['09', false], ['10', true], ['12', true], ['13', true], ['15', true],
];

async function lostConfirm(way) {
  const { id, otp } = await lab.opened({ msisdn: behaving('confirm', way) });
  return { id, reply: await lab.confirm(id, otp) };
}

async function lostRenewal(way) {
  const msisdn = behaving('request', way);
  await lab.subscribed(msisdn);
  const wanted = renewal({ msisdn });
  return { id: wanted.merchant_order_id, reply: await lab.create(wanted) };
}

const rechecks = async (id) => (await lab.history(id)).filter((line) => line.type === 'query');

/** Unknown first; then as the book says, or still unknown: never failed, never a second charge. */
async function settles({ id, reply }, charged, name) {
  assert.equal(reply.json.state, 'unknown', `${name}: ${reply.text}`);
  assert.deepEqual([reply.json.must_recheck, reply.json.may_retry], [true, false]);
  if (charged) {
    const order = await lab.reaches(id, ['succeeded', 'failed']);
    assert.equal(order.state, 'succeeded', name);
    assert.equal((await lab.history(id)).at(-1).type, 'query');
  } else {
    await until(`${name} was asked about`, async () => (await rechecks(id)).length > 0);
    assert.equal((await lab.order(id)).state, 'unknown', name);
  }
  assert.equal(lab.charges(id).length, charged ? 1 : 0, name);
}

for (const [kind, lose] of [['confirm', lostConfirm], ['renewal', lostRenewal]]) {
  test(`a ${kind} without a usable answer is unknown until a recheck settles it`, async () => {
    const before = lab.calls();
    await Promise.all(LOST.map(async ([way, charged]) => settles(await lose(way), charged, `${kind} ${way}`)));
    const made = kind === 'confirm' ? 'ConfirmDeduct' : 'RequestDeduct';
    assert.equal(lab.calls()[made] - before[made], LOST.length, 'none was sent twice');
  });
}

test('codes that leave it open are unknown, whether the money moved or not', async () => {
  const confirms = [['001', false], ['002', false], ['007', false], ['105', true], ['106', true], ['102', false],
    ['777', false]];
  await Promise.all(confirms.map(async ([code, charged]) => {
    const { id, otp } = await lab.opened({ msisdn: answering('confirm', code) });
    await settles({ id, reply: await lab.confirm(id, otp) }, charged, `confirm ${code}`);
  }));
  const renewals = [['001', false], ['003', false], ['102', false], ['107', true], ['777', false]];
  await Promise.all(renewals.map(async ([code, charged]) => {
    const msisdn = answering('request', code);
    await lab.subscribed(msisdn);
    const wanted = renewal({ msisdn });
    await settles({ id: wanted.merchant_order_id, reply: await lab.create(wanted) }, charged, `renewal ${code}`);
  }));
});

test('a charge whose first call brings no password has failed: nothing is charged, confirm is refused', async () => {
  const ways = ['02', '03', '04', '05', '06', '07', '08', '09', '10', '12', '15'];
  await Promise.all(ways.map(async (way) => {
    const wanted = charge({ msisdn: behaving('request', way) });
    const { status, json } = await lab.create(wanted);
    assert.deepEqual([status, json.state, json.may_retry, json.must_recheck], [201, 'failed', true, false], way);
    const refused = await lab.confirm(wanted.merchant_order_id, lab.lastOtp(wanted.msisdn) ?? '12345');
    assert.deepEqual([refused.status, refused.json.code], [409, 'order_final'], way);
    assert.deepEqual(lab.charges(wanted.msisdn), [], way);
  }));
});

test('unusual forms of a good answer are good answers', async () => {
  const confirmed = await lab.opened({ msisdn: behaving('confirm', '16') });
  assert.equal((await lab.confirm(confirmed.id, confirmed.otp)).json.state, 'succeeded');
  await lab.opened({ msisdn: behaving('request', '16') });
  await lab.opened({ msisdn: behaving('request', '01') });
});

test('a recheck is believed only when it is about this very order', async () => {
  await Promise.all(['12', '13', '14', '04', '06', '16'].map(async (way) => {
    const { id, otp, msisdn } = await lab.opened({ msisdn: behaving('check', way) });
    await lab.plan('ConfirmDeduct', { reset: 'after' }, { msisdn });
    assert.equal((await lab.confirm(id, otp)).json.state, 'unknown');
    await until(`${way} was asked about`, async () => (await rechecks(id)).length > 0);
    assert.equal((await lab.order(id)).state, way === '16' ? 'succeeded' : 'unknown', way);
  }));
});

test('while the outcome is unknown nothing else is sent', async () => {
  const { id, otp, wanted } = await lab.opened();
  await lab.plan('ConfirmDeduct', { code: '001', charge: false }, { transaction_id: id });
  await lab.confirm(id, otp);
  const before = lab.calls().ConfirmDeduct;
  for (const refused of [await lab.confirm(id, otp), await lab.cancel(id)]) {
    assert.deepEqual([refused.status, refused.json.code], [409, 'order_outcome_unknown']);
  }
  assert.deepEqual([(await lab.create(wanted)).status, lab.calls().ConfirmDeduct], [200, before]);
});

test('a person settles what the gateway cannot', async () => {
  const verdict = { evidence: 'statement of 21 November, line 4', by: 'Noy' };
  for (const state of ['succeeded', 'failed']) {
    const { id, otp, wanted } = await lab.opened();
    assert.equal((await lab.resolve(id, { ...verdict, state })).json.code, 'order_not_in_review');
    await lab.plan('ConfirmDeduct', { code: '001', charge: false }, { transaction_id: id });
    await lab.confirm(id, otp);
    const { json } = await lab.resolve(id, { ...verdict, state });
    assert.deepEqual([json.state, json.must_recheck, json.may_retry], [state, false, state === 'failed']);
    const { at, ...resolution } = json.resolution;
    assert.deepEqual(resolution, { ...verdict, state, against_evidence: false });
    assert.ok(at);
    assert.deepEqual((await lab.history(id)).at(-1).note, { ...verdict, against_evidence: false, provider_order_id: null });
    assert.equal((await lab.create(wanted)).json.state, state);
    await lab.opened({ msisdn: wanted.msisdn }); // The number is free.
  }
});

test('a verdict is about the version that the person has looked at', async () => {
  const verdict = { state: 'failed', evidence: 'statement of 21 November, line 4', by: 'Noy' };
  const { id, otp } = await lab.opened();
  await lab.plan('ConfirmDeduct', { code: '001', charge: false }, { transaction_id: id });
  const { version } = (await lab.confirm(id, otp)).json;
  const path = `/v1/orders/${id}/resolve`;
  const without = await lab.post(path, verdict);
  assert.deepEqual([without.status, without.json.code, without.json.field], [428, 'version_required', 'version']);
  const bare = await lab.post(`/v1/orders/${id}/resolve`, { state: 'succeeded' });
  const told = bare.json.errors.map(({ field, code }) => `${field} ${code}`).sort();
  assert.deepEqual([bare.status, told], [422, ['by field_missing', 'evidence field_missing', 'version version_required']]);
  const stale = await lab.post(path, { ...verdict, version: version - 1 });
  assert.deepEqual([stale.status, stale.json.code, stale.json.order], [409, 'order_changed', await lab.order(id)]);
  for (const [header, given] of [['x', undefined], ['*', undefined], [`"${version}"`, version - 1]]) {
    const { status, json } = await lab.post(path, { ...verdict, version: given }, { headers: { 'if-match': header } });
    assert.deepEqual([status, json.code, json.field], [422, 'field_invalid', 'If-Match'], header);
  }
  const settled = await lab.post(path, verdict, { headers: { 'if-match': `"${version}"` } });
  assert.deepEqual([settled.status, settled.json.state], [200, 'failed']);
  const lines = (await lab.history(id)).length;
  const again = await lab.post(path, { ...verdict, version });
  assert.deepEqual([again.status, again.json], [200, settled.json], 'its answer was lost');
  assert.equal((await lab.history(id)).length, lines);
  const other = await lab.post(path, { ...verdict, by: 'Lan', version });
  assert.deepEqual([other.status, other.json.code, other.json.order], [409, 'order_changed', settled.json]);
});
