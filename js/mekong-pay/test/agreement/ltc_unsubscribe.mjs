// LTC's Unsubscribe, and the answers to it (the provider's README, "Unsubscribe").
import { bytesOf, perhapsMissed } from './answers.mjs';
import { order } from './ltc.mjs';
import { fieldsOf, national } from './ltc_answers.mjs';
import { plain, trimmed } from './texts.mjs';
import { object } from './writing.mjs';

const CODES = { stored: '200', not_found: '100', not_stored: '001' };

const isShort = (text) => [...text].length <= 100;

/** What is understood, or the code of the refusal. */
function heard([written, code = '', channel]) {
  if (written === undefined || channel === undefined) return '002';
  const bare = trimmed(code);
  if (bare === '' && trimmed(channel).toLowerCase() === 'ussd') return '101';
  const isGood = national(written) && isShort(bare) && isShort(channel);
  return isGood ? { msisdn: `+856${national(written)}`, written, short_code: bare, channel } : '002';
}

/** Every answer repeats the call: as it was understood, or 100 characters of what was there. */
function repeated(said, read) {
  const [Msisdn, USSDCode, Channel] = said.map((text = '') => [...text].slice(0, 100).join(''));
  return typeof read === 'object' ? { Msisdn: read.written, USSDCode: read.short_code, Channel: read.channel } : { Msisdn, USSDCode, Channel };
}

export const unsubscribeCalls = {
  expected: ['stored', 'not_found', 'not_stored', '002', '101'],
  make(random) {
    const asked = object({
      Msisdn: order(random, 'charge').command.msisdn, USSDCode: random.pick(['', ' ', '\ufeff\u200b', '*123#', '\u202a*123#\u00a0', plain(random, 120)]),
      Channel: random.pick(['WEB', 'USSD', '\u200bussd\u00a0', 'Application', plain(random, 120)]),
    });
    const body = bytesOf(random, perhapsMissed(random, asked)).toString();
    const result = random.pick(Object.keys(CODES));
    const fields = fieldsOf(Buffer.from(body));
    const said = ['Msisdn', 'USSDCode', 'Channel'].map((name) => fields?.text(name));
    const read = heard(said);
    const isRead = typeof read === 'object';
    const answer = { ResultCode: isRead ? CODES[result] : read, ...repeated(said, read) };
    return {
      provider: 'ltc', case: { kind: 'unsubscribe', body, result }, opinion: { read: isRead ? read : null, status: 200, answer },
      tally: isRead ? result : read,
    };
  },
};
