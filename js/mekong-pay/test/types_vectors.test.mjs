// What the vectors say that the core takes, the declarations take; what it refuses by a field's name, its absence or
// its currency, they refuse, too.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { BUNDLER, compile, flat, installed, providers, read } from './support/declarations.mjs';

const { folder, end } = installed();
after(end);

/** What the core takes and no type does, on purpose. */
const NOT_TYPED = {
  'appotapay/face-value-zeros': 'a face value is one of nine texts: zeros in front are another spelling',
  'connect_topup/topup-gateway-null': 'null stands for what is absent: it is left out',
  'lianlian/method-unlisted': 'no type can tell what a method takes that nobody documents',
  'lianlian/merchant-code': 'the same',
};

/** Refusals that a type can see; the others are about what a text holds, or about two fields together. */
const SEEN = new Set(['field_unknown', 'field_missing', 'currency_unsupported']);

const texts = Object.fromEntries(flat());
const vectors = Object.fromEntries(providers().map((id) => [id, JSON.parse(read(`tests/vectors/${id}.json`))]));
/** The provider's type with such a name: LtcOrder, LtcConfig. */
const named = (id, ending) => new RegExp(`export (?:type|interface) (\\w*[a-z]${ending})\\b`).exec(texts[id])[1];

const requests = (id) => vectors[id].cases.filter(({ kind, command }) => kind === 'request' && command !== undefined);
const order = (id, { id: name, command }) => ({ name: `${id}/${name}`, type: named(id, 'Order'), value: command });
const refund = (id, { id: name, refund: value }) => ({ name: `${id}/${name}`, type: named(id, 'Refund'), value });
/** Calls whose answers are read, and of which no request is among these. */
const answered = ({ kind, command }) => kind === 'response' && command !== undefined;
const unasked = (id, good) => [...new Set(vectors[id].cases.filter(answered).map(({ call }) => call))]
  .filter((call) => !good.some((one) => one.call === call));

/** The values, one a line, each as its type: the names of those that do not compile. */
async function refused(values) {
  const lines = values.map(({ type, value }, at) => `export const v${at}: m.${type} = ${JSON.stringify(value)};`);
  const text = `import type * as m from 'mekong-pay';\n${lines.join('\n')}\n`;
  const found = await compile(folder, [['vectors.ts', text]], BUNDLER);
  return new Set(found.map(({ at }) => values[Number(at.split(':')[1]) - 2].name));
}

for (const id of providers()) {
  describe(id, () => {
    test('what is taken', async () => {
      const good = requests(id).filter(({ expect }) => expect.error === undefined);
      const refunds = good.filter((one) => one.refund !== undefined).map((one) => refund(id, one));
      const configs = Object.entries(vectors[id].configs);
      const values = [
        ...good.map((one) => order(id, one)), ...refunds,
        ...configs.map(([name, value]) => ({ name: `${id}/config ${name}`, type: named(id, 'Config'), value })),
      ];
      assert.deepEqual(unasked(id, good), [], `tests/vectors/${id}.json: no case of kind request that is taken, of these calls`);
      assert.ok(configs.length > 2, `tests/vectors/${id}.json: 3 configs at least (plain, with a relay, slow), not ${configs.length}`);
      const listed = Object.keys(NOT_TYPED).filter((name) => name.startsWith(`${id}/`));
      assert.deepEqual([...await refused(values)].sort(), listed.sort());
    });

    test('what is refused', async () => {
      const bad = requests(id).filter(({ expect }) => SEEN.has(expect.error?.code));
      const values = bad.map((one) => (one.refund === undefined ? order(id, one) : refund(id, one)));
      const found = await refused(values);
      assert.deepEqual(values.map(({ name }) => name).filter((name) => !found.has(name)), []);
      assert.ok(bad.length > 0);
    });
  });
}
