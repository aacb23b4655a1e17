// Requests go into fetch as they are; answers are what came back, unread; verdicts are told apart by their outcome.
import { MekongError } from 'mekong-pay';
import type { Answer, UnknownReason, NextAction, Reason, SignedRequest, Verdict } from 'mekong-pay';

export async function send(request: SignedRequest): Promise<Answer> {
  try {
    const response = await fetch(request.url, { ...request, redirect: 'manual' });
    return { status: response.status, headers: response.headers, body: await response.text() };
  } catch {
    return { failed: 'connection_lost' };
  }
}
export const posted = (request: SignedRequest): string => (request.method === 'POST' ? request.body : request.url);
export const plain = (request: SignedRequest): Promise<Response> => fetch(request.url, request);

export function told(verdict: Verdict): string {
  switch (verdict.outcome) {
    case 'succeeded': return `deliver, by ${verdict.evidence}`;
    case 'failed': return verdict.reachedProvider && !verdict.mayRetry ? verdict.reason : `${verdict.reason}, again`;
    case 'pending': return verdict.nextAction === null ? 'wait' : shown(verdict.nextAction);
    case 'unknown': return `${verdict.unknownReason} ${verdict.corroboration?.overMs ?? ''} ${verdict.reviewAfter?.review} ${verdict.reviewAfter?.afterMs}`;
    default: return verdict satisfies never;
  }
}

export function shown(action: NextAction): string {
  switch (action.type) {
    case 'otp': return 'type it';
    case 'redirect': return action.app_url ?? action.url;
    case 'qr': return action.image_png_base64 ?? action.text;
    case 'app': if (action.url !== undefined) return action.url satisfies string;
      return typeof action.params === 'string' ? action.params : Object.keys(action.params).join();
    case 'wait': return action.on;
    default: return action satisfies never;
  }
}

export function wrong(error: unknown): string {
  if (!(error instanceof MekongError)) throw error;
  const { name, code, field, errors, requestId, status, retryAfter, moneyMayHaveMoved, reply } = error;
  const all: [string, string | undefined, number | undefined, number | undefined, boolean | undefined] =
    [code, field, status, retryAfter, moneyMayHaveMoved];
  return code === 'msisdn_invalid' ? `${name}: ${error.message}` : `${all.join()} ${reply?.body} ${errors?.map((each) => `${each.field} ${each.code} ${each.detail}`).join()} ${requestId}`;
}

/** What tests want of a class of errors: `expect(…).toThrow(MekongError)`. */
export const constructable: new (...given: any[]) => Error = MekongError;
export const made = new MekongError('declined', 'no', { field: 'amount', status: 422, cause: new Error() });
/** A field of one outcome may be taken of any. */
export const taken = ({ outcome, nextAction, unknownReason }: Verdict): string => `${outcome} ${nextAction?.type} ${unknownReason}`;
export const noted = ({ warnings = [] }: Verdict): string[] => warnings.map(({ code, field, detail }) => `${code} ${field} ${detail}`);

declare const verdict: Verdict;
declare const doubted: (unknownReason: UnknownReason) => void;
declare const response: Response;
const answer = (given: Answer): Answer => given;
// @ts-expect-error 'body' are incompatible: its body is not read yet
answer(response);
// @ts-expect-error 'string' is not: it came or it did not
answer({ status: 200, body: '', failed: 'timeout' });
// @ts-expect-error "refused"' is not: three things can have happened
answer({ failed: 'refused' });
// @ts-expect-error 'undefined' is not: only a failure has a reason
const reason: Reason = verdict.reason;
// @ts-expect-error 'undefined' is not: only a unknownReason is doubted
if (verdict.outcome === 'failed') doubted(verdict.unknownReason);
// @ts-expect-error no overlap: what is not known is never tried again
if (verdict.outcome === 'unknown' && verdict.mayRetry === true) send;
// @ts-expect-error "DECLINED"' have no overlap: a word of ours
if (verdict.outcome === 'failed' && verdict.reason === 'DECLINED') send;
// @ts-expect-error read-only: a verdict is not changed
verdict.evidence = 'signed';
// @ts-expect-error Expected 2-3 arguments: an error has a code and a sentence
new MekongError('declined');
