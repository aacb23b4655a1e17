// Throw-away projects in which the packed package is installed, outside of this repository.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { input } from './input.mjs';
import { ROOT, run } from './tools.mjs';

const HERE = join(ROOT, 'tests/consumers');
const QUIETLY = ['--loglevel=error', '--no-audit', '--no-fund'];

/** Packs the package as it would be published, and installs that as npm does it, without a network. */
export async function workshop() {
  const folder = mkdtempSync(join(tmpdir(), 'mekong-npm-'));
  await run(join(ROOT, 'js/mekong-pay'), 'npm', 'pack', '--pack-destination', folder, ...QUIETLY);
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')));
  const installed = join(folder, 'installed');
  mkdirSync(installed);
  writeFileSync(join(installed, 'package.json'), '{ "private": true }');
  await run(installed, 'npm', 'install', '--offline', tarball, ...QUIETLY);
  const modules = join(installed, 'node_modules');
  return {
    tarball,
    modules,
    project: (kind = '') => project(mkdtempSync(join(folder, `${kind}-`)), kind, modules),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** A project of its own: what all have, the files of its kind if it is of any, and what to ask. */
function project(folder, kind, modules) {
  for (const source of ['shared', kind].filter(Boolean)) cpSync(join(HERE, source), folder, { recursive: true });
  cpSync(modules, join(folder, 'node_modules'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  writeFileSync(join(folder, 'input.js'), `export default ${JSON.stringify(input)};\n`);
  return folder;
}
