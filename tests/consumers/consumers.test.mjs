// The package as people get it: packed by npm, installed from the tarball into projects of their own, and asked the
// same questions everywhere.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startBrowser } from '../edge/support/browser.mjs';
import { bundle, wasmIn } from './support/bundles.mjs';
import { TAKEN, expected } from './support/input.mjs';
import { askPage } from './support/page.mjs';
import { workshop } from './support/projects.mjs';
import { ROOT, bun, deno, esbuild, node, run, script } from './support/tools.mjs';
import { askWorker } from './support/worker.mjs';

const { project, tarball, modules, remove } = await workshop();
const browser = await startBrowser();
after(async () => {
  await browser.close();
  remove();
});

const answers = (text) => assert.deepEqual(JSON.parse(text), expected);

test('it is what it says, and brings nothing along', () => {
  assert.deepEqual(readdirSync(modules).filter((name) => !name.startsWith('.')), ['mekong-pay']);
  const files = readdirSync(join(modules, 'mekong-pay'));
  assert.deepEqual(files, ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'client', 'dist', 'package.json']);
  const { dependencies, scripts } = JSON.parse(readFileSync(join(modules, 'mekong-pay/package.json')));
  assert.deepEqual([dependencies, scripts], [undefined, { prepack: 'node prepack.mjs' }], 'nothing runs at installing');
});

test('without a build it is neither packed nor published, and says what to do', async () => {
  const clone = project();
  for (const name of ['package.json', 'prepack.mjs', 'README.md', 'client']) {
    cpSync(join(ROOT, 'js/mekong-pay', name), join(clone, name), { recursive: true });
  }
  for (const command of ['pack', 'publish']) {
    await assert.rejects(run(clone, 'npm', command, '--dry-run'), /run `cargo xtask build` first/);
  }
});

test('publint has nothing to say', async () => {
  await node(ROOT, script('publint/src/cli.js'), tarball, '--strict');
});

test('its types are right, for every way to resolve them', async () => {
  await node(ROOT, script('@arethetypeswrong/cli/dist/index.js'), tarball);
});

test('Node.js, import', async () => answers(await node(project(), 'main.js')));

test('Node.js, require', async () => answers(await node(project('common_js'), 'main.cjs')));

test('Node.js, both in one program: one instance, one class of errors', async () => {
  const said = JSON.parse(await node(project('both'), 'main.js'));
  assert.deepEqual(said, { imported: expected, required: expected, same: true, instances: 1 });
});

test('Deno', async () => {
  answers(await run(project(), deno(), 'run', '--no-prompt', '--cached-only', 'main.js'));
});

test('Bun', async () => {
  answers(await run(project(), bun(), 'run', '--no-install', 'main.js'));
});

test('workerd', async () => answers(await askWorker(project('workerd'))));

for (const [name, compiler] of [['TypeScript 5.4', 'typescript-5.4'], ['TypeScript 7', 'typescript']]) {
  const tsc = script(`${compiler}/bin/tsc`);

  test(`${name}, strict, resolved as bundlers do`, async () => {
    const folder = project('typescript');
    await node(folder, tsc, '--project', 'bundler.json');
    answers(await node(folder, 'out/main.js'));
  });

  test(`${name}, strict, resolved as Node.js does`, async () => {
    const folder = project('typescript');
    await node(folder, tsc, '--project', 'node16.json');
    answers(await node(folder, 'out/main.js'));
    answers(await node(folder, 'out/required.cjs'));
  });
}

test('esbuild for Node.js', async () => {
  const folder = project();
  for (const [format, out] of [['esm', 'out.mjs'], ['cjs', 'out.cjs']]) {
    await run(folder, esbuild(), 'main.js', '--bundle', '--platform=node', `--format=${format}`, `--outfile=${out}`);
    answers(await node(folder, out));
  }
});

test('esbuild for a browser, in Chromium', async () => {
  const folder = project('page');
  await run(folder, esbuild(), 'main.js', '--bundle', '--minify', '--outfile=site/main.js');
  cpSync(join(folder, 'index.html'), join(folder, 'site/index.html'));
  answers(await askPage(browser, join(folder, 'site')));
});

test('Vite, in Chromium', async () => {
  const folder = project('page');
  await node(folder, script('vite/bin/vite.js'), 'build', '--logLevel=warn');
  answers(await askPage(browser, join(folder, 'dist')));
});

test('a page whose policy forbids wasm is told so', async () => {
  const folder = project('page');
  await run(folder, esbuild(), 'main.js', '--bundle', '--minify', '--outfile=site/main.js');
  cpSync(join(folder, 'index.html'), join(folder, 'site/index.html'));
  const said = askPage(browser, join(folder, 'site'), "default-src 'self'; script-src 'self'");
  await assert.rejects(said, /'wasm-unsafe-eval' in the script-src of its Content-Security-Policy/);
});

test('a bundle has the wasm once, however much of the package it takes, and however it loads it', async () => {
  const several = `import { ${TAKEN} } from 'mekong-pay'; console.log(${TAKEN});`;
  assert.equal(wasmIn(modules, await bundle(project(), several)), 1);
  const both = `${several} import * as client from 'mekong-pay/client'; console.log(client, require('mekong-pay'));`;
  assert.equal(wasmIn(modules, await bundle(project(), both)), 1);
  assert.equal(wasmIn(modules, await bundle(project(), both, '--platform=node')), 1);
});

test('a bundle has no wasm for the client, for an error, for nothing', async () => {
  for (const [text, most] of [
    ["import * as client from 'mekong-pay/client'; console.log(client);", 20_000],
    ["import { MekongError } from 'mekong-pay'; console.log(MekongError);", 2_000],
    ["import 'mekong-pay';", 100],
  ]) {
    const made = await bundle(project(), text);
    assert.deepEqual([wasmIn(modules, made), made.includes('WebAssembly')], [0, false], text);
    assert.ok(made.length < most, `${made.length} bytes: ${text}`);
  }
});
