// Headers, from whatever holds them.

/** Names, in lower case, and values. */
export function pairsOf(headers) {
  return entries(headers)
    .flatMap(([name, value]) => [value].flat().map((one) => [String(name).toLowerCase(), one]))
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, String(value)]);
}

function entries(headers) {
  if (headers === undefined || headers === null) return [];
  if (typeof headers[Symbol.iterator] === 'function') return [...headers];
  if (typeof headers.forEach !== 'function') return Object.entries(headers);
  const pairs = [];
  headers.forEach((value, name) => pairs.push([name, value]));
  return pairs;
}

/** The value of a name out of such pairs; of several, all of them with a blank between. */
export const valueOf = (pairs, wanted) =>
  pairs.filter(([name]) => name === wanted).map(([, value]) => value).join(' ');
