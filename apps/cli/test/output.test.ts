import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS } from '@thingdock/api';
import { sample } from '@thingdock/api/testing';
import fc from 'fast-check';
import { connectionCard } from '../src/commands/connection-text.ts';
import { deviceCard, deviceLine, deviceTable } from '../src/commands/device-text.ts';
import { FAILURES, Failure } from '../src/failures.ts';
import { report } from '../src/output/report.ts';
import { aligned, displayWidth, plural, printable, table, time } from '../src/output/table.ts';

test('a table lines its columns up, wide characters counted as the two columns that they take', () => {
  const rows = [
    { name: 'プレス機', state: 'connected' },
    { name: 'press', state: null },
  ];
  const text = table(
    rows,
    [
      ['name', (row) => row.name],
      ['state', (row) => row.state],
    ],
    'none',
  );
  assert.deepEqual(text.split('\n'), ['NAME      STATE', 'プレス機  connected', 'press     -']);
});

test('an empty table is a sentence that says what to do', () => {
  assert.match(deviceTable([]), /^No devices yet\. "thingdock things create" makes one/);
});

test('no row ends in blanks, and columns begin at the same place in every row', () => {
  const cell = fc.string({ minLength: 1, maxLength: 12 }).map(printable);
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      const width = Math.max(...rows.map(([first]) => displayWidth(first)));
      for (const [index, line] of aligned(rows).entries()) {
        const [first, second] = rows[index] ?? ['', ''];
        assert.equal(line, `${first}${' '.repeat(width - displayWidth(first))}  ${second}`.trimEnd());
      }
    }),
  );
});

test('text of devices cannot steer the terminal', () => {
  assert.equal(printable('ok\u001b[2J\u202e\nnext'), 'ok\ufffd[2J\ufffd next');
  const line = deviceLine(
    sample.device({
      flow: {
        id: 'f',
        name: '\u001b]0;owned\u0007',
        version: 1,
        state: null,
        message: null,
        enabled: { wanted: true, reported: null },
        deployedAt: null,
      },
    }),
  );
  assert.ok(!printable(line).includes('\u001b'));
});

test('times are UTC to the second, counts have their plural', () => {
  assert.equal(time('2026-01-02T03:04:05.678Z'), '2026-01-02 03:04:05 UTC');
  assert.deepEqual([plural(1, 'device'), plural(0, 'device')], ['1 device', '0 devices']);
});

test('a device shows its status with the reason in words, its agent and its flow', () => {
  const flow = {
    id: 'f',
    name: 'Counter',
    version: 2,
    state: 'error',
    message: 'no module',
    enabled: { wanted: true, reported: null },
    deployedAt: null,
  } as const;
  const text = deviceCard(sample.device({ status: 'disconnected', reason: 'connection_lost', flow }));
  assert.match(text, /^Status: +disconnected \(the connection was lost\)$/m);
  assert.match(text, /^Agent: +thingdock-agent 0\.1\.0$/m);
  assert.match(text, /^Flow: +Counter version 2, error: no module$/m);
});

test('a connection shows what this user may see, and of the access key its ending only', () => {
  assert.match(connectionCard(sample.connection()), /^AWS Access Key ID: +…WXYZ$/m);
  const hidden = connectionCard(sample.connection({ accessKeyIdEnding: null, roleArn: null, userArn: null }));
  assert.doesNotMatch(hidden, /Access Key|ARN/);
});

test('our own failures have codes that the server does not use', () => {
  for (const code of Object.keys(FAILURES)) assert.ok(!(code in ERRORS), code);
});

test('only a wrong command line ends with 2', () => {
  assert.equal(report(new Failure('usage', { details: { what: 'No.' } })).exitCode, 2);
  assert.equal(report(new Failure('interrupted')).exitCode, 1);
  assert.equal(report(new Error('bug')).exitCode, 1);
});
