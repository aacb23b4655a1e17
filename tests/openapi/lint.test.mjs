// The document by Redocly's rules, every one of them an error.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { createConfig, lint } from '@redocly/openapi-core';

const FILE = resolve(import.meta.dirname, '../../dist/worker/openapi.json');

/** What a rule cannot know, each at one place. */
const KNOWN = [
  // Anybody may read these, and nothing can be wrong with the call.
  ['operation-4xx-response', '#/paths/~1/get/responses'],
  ['operation-4xx-response', '#/paths/~1healthz/get/responses'],
  ['operation-4xx-response', '#/paths/~1openapi.json/get/responses'],
];

test('the linter has nothing to say', async () => {
  const problems = await lint({ ref: FILE, config: await createConfig({ extends: ['recommended-strict'] }) });
  const said = problems.map(({ ruleId, message, location: [{ pointer }] }) => ({ ruleId, pointer, message }));
  const isKnown = ({ ruleId, pointer }) => KNOWN.some(([rule, place]) => rule === ruleId && place === pointer);
  assert.deepEqual(said.filter((problem) => !isKnown(problem)), []);
  assert.equal(said.length, KNOWN.length, 'what is known is still so');
});
