// The declarations: what is right compiles, what is wrong does not, and for no other reason.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { BUNDLER, COMPILERS, compile, flat, installed, NODE, providers, read } from './support/declarations.mjs';
import { examples } from './support/readme.mjs';

const { folder, end } = installed();
after(end);

const NAMES = readdirSync(new URL('types/', import.meta.url)).filter((name) => name.endsWith('.ts'));
const texts = NAMES.map((name) => [name, read(`js/mekong-pay/test/types/${name}`)]);
const as = (extension) => texts.map(([name, text]) => [name.replace(/\.ts$/, extension), text]);

/** What a reader of the READMEs has already. */
const READER = `
declare const process: { readonly env: Readonly<Record<string, string | undefined>> };
declare function deliver(order: import('mekong-pay').SucceededOrder, id: string): Promise<void>;
declare const clientToken: import('mekong-pay/client').ClientToken;
declare const rawBody: Uint8Array, headers: Headers;
`;

/** A provider's id as the package spells it: `connect_topup` is `connectTopup`. */
const camel = (id) => id.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

test('every family, event and client has its uses, and each provider its own file of them', () => {
  for (const id of [...providers(), 'answers', 'events', 'client']) assert.ok(NAMES.includes(`${id}.ts`), id);
});

for (const [name, compiler] of Object.entries(COMPILERS)) {
  describe(`what uses them compiles by ${name}`, { concurrency: 2 }, () => {
    const used = (extension, options) => compile(folder, as(extension), options, compiler);
    test('for a bundler', async () => assert.deepEqual(await used('.ts', BUNDLER), []));
    test('for Node, as an ES module', async () => assert.deepEqual(await used('.mts', NODE), []));
    test('for Node, as CommonJS', async () => assert.deepEqual(await used('.cts', NODE), []));
    test('without the types of a browser, but for the client', async () => {
      const names = [...providers().map(camel), 'verifyEvent', 'MekongError'].join(', ');
      const text = `import { ${names} } from "mekong-pay";\nexport { ${names} };\n`;
      const options = { ...NODE, lib: ['es2022'] };
      assert.deepEqual(await compile(folder, [['plain.mts', text]], options, compiler), []);
    });
    test('every line of code in the documents', async () => {
      assert.ok(examples().length >= 6, `${examples().length}`);
      // Readers need not be that strict.
      const options = { ...NODE, noPropertyAccessFromIndexSignature: false };
      const files = examples().map((text, at) => [`readme${at}.mts`, `${text}\nexport {};\n`]);
      assert.deepEqual(await compile(folder, [['reader.d.ts', READER], ...files], options, compiler), []);
    });
  });
}

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
