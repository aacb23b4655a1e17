/** ASP.NET binds names without regard to case (LTC API 1.0.0, ConfirmDeduct: `GameName` and `Gamename`). */
export function pick(object, names) {
  const byName = new Map(Object.entries(object).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(names.map((name) => [name, byName.get(name.toLowerCase())]));
}

export const filled = (value) => typeof value === 'string' && value.trim() !== '';

/** For echoing what may be of any type. */
export const echo = (value) => (typeof value === 'string' ? value : '');
