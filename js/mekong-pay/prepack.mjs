// Before `npm pack` and `npm publish`: everything that the package says it has must be there, and built.
import { existsSync, readFileSync } from 'node:fs';

const here = (path) => new URL(path, import.meta.url);
const { files, exports } = JSON.parse(readFileSync(here('package.json'), 'utf8'));
const paths = (value) => (typeof value === 'string' ? [value] : Object.values(value).flatMap(paths));
const missing = [...files, ...paths(exports)].filter((path) => !existsSync(here(path)));
if (missing.length > 0) {
  console.error(`mekong-pay is not built, ${missing.join(', ')} missing: run \`cargo xtask build\` first`);
  process.exit(1);
}
