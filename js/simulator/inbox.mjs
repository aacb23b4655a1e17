import { HttpError } from './http.mjs';
import { toNational } from './msisdn.mjs';

/** The text messages that subscribers would have got. */
export function createInbox() {
  const byNumber = new Map();
  return {
    add(msisdn, message) {
      if (!byNumber.has(msisdn)) byNumber.set(msisdn, []);
      byNumber.get(msisdn).push(message);
    },
    /** Newest first; the number may come in any Lao spelling, percent-encoded or not. */
    list(spelling) {
      const number = toNational(decode(spelling));
      if (number === null) throw new HttpError(400, 'not a Lao number');
      return (byNumber.get(number) ?? []).toReversed();
    },
    clear: () => byNumber.clear(),
  };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HttpError(400, 'not a Lao number');
  }
}
