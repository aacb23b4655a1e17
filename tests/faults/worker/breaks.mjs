// Runs inside workerd: ways to break the gateway on purpose, one at a time, to show that the comparison sees it.

/** Answers a call to the ledger, broken as `how` says; without it as it is. */
export async function broken(how, kind, message, storage, call) {
  if (how === 'failed' && kind === 'Reply') return call(asFailed(message));
  if (how === 'twice' && kind === 'Reserve') return forgetting(message, storage, call);
  const answer = await call(message);
  if (how === 'reservation' && kind === 'Reserve') forget(message, storage);
  return answer;
}

/** The answer to a charging call, as a definite failure. */
function asFailed(message) {
  const [shards, { Reply }] = JSON.parse(message);
  if (Reply.reading.outcome === 'Succeeded') {
    Reply.reading.outcome = { Failed: { reason: 'declined', reached_provider: true } };
  }
  return JSON.stringify([shards, { Reply }]);
}

const keyOf = (message) => /"merchant_order_id":"([^"]+)"/.exec(message)[1].toLowerCase();

/** The intent is gone as soon as it was stored. */
function forget(message, storage) {
  for (const table of ['orders', 'history']) storage.sql.exec(`DELETE FROM ${table} WHERE key = ?`, keyOf(message));
}

/** Of two that race for an id, each is told that it was first. */
function forgetting(message, storage, call) {
  forget(message, storage);
  return call(message);
}
