import assert from 'node:assert/strict';

/**
 * A list of strings with parameters that are integers, read by RFC 9651, section 4.2; gives
 * `[[string, { key: integer }], …]`. Whatever else a structured field may hold throws.
 */
export function readList(text) {
  const input = { rest: text.replace(/^ +| +$/g, '') };
  const members = [];
  while (input.rest !== '') {
    members.push([string(input), parameters(input)]);
    take(input, /^[ \t]*/);
    if (input.rest === '') break;
    take(input, /^,[ \t]*/);
    assert.notEqual(input.rest, '', 'a comma at the end');
  }
  return members;
}

function take(input, form) {
  const found = form.exec(input.rest);
  assert.ok(found, `${form} is not at the beginning of ${input.rest}`);
  input.rest = input.rest.slice(found[0].length);
  return found;
}

const string = (input) => take(input, /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/)[1].replace(/\\(.)/g, '$1');

function parameters(input) {
  const found = {};
  while (input.rest.startsWith(';')) {
    const [, key] = take(input, /^; *([a-z*][a-z0-9_.*-]*)/);
    found[key] = Number(take(input, /^=(-?[0-9]{1,15})(?![0-9.])/)[1]);
  }
  return found;
}

/** What a 429 says of its limit, checked against itself: the draft's "RateLimit header fields for HTTP", version 11. */
export function limitOf({ status, headers, json }) {
  assert.equal(status, 429, JSON.stringify(json));
  const [limits, policies] = [readList(headers.ratelimit), readList(headers['ratelimit-policy'])];
  assert.deepEqual([limits.length, policies.length], [1, 1]);
  const [[[name, { r, t }]], [[policy, { q, w }]]] = [limits, policies];
  assert.equal(name, policy);
  assert.deepEqual([r, t], [0, Number(headers['retry-after'])], 'nothing is left until Retry-After is over');
  assert.ok(Number.isInteger(t) && t >= 1 && t <= w, `${t} of ${w} seconds`);
  assert.deepEqual([json.retry_after, json.money_may_have_moved], [t, false]);
  return { code: json.code, name, q, w, t };
}
