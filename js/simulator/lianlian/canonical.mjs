import { HttpError } from '../http.mjs';

const DEEPEST = 32;
// Whatever names a card's particulars, in any spelling a developer may try.
const CARD = /card|cvv|cvc|holder|^pan$|^exp_?(year|month|date)$/i;

export const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * LianLian, message signature: keys ascending by code unit, `key=value` joined by &, objects and lists of objects
 * walked where their key sorts, null left out, nothing escaped. An empty string counts (`key=`), a boolean and
 * a list of plain values do not, as in LianLian's own Java SDK.
 */
export const canonicalString = (object) => pieces(object, 0).join('&');

function pieces(object, depth) {
  if (depth > DEEPEST) throw new HttpError(400, 'nested too deep');
  return Object.keys(object).sort().flatMap((key) => piece(key, object[key], depth));
}

function piece(key, value, depth) {
  if (value === null || value === undefined || typeof value === 'boolean') return [];
  if (Array.isArray(value)) return value.filter(isObject).flatMap((each) => pieces(each, depth + 1));
  return isObject(value) ? pieces(value, depth + 1) : [`${key}=${value}`];
}

/** A copy that may be shown: everything of a card reads ***. */
export function masked(value, secret = false) {
  if (Array.isArray(value)) return value.map((each) => masked(each, secret));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, masked(each, secret || CARD.test(key))]));
  }
  return secret && value !== null && value !== undefined ? '***' : value;
}
