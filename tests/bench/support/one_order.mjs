// One order at each provider, as the package's users do it: the request is made and signed, the answer is read.
import assert from 'node:assert/strict';
import { appotapay, connectTopup, lianlian, ltc } from 'mekong-pay';
import appotapayVectors from '../../vectors/appotapay.json' with { type: 'json' };
import connectTopupVectors from '../../vectors/connect_topup.json' with { type: 'json' };
import lianlianVectors from '../../vectors/lianlian.json' with { type: 'json' };
import ltcVectors from '../../vectors/ltc.json' with { type: 'json' };

/** `answer` is a case of the vectors; `other` changes a byte of it, which must change what is read. */
const ORDERS = [
  { name: 'ltc', family: ltc, vectors: ltcVectors, calls: ['requestDeduct', 'readRequestDeduct'],
    answer: 'register-ok', other: (body) => body.replace('"200"', '"500"') },
  { name: 'appotapay', family: appotapay, vectors: appotapayVectors, calls: ['charging', 'readCharging'],
    answer: 'charge-ok', other: (body) => body.replace('10000', '10001') },
  { name: 'connect_topup', family: connectTopup, vectors: connectTopupVectors, calls: ['topup', 'readTopup'],
    answer: 'topup-ok', other: (body) => body.replace('1;', '8;') },
  { name: 'lianlian', family: lianlian, vectors: lianlianVectors, calls: ['createPayment', 'readCreatePayment'],
    answer: 'sample-answer-truemoney-normal-balance-tm', other: (body) => body.replace('10.00', '10.01') },
];

/** What these providers cost: a contender each. */
export const orders = (...names) => ORDERS.filter(({ name }) => names.includes(name)).map(contender);

function contender({ name, family, vectors, calls: [build, read], answer: id, other }) {
  const { command, answer, config, context: given = {}, expect } = vectors.cases.find((one) => one.id === id);
  const account = family.account(vectors.configs[config]);
  const context = { session: given.session, publicUrl: given.public_url, now: Date.parse(given.now ?? new Date().toISOString()) / 1000 };
  const order = (body) => {
    const request = family[build](account, command, context);
    const reading = () => family[read](account, command, { ...answer, body }, context);
    const both = (verdict) => [request.url, verdict.outcome, verdict.evidence];
    return request instanceof Promise ? waiting(request, reading) : both(reading());
  };
  const check = async () => {
    const [url, outcome, evidence] = await order(answer.body);
    assert.deepEqual([outcome, evidence], [expect.outcome, expect.evidence ?? evidence], name);
    assert.ok(url.startsWith('https://'), name);
    const [, changed] = await order(other(answer.body));
    assert.notEqual(changed, outcome, `${name} reads a changed byte as the same`);
  };
  return { name, run: () => order(answer.body), check };
}

async function waiting(request, reading) {
  const { url } = await request;
  const { outcome, evidence } = await reading();
  return [url, outcome, evidence];
}
