// Runs inside workerd: ways to break the gateway on purpose, one at a time, to show that the comparison sees it.

/** Answers a call to the ledger, broken as `how` says; without it as it is. */
export async function broken(how, kind, message, storage, call) {
  const changed = CHANGES[how]?.[kind];
  if (how === 'twice' && kind === 'Reserve') forget(message, storage);
  const answer = await call(changed ? changed(message) : message);
  if (how === 'reservation' && kind === 'Reserve') forget(message, storage);
  return answer;
}

const DECLINED = { failed: { reason: 'declined', reached_provider: true } };

const CHANGES = {
  // What was charged is called failed.
  failed: { Reply: (message) => reply(message, (outcome) => outcome === 'succeeded', DECLINED) },
  // What nobody knows is called succeeded.
  succeeded: { Reply: (message) => reply(message, (outcome) => outcome.unknown !== undefined, 'succeeded') },
  // A notification is acknowledged, and not stored.
  notification: { Notification: (message) => instead(message, () => 'Read') },
};

/** Another call about the same order. */
function instead(message, change) {
  const [shards, key, request, call] = JSON.parse(message);
  return JSON.stringify([shards, key, request, change(Object.values(call)[0])]);
}

function reply(message, concerns, outcome) {
  return instead(message, ([number, reading]) => (
    { Reply: [number, { ...reading, outcome: concerns(reading.outcome) ? outcome : reading.outcome }] }));
}

/**
 * The intent is gone: as soon as it was stored, or when another one wants the same id, so that of two that race for it
 * each is told that it was first.
 */
function forget(message, storage) {
  const [, key] = JSON.parse(message);
  for (const table of ['orders', 'history']) storage.sql.exec(`DELETE FROM ${table} WHERE key = ?`, key);
}
