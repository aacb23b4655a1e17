// What the declarations name is what the package has, by entry and by family: nothing is declared that is not there,
// and nothing is there that is not declared.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import * as client from 'mekong-pay/client';
import * as index from 'mekong-pay';
// Its API, which the newest compiler has no more.
import ts from 'typescript-5.4';
import { installed } from './support/declarations.mjs';

const { folder, end } = installed();
after(end);

const place = (entry) => join(folder, `node_modules/mekong-pay/${entry}.d.ts`);
const program = ts.createProgram([place('index'), place('client')], {
  strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler, types: [],
});
const checker = program.getTypeChecker();
const exported = (entry) => checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(place(entry))));
const itself = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);

/** The names of an entry that stand for values, each with its symbol. */
const values = (entry) => new Map(exported(entry)
  .filter((symbol) => itself(symbol).flags & ts.SymbolFlags.Value).map((symbol) => [symbol.name, itself(symbol)]));
const members = (type) => checker.getPropertiesOfType(type).map(({ name }) => name).sort();
const keys = (object) => Object.keys(object).sort();

for (const [entry, real] of Object.entries({ index, client })) {
  test(`the entry ${entry}`, () => assert.deepEqual([...values(entry).keys()].sort(), keys(real)));
}

const isFamily = (value) => typeof value === 'object';
for (const [name, family] of Object.entries(index).filter(([, value]) => isFamily(value))) {
  test(`the functions of ${name}`, () => {
    assert.deepEqual(members(checker.getTypeOfSymbol(values('index').get(name))), keys(family));
    // An account, and two calls at least, each to be built and read.
    assert.ok(keys(family).length >= 5 && Object.values(family).every((one) => typeof one === 'function'));
  });
}

test('the functions of a client, those of both kinds of tokens', () => {
  const type = (name) => checker.getDeclaredTypeOfSymbol(exported('client').find((symbol) => symbol.name === name));
  const declared = ['OrderClient', 'ShopClient'].flatMap((name) => members(type(name))).sort();
  const real = client.createClient({ baseUrl: 'https://pay.example', token: 'ct_x' });
  assert.deepEqual(declared, keys(real));
});
