// The page for a shop of its own: `node js/checkout/copy.mjs FOLDER --gateway https://pay.example --key pk_…` writes all
// that it consists of, to be served as it lies there.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { FILES } from './files.mjs';

const USAGE = 'usage: node js/checkout/copy.mjs FOLDER --gateway https://pay.example --key pk_…';
const SHIPPED = { gateway: 'http://127.0.0.1:8787', key: 'pk_dev_mekong' };

const options = { gateway: { type: 'string' }, key: { type: 'string' } };
const { values, positionals: [folder, ...more] } = parseArgs({ options, allowPositionals: true });
if (!folder || more.length > 0 || !values.gateway || !values.key?.startsWith('pk_')) {
  console.error(USAGE);
  process.exit(2);
}
const gateway = new URL(values.gateway).origin;
for (const [path, file] of FILES) {
  const target = join(folder, path === '/' ? 'index.html' : path);
  await mkdir(dirname(target), { recursive: true });
  const text = await readFile(file, 'utf8');
  const isPage = target.endsWith('.html');
  await writeFile(target, isPage ? text.replaceAll(SHIPPED.gateway, gateway).replaceAll(SHIPPED.key, values.key) : text);
}
