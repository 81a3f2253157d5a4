import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ERRORS, type ErrorCode, errorText, Fault, fieldFault, toProblem } from '../src/index.ts';

const codes = Object.keys(ERRORS) as ErrorCode[];
const placeholders = (code: ErrorCode) => [...ERRORS[code].text.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name ?? '');

test('every code is lower snake case, and its text is a whole sentence that no other code has', () => {
  const texts = new Set<string>();
  for (const code of codes) {
    const { text, status } = ERRORS[code];
    assert.match(code, /^[a-z]+(_[a-z]+)*$/);
    assert.match(text, /^["{A-Z].*\.$/, `${code} has no whole sentence: ${text}`);
    assert.ok([400, 401, 403, 404, 409, 413, 422, 429, 500, 502, 503, 507].includes(status), `${code}: ${status}`);
    assert.ok(!texts.has(text), `${code} repeats the text of another code`);
    texts.add(text);
  }
});

test('every placeholder has a name that can be a member of the details', () => {
  for (const code of codes) {
    for (const name of placeholders(code)) assert.match(name, /^[a-z][A-Za-z]*$/, `${code}: {${name}}`);
    const bare = ERRORS[code].text.replaceAll(/\{\w+\}/g, '');
    assert.doesNotMatch(bare, /[{}]/, `${code} has a brace that opens or closes nothing`);
  }
});

test('a text is filled from its details, whatever they hold', () => {
  fc.assert(
    fc.property(fc.constantFrom(...codes), fc.stringMatching(/^[^{}]*$/), (code, value) => {
      const details = Object.fromEntries(placeholders(code).map((name) => [name, value]));
      const text = errorText(code, details);
      assert.doesNotMatch(text, /[{}]/);
      const expected = ERRORS[code].text.split(/\{\w+\}/).join(value);
      assert.equal(text, expected);
    }),
  );
});

test('a placeholder without a detail stays visible instead of reading "undefined"', () => {
  assert.equal(errorText('flow_invalid'), 'This is no Node-RED flow: {reason}.');
});

test('a fault of a field becomes a problem that names the field', () => {
  const problem = toProblem(fieldFault('endpoint', 'endpoint_invalid', { endpoint: 'nowhere' }), 'r1');
  assert.equal(problem.status, 422);
  assert.equal(problem.title, 'endpoint invalid');
  assert.equal(problem.requestId, 'r1');
  assert.deepEqual(problem.errors, [{ field: 'endpoint', code: 'endpoint_invalid', detail: problem.detail }]);
});

test('a problem carries nothing of the cause of a fault', () => {
  const problem = toProblem(new Fault('internal', { cause: new Error('password=hunter2') }), 'r1');
  assert.doesNotMatch(JSON.stringify(problem), /hunter2/);
});
