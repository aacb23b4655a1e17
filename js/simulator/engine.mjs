import { phrase, resetConnection, sendText, sendTruncated, typeOf } from './http.mjs';

/**
 * Does a call that behaves like this do its work (charge, text an OTP)?
 * `charge` decides when it is given; the rest is what the README's table says.
 */
export function works(behaviour, success = '200') {
  const { charge, reset, hang, work_first, code, status = 200 } = behaviour;
  if (charge !== undefined) return charge;
  if (reset ?? hang) return (reset ?? hang) === 'after';
  if (work_first) return true;
  if (code !== undefined && String(code) !== success) return false;
  return status < 400;
}

/**
 * Plays one call. `operation` is the provider's side of it:
 * `work(behaviour)` does it and returns `{ status, json, success }`, `refuse(code)` answers a code without doing it,
 * `forced(reply, code)` puts a code into the answer of work that was done, `numeric` names the fields that may be numbers.
 * A provider may have its own `success` code (200), its own `render(reply, behaviour)` to `{ body, headers }`,
 * and a reply may have `ready`, a promise to wait for before it leaves.
 */
export async function play(res, behaviour, operation, { timers, holdMs }) {
  const epoch = timers.epoch();
  const perform = () => outcome(behaviour, operation);
  let reply = behaviour.work_first ? perform() : undefined;
  if (behaviour.delay_ms) {
    await timers.sleep(behaviour.delay_ms);
    // The world was emptied in between: work from before must not reach the new one.
    if (timers.epoch() !== epoch) return res.destroy();
  }
  if (behaviour.late_ms === undefined) reply ??= perform();
  else timers.after(behaviour.late_ms, () => timers.epoch() === epoch && operation.work(behaviour));
  if (reply?.ready) await reply.ready;
  if (behaviour.reset) return resetConnection(res);
  if (behaviour.hang) return hold(res, timers, holdMs);
  return answer(res, behaviour, reply, operation);
}

function outcome(behaviour, operation) {
  const { code } = behaviour;
  if (works(behaviour, operation.success)) {
    const reply = operation.work(behaviour);
    return code === undefined ? reply : operation.forced(reply, code);
  }
  return code === undefined ? undefined : operation.refuse(code);
}

function hold(res, timers, holdMs) {
  if (res.destroyed) return;
  const release = timers.after(holdMs, () => res.destroy());
  res.once('close', release);
}

function answer(res, behaviour, reply, operation) {
  const { status, body, type, headers } = content(behaviour, reply, operation);
  const send = behaviour.truncate ? sendTruncated : sendText;
  send(res, status, body, behaviour.content_type ?? type, headers);
}

function content(behaviour, reply, operation) {
  const bare = behaviour.late_ms === undefined ? reply?.status ?? 500 : 504;
  const status = behaviour.status ?? bare;
  const { body } = behaviour;
  if (body !== undefined) return { status, body, type: typeOf(body) };
  if (!reply || (behaviour.status >= 400 && behaviour.code === undefined)) {
    return { status, body: phrase(status), type: 'text/plain; charset=utf-8' };
  }
  const rendered = operation.render?.(reply, behaviour) ?? { body: JSON.stringify(shape(behaviour, reply, operation)) };
  return { status, type: typeOf('{'), ...rendered };
}

function shape(behaviour, reply, operation) {
  if (behaviour.success_only && !reply.success) return reply.json;
  const json = override(reply.json, behaviour.overrides ?? {});
  return behaviour.loose ? loosen(json, operation.numeric ?? []) : json;
}

function override(json, overrides) {
  const result = { ...json };
  for (const [name, value] of Object.entries(overrides)) {
    const known = Object.keys(result).find((key) => key.toLowerCase() === name.toLowerCase());
    result[known ?? name] = value;
  }
  return result;
}

/** Names in capitals and numbers for digits; a leading zero stays text, else it would be lost. */
function loosen(json, numeric) {
  const entries = Object.entries(json).map(([name, value]) => {
    const digits = numeric.includes(name) && /^[1-9]\d{0,14}$/.test(value);
    return [name.toUpperCase(), digits ? Number(value) : value];
  });
  return Object.fromEntries(entries);
}
