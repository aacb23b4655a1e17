// Runs inside workerd in the place of the Worker that ships, which it wraps: counts what its objects write, and
// how often they are called.
import Gateway, * as shipped from './gateway.js';

const written = { rows: 0, alarms: 0, calls: 0 };

/** `rowsWritten` of a cursor: rows and index entries, as the platform counts them. */
function count(storage) {
  const { sql } = storage;
  const exec = sql.exec.bind(sql);
  sql.exec = (...given) => {
    const cursor = exec(...given);
    written.rows += cursor.rowsWritten;
    return cursor;
  };
  const setAlarm = storage.setAlarm.bind(storage);
  storage.setAlarm = (at) => {
    written.alarms += 1;
    return setAlarm(at);
  };
}

const counted = (Class) => class extends Class {
  constructor(ctx, env) {
    count(ctx.storage);
    super(ctx, env);
  }

  call(message) {
    written.calls += 1;
    return super.call(message);
  }
};

export const Ledger = counted(shipped.Ledger);
export const Subscriber = counted(shipped.Subscriber);
export const Control = counted(shipped.Control);

export default class extends Gateway {
  fetch(request) {
    return new URL(request.url).pathname === '/_written' ? Response.json(written) : super.fetch(request);
  }
}
