import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where a program of Debian's is, installed where it is missing; `variable` may name another one. */
export function program(name, variable) {
  const executable = process.env[variable] ?? `/usr/bin/${name}`;
  if (!existsSync(executable)) install(name, `, or name one in the variable ${variable}`);
  return executable;
}

/** Installs a package of Debian's. */
export function install(name, otherwise = '') {
  console.error(`installing ${name} (up to half a minute)`);
  for (const args of [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', name]]) {
    const run = spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
    assert.equal(run.status, 0, `install ${name}${otherwise}`);
  }
}
