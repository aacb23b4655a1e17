/** What this package throws. `code` is stable, the same as over HTTP; `message` is for developers, not for payers. */
export class MekongError extends Error {
  // What is packed has shorter names; this one is shown to people.
  static name = 'MekongError';

  /** @param facts `field`, `errors`, `order`, `requestId`, `status`, `retryAfter` (seconds), `moneyMayHaveMoved`, `cause`: whichever are known. */
  constructor(code, message, { cause, ...facts } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'MekongError';
    this.code = code;
    for (const [name, value] of Object.entries(facts)) {
      if (value !== undefined && value !== null) this[name] = value;
    }
  }
}

/** What the core calls otherwise than callers of this package do. */
const AS_GIVEN = { notify_url: 'notifyUrl', public_url: 'publicUrl' };

/** An error as the core tells it. */
export function told({ code, field, problem, reply, errors }) {
  const given = AS_GIVEN[field] ?? field;
  const facts = { field: given || undefined, errors: errors?.map((each) => ({ ...each, field: AS_GIVEN[each.field] ?? each.field })), reply };
  return new MekongError(code, given ? `${given}: ${problem}` : problem, facts);
}
