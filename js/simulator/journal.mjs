import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';

/** Append-only JSON lines. Without a file nothing is kept. */
export function createJournal(file) {
  if (!file) return { replay() {}, append() {}, clear() {} };
  return {
    replay: (apply) => readEvents(file).forEach(apply),
    append: (event) => appendFileSync(file, `${JSON.stringify(event)}\n`, { mode: 0o600 }),
    clear: () => writeFileSync(file, '', { mode: 0o600 }),
  };
}

function readEvents(file) {
  if (!existsSync(file)) return [];
  const bytes = readFileSync(file);
  const whole = bytes.lastIndexOf(10) + 1;
  // A line without its end was cut off by a crash: it never counted.
  if (whole < bytes.length) truncateSync(file, whole);
  const lines = bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1);
  return lines.map((line, index) => parseLine(line, `${file}:${index + 1}`));
}

function parseLine(line, where) {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`${where}: not a journal line`);
  }
}
