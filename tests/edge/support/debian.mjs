import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where a program of Debian's is, installed where it is missing; `variable` may name another one. */
export function program(name, variable) {
  const executable = process.env[variable] ?? `/usr/bin/${name}`;
  if (!existsSync(executable)) install(name, `, or name one in the variable ${variable}`);
  return executable;
}

/** What draws Lao and Thai; everything else that the page is written in, the fonts have that come with any program. */
const FONTS = {
  'fonts-lao': '/usr/share/fonts/truetype/lao/Phetsarath_OT.ttf',
  'fonts-tlwg-loma-otf': '/usr/share/fonts/opentype/tlwg/Loma.otf',
};

/** Fonts of 200 kB, where Debian's packages are to be had. Other systems bring theirs, or fonts.test.mjs says so. */
export function installFonts() {
  if (!existsSync('/usr/bin/apt-get')) return;
  for (const [name, file] of Object.entries(FONTS)) if (!existsSync(file)) install(name);
}

/** Installs a package of Debian's; who is not root must be able to become it without being asked. */
export function install(name, otherwise = '') {
  console.error(`installing ${name} (up to half a minute)`);
  const [command, ...before] = process.getuid() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
  for (const args of [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', name]]) {
    const run = spawnSync(command, [...before, ...args], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
    assert.equal(run.status, 0, `install ${name}${otherwise}`);
  }
}
