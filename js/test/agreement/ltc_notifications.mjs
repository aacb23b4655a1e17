// LTC's Unsubscribe, and the answers to it (the provider's README, "Unsubscribe").
import { bytesOf, perhapsMissed } from './answers.mjs';
import { order } from './ltc.mjs';
import { fieldsOf, national } from './ltc_answers.mjs';
import { plain } from './texts.mjs';
import { object } from './writing.mjs';

const CODES = { stored: '200', not_found: '100', not_stored: '001' };

/** What is understood, or the code of the refusal. */
function heard(body) {
  const fields = fieldsOf(Buffer.from(body));
  const [written, code, channel] = ['Msisdn', 'USSDCode', 'Channel'].map((name) => fields?.text(name));
  if (written === undefined) return '002';
  if (!code?.replace(/[\p{White_Space}]/gu, '')) return '101';
  const isGood = channel !== undefined && national(written) && [...code].length <= 100 && [...channel].length <= 100;
  const bare = code.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');
  return isGood ? { msisdn: `+856${national(written)}`, written, short_code: bare, channel } : '002';
}

export const notifications = {
  expected: ['stored', 'not_found', 'not_stored', '002', '101'],
  make(random) {
    const fields = object({
      Msisdn: order(random, 'charge').command.msisdn, USSDCode: plain(random, 120), Channel: random.pick(['WEB', 'USSD', 'Application', plain(random, 120)]),
    });
    const body = bytesOf(random, perhapsMissed(random, fields)).toString();
    const result = random.pick(Object.keys(CODES));
    const read = heard(body);
    const isRead = typeof read === 'object';
    const answer = isRead ? { Channel: read.channel, Msisdn: read.written, ResultCode: CODES[result], USSDCode: read.short_code } : { ResultCode: read };
    return {
      provider: 'ltc', case: { kind: 'notification', body, result }, opinion: { read: isRead ? read : null, status: 200, answer },
      tally: isRead ? result : read,
    };
  },
};
