// `cargo xtask record`: writes into the documents what their sessions answer now; `--pictures` takes pictures of the
// payment page besides.
import { writeFileSync } from 'node:fs';
import { documents, recorded } from './sessions.mjs';

for (const { path, file, text } of documents()) {
  const now = await recorded(text);
  if (now !== text) writeFileSync(file, now);
  console.log(`${path}: ${now === text ? 'as it was' : 'recorded anew'}`);
}
if (process.argv.includes('--pictures')) {
  const { takePictures } = await import('./pictures.mjs');
  console.log(`taken: ${(await takePictures()).join(', ')}`);
}
process.exit(0);
