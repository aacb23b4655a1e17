// The declarations: what is right compiles, what is wrong does not, and for no other reason.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { BUNDLER, compile, flat, installed, NODE, providers, read } from './support/declarations.mjs';

const { folder, end } = installed();
after(end);

const NAMES = readdirSync(new URL('types/', import.meta.url)).filter((name) => name.endsWith('.ts'));
const texts = NAMES.map((name) => [name, read(`js/test/types/${name}`)]);
const as = (extension) => texts.map(([name, text]) => [name.replace(/\.ts$/, extension), text]);

test('every family, event and client has its uses, and each provider its own file of them', () => {
  for (const id of [...providers(), 'answers', 'events', 'client']) assert.ok(NAMES.includes(`${id}.ts`), id);
});

describe('what uses them compiles', { concurrency: 2 }, () => {
  test('for a bundler', async () => assert.deepEqual(await compile(folder, as('.ts'), BUNDLER), []));
  test('for Node, as an ES module', async () => assert.deepEqual(await compile(folder, as('.mts'), NODE), []));
  test('for Node, as CommonJS', async () => assert.deepEqual(await compile(folder, as('.cts'), NODE), []));
  test('without the types of a browser, but for the client', async () => {
    const text = 'import { ltc, lianlian, appotapay, connectTopup, verifyEvent, MekongError } from "mekong-pay";\n'
      + 'export { ltc, lianlian, appotapay, connectTopup, verifyEvent, MekongError };\n';
    assert.deepEqual(await compile(folder, [['plain.mts', text]], { ...NODE, lib: ['es2022'] }), []);
  });
});

test('what must not compile fails, and for the reason that stands there', async () => {
  const wanted = new Map();
  const open = texts.map(([name, text]) => {
    for (const [at, line] of text.split('\n').entries()) {
      const [, reason] = /^\/\/ @ts-expect-error (.+?): \S/.exec(line) ?? [];
      if (line.includes('@ts-expect-error')) wanted.set(`${name}:${at + 2}`, reason);
    }
    return [name, text.replaceAll('@ts-expect-error', 'expected:')];
  });
  assert.ok(wanted.size >= 100, `${wanted.size}`);
  const found = await compile(folder, open, BUNDLER);
  const others = found.filter(({ at, said }) => !said.includes(wanted.get(at) ?? 'not wanted'));
  assert.deepEqual(others, []);
  assert.deepEqual(found.map(({ at }) => at).sort(), [...wanted.keys()].sort(), 'one error each');
});

test('everything that is exported is explained', () => {
  const bare = ([, text]) => text.split('\n').filter((line, at, lines) => (
    /^export (?!\{|\*|type \{)/.test(line) && !lines[at - 1].endsWith('*/')));
  assert.deepEqual(flat().flatMap(bare), []);
});
