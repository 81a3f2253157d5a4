import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isLogFileName, parseLogEvents, redact, redactText } from '../src/index.ts';

const LINE = {
  timestamp: '2026-01-01T00:00:00.123Z',
  level: 'info',
  message: 'Started flows',
  context: 'service.node-red',
};

describe('an upload of log events', () => {
  test('is read as agents write it: one event a line, in brackets of their own', () => {
    const text = `[\n${JSON.stringify(LINE)},\n${JSON.stringify({ ...LINE, level: 'error', module: 'flow' })}\n]`;
    const parsed = parseLogEvents(text);
    assert.ok(parsed.ok);
    assert.equal(parsed.value.unreadable, 0);
    assert.deepEqual(parsed.value.events, [
      { ...LINE, extra: {} },
      { ...LINE, level: 'error', extra: { module: 'flow' } },
    ]);
  });

  test('keeps the good events of a file with bad ones, and counts these', () => {
    const parsed = parseLogEvents(
      JSON.stringify([LINE, 'noise', { message: 'no time' }, { ...LINE, timestamp: 'soon' }]),
    );
    assert.deepEqual(parsed.ok && [parsed.value.events.length, parsed.value.unreadable], [1, 3]);
  });

  test('is refused when it is no array', () => {
    assert.equal(parseLogEvents('{}').ok, false);
    assert.equal(parseLogEvents('[').ok, false);
  });

  test('has a name that is no path', () => {
    assert.ok(isLogFileName('enebular-20201124101500123-1'));
    for (const name of ['', '../x', 'a/b', 'a b', 'x'.repeat(200)]) assert.equal(isLogFileName(name), false);
  });
});

describe('secrets in logs', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9_-]{24,60}$/);

  test('are hidden in members that are named like secrets, however deep', () => {
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom('accessToken', 'idToken', 'Authorization', 'password', 'clientSecret'),
        (value, name) => {
          const event = redact({ ...LINE, extra: { state: { deep: [{ [name]: value }] } } });
          assert.equal(JSON.stringify(event).includes(value), false);
        },
      ),
    );
  });

  test('are hidden in messages, with the rest left readable', () => {
    fc.assert(
      fc.property(secret, (value) => {
        assert.equal(redactText(`sending with Bearer ${value} now`), 'sending with [hidden] now');
        assert.equal(
          redactText(`GET https://h/x?a=1&signature=${value}&b=2`),
          'GET https://h/x?a=1&signature=[hidden]&b=2',
        );
        assert.equal(redactText(`{"accessToken":"${value}","n":1}`), '{"accessToken":"[hidden]","n":1}');
        assert.equal(redactText(`eyJ${value}.eyJ${value}.${value}`), '[hidden]');
      }),
    );
  });

  test('change nothing where there is none', () => {
    const text = 'Deployed flow line-monitor v14 in 2.1 s';
    assert.equal(redactText(text), text);
  });
});
