// Programs of PyPI, each in an environment of its own below .mekong, installed where it is missing or another version.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { install, program } from '../../edge/support/debian.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');

/** The folder of an environment's programs, with exactly what a file lists. */
export function environment(name, requirements) {
  const place = join(ROOT, '.mekong', name);
  const [wanted, stamp] = [readFileSync(requirements, 'utf8'), join(place, 'requirements.txt')];
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return join(place, 'bin');
  console.error(`installing ${name} (half a minute)`);
  make(place);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:'];
  run(join(place, 'bin/python'), [...pip, '--requirement', requirements]);
  writeFileSync(stamp, wanted);
  return join(place, 'bin');
}

/** Debian keeps what makes an environment apart from its python3. */
function make(place) {
  const python = which('python3') ?? program('python3', 'PYTHON');
  const made = () => {
    rmSync(place, { recursive: true, force: true });
    return spawnSync(python, ['-m', 'venv', place], { stdio: 'ignore', timeout: 120_000 }).status === 0;
  };
  if (made()) return;
  install('python3-venv');
  assert.ok(made(), `${python} -m venv ${place} works`);
}

function which(name) {
  const found = (process.env.PATH ?? '').split(':').map((folder) => join(folder, name)).find(existsSync);
  return process.env.PYTHON ?? found;
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
  assert.equal(status, 0, `${command} ${args.join(' ')}`);
}
