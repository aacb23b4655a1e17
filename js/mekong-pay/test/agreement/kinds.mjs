// What is tried, and how many hundredths of all cases each kind is.
import { requests as appotapayRequests } from './appotapay.mjs';
import { answers as appotapayAnswers } from './appotapay_answers.mjs';
import { inquiries as appotapayInquiries } from './appotapay_inquiries.mjs';
import canonical from './canonical.mjs';
import { answers as connectTopupAnswers, requests as connectTopupRequests } from './connect_topup.mjs';
import { requests as lianlianRequests } from './lianlian.mjs';
import { answers as lianlianAnswers } from './lianlian_answers.mjs';
import { notifications } from './lianlian_notifications.mjs';
import { requests as ltcRequests } from './ltc.mjs';
import { answers as ltcAnswers } from './ltc_answers.mjs';
import { unsubscribeCalls } from './ltc_unsubscribe.mjs';
import webhooks from './webhooks.mjs';

const KINDS = [
  ['webhooks', 19, webhooks],
  ['canonical strings', 19, canonical],
  ['requests to LTC', 8, ltcRequests],
  ['answers of LTC', 9, ltcAnswers],
  ['requests to AppotaPay', 8, appotapayRequests],
  ['answers of AppotaPay', 9, appotapayAnswers],
  ['inquiries at AppotaPay', 3, appotapayInquiries],
  ['requests to Connect Topup', 5, connectTopupRequests],
  ['answers of Connect Topup', 6, connectTopupAnswers],
  ['requests to LianLian', 6, lianlianRequests],
  ['answers of LianLian', 6, lianlianAnswers],
  ['notifications of LianLian', 3, notifications],
  ['unsubscribe calls of LTC', 2, unsubscribeCalls],
];

const STREAM = 10_000_000;

/** The kinds with their names, and their parts of so many cases. */
export const kindsOf = (cases) => KINDS.map(([name, share, kind], at) =>
  ({ name, ...kind, count: Math.ceil((cases * share) / 100), stream: at * STREAM }));
