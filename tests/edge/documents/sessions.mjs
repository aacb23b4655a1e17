// The documents that have sessions, and what their commands answer now.
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { commandsOf, withAnswers } from './console.mjs';
import { run } from './curl.mjs';
import { Stable } from './stable.mjs';
import { startStage } from './stage.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Path and text of every document with a session. */
export function documents() {
  const paths = ['README.md', ...globSync('docs/**/*.md', { cwd: ROOT }).sort()];
  const read = (path) => ({ path, file: resolve(ROOT, path), text: readFileSync(resolve(ROOT, path), 'utf8') });
  return paths.map(read).filter(({ text }) => commandsOf(text).length > 0);
}

/** A document as it would be with today's answers: all of its commands, one after the other, on fresh state. */
export async function recorded(text) {
  const stage = await startStage();
  try {
    const stable = new Stable();
    const answers = [];
    for (const { command, answer } of commandsOf(text)) {
      const reply = await run(stable.ofThisRun(command), stage.places);
      answers.push(stable.shown(reply.text, answer));
    }
    return withAnswers(text, answers);
  } finally {
    await stage.end();
  }
}
