// The package's declarations as a build lays them out, and TypeScript over files that use them.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPO = fileURLToPath(new URL('../../../../', import.meta.url));
/** The compilers that the declarations are held against: the oldest one and the newest. */
export const COMPILERS = { 'TypeScript 5.4': 'typescript-5.4', 'TypeScript 7': 'typescript' };
const PROVIDERS = join(REPO, 'src/providers');

export const read = (path) => readFileSync(join(REPO, path), 'utf8');
export const providers = () => readdirSync(PROVIDERS, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  .map(({ name }) => name).sort();

/** What both runs use beside their module system. */
const STRICT = {
  noEmit: true, strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true, target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], types: [],
};
export const BUNDLER = { module: 'preserve', moduleResolution: 'bundler' };
export const NODE = { module: 'nodenext', moduleResolution: 'nodenext' };

/** A folder in which `mekong-pay` is installed with nothing but its declarations. */
export function installed() {
  const folder = mkdtempSync(join(tmpdir(), 'mekong-types-'));
  const own = join(folder, 'node_modules/mekong-pay');
  mkdirSync(own, { recursive: true });
  for (const [name, text] of flat()) {
    writeFileSync(join(own, `${name}.d.ts`), text);
    writeFileSync(join(own, `${name}.d.cts`), text.replaceAll(/(from '\.\/\w+)\.js'/g, "$1.cjs'"));
  }
  const entry = (name) => ({ import: { types: `./${name}.d.ts` }, require: { types: `./${name}.d.cts` } });
  const json = { name: 'mekong-pay', type: 'module', exports: { '.': entry('index'), './client': entry('client') } };
  writeFileSync(join(own, 'package.json'), JSON.stringify(json));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return { folder, end: () => rmSync(folder, { recursive: true }) };
}

/** Every declaration by the name that it has side by side with the others. */
export function flat() {
  const names = readdirSync(join(REPO, 'js/mekong-pay/types'));
  const shared = names.map((name) => [name.replace('.d.ts', ''), read(`js/mekong-pay/types/${name}`)]);
  const own = providers().map((id) => [id, read(`src/providers/${id}/npm/types.d.ts`)]);
  const list = providers().map((id) => `export * from './${id}.js';\n`).join('');
  return [...shared, ...own, ['providers', list]];
}

/**
 * Compiles `files`, names and texts, in a folder of their own: the place of each error, and all that is said of it. The
 * newest compiler does it, unless another one is named.
 */
export async function compile(folder, files, options, compiler = COMPILERS['TypeScript 7']) {
  const place = mkdtempSync(join(folder, 'run-'));
  for (const [name, text] of files) writeFileSync(join(place, name), text);
  const config = { compilerOptions: { ...STRICT, ...options }, files: files.map(([name]) => name) };
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify(config));
  const output = await run(place, join(REPO, 'node_modules', compiler, 'bin/tsc'));
  const errors = [...output.matchAll(/^(\S+?)\((\d+),\d+\): error (.*(?:\n .*)*)/gm)];
  if (errors.length === 0 && output.trim() !== '') throw new Error(output);
  return errors.map(([, file, line, said]) => ({ at: `${file.replace(/.*\//, '')}:${line}`, said }));
}

function run(cwd, tsc) {
  const options = { cwd, timeout: 240_000, maxBuffer: 2 ** 26 };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [tsc, '--pretty', 'false'], options, (error, output, noise) => {
      // A number and a text are tsc's own: there are errors in what it compiled.
      if (error && (typeof error.code !== 'number' || output === '')) reject(new Error(`${error.message} ${noise}`));
      else resolve(output);
    });
  });
}
