import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where a program of Debian's is, installed where it is missing; `variable` may name another one. */
export function program(name, variable) {
  const executable = process.env[variable] ?? `/usr/bin/${name}`;
  if (existsSync(executable)) return executable;
  console.error(`installing ${name} (up to half a minute)`);
  for (const args of [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', name]]) {
    const run = spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
    assert.equal(run.status, 0, `install ${name}, or name one in the variable ${variable}`);
  }
  return executable;
}
