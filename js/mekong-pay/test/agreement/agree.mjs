// The judge: all sides must say the same, text for text.

/** What a side need not say: the sentences of errors are no second opinion's affair, and some things one side does alone. */
const SILENT = { opinion: ['problem', 'details', 'sentence'], native: ['event'], package: ['signatures'] };

/** A value's one spelling. */
function spelling(value) {
  if (Array.isArray(value)) return `[${value.map(spelling).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'nothing';
  const fields = Object.keys(value).filter((name) => value[name] !== undefined).sort();
  return `{${fields.map((name) => `${JSON.stringify(name)}:${spelling(value[name])}`).join(',')}}`;
}

/** The first thing on which sides differ, as `[name, texts]`: a side that does not say it shows all that it says. */
export function difference(sides) {
  const names = new Set(Object.values(sides).flatMap(Object.keys));
  for (const name of names) {
    const asked = Object.entries(sides).filter(([side, said]) => name in said || !SILENT[side].includes(name));
    const texts = asked.map(([side, said]) => [side, name in said ? spelling(said[name]) : `not a word, but ${spelling(said)}`]);
    if (new Set(texts.map(([, text]) => text)).size > 1) return [name, texts];
  }
  return undefined;
}
