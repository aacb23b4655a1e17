// schemathesis, and a run of it.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { environment } from './python.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const HERE = resolve(ROOT, 'tests/openapi');
/** The document that the gateway serves. */
export const BUILT = readFileSync(resolve(ROOT, 'dist/worker/openapi.json'), 'utf8');

/** Where the program is. */
export const schemathesis = () => join(environment('schemathesis', join(HERE, 'requirements.txt')), 'schemathesis');

/**
 * Runs it on a document, the built one unless another is given, against a gateway, and gives its exit code and
 * everything it said. `only` are the paths to try.
 */
export function check(url, { document = BUILT, only = [], seed, examples, limitMs }) {
  // A folder of its own, empty: nothing that an earlier run found out changes this one.
  const folder = mkdtempSync(join(tmpdir(), 'mekong-schemathesis-'));
  const file = join(folder, 'openapi.json');
  writeFileSync(file, document);
  const args = [
    '--config-file', join(HERE, 'schemathesis.toml'), 'run', file, '--url', url,
    '--checks', 'all', '--seed', String(seed), '--max-examples', String(examples),
    ...only.flatMap((path) => ['--include-path', path]),
  ];
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: HERE, NO_COLOR: '1', COLUMNS: '160' };
  return new Promise((done, failed) => {
    const child = spawn(schemathesis(), args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const hear = (part) => { said += part; };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear);
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    const timer = setTimeout(kill, limitMs);
    child.once('error', failed);
    child.once('close', (code) => {
      clearTimeout(timer);
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
      done({ code, said });
    });
  });
}
