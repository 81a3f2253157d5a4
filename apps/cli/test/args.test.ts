import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GLOBAL_OPTIONS } from '../src/args/globals.ts';
import { help } from '../src/args/help.ts';
import { locate } from '../src/args/locate.ts';
import { parse } from '../src/args/parse.ts';
import { editDistance, nearest } from '../src/args/suggest.ts';
import { isGroup, type OptionSpecs } from '../src/command.ts';
import { COMMANDS } from '../src/commands/index.ts';

const OPTIONS = {
  name: { kind: 'text', required: true, about: 'A name' },
  device: { kind: 'list', about: 'A device' },
  version: { kind: 'number', about: 'A version' },
  wait: { kind: 'flag', about: 'Wait' },
  role: { kind: 'text', choices: ['owner', 'admin'], about: 'A role' },
  password: { kind: 'secret', required: true, env: 'PASSWORD', about: 'A password' },
  ...GLOBAL_OPTIONS,
} as const satisfies OptionSpecs;
const SHAPE = { args: { id: { about: 'an id' } }, options: OPTIONS };
const read = (line: string) => parse(line.split(' ').filter(Boolean), SHAPE);

test('options are read by their kind, in any order', () => {
  const { args, options } = read('--wait --version 3 flow-1 --name=a --role admin');
  assert.equal(args.id, 'flow-1');
  assert.deepEqual([options.name, options.version, options.wait, options.role], ['a', 3, true, 'admin']);
  assert.deepEqual([options.json, options.url, options.device], [false, undefined, undefined]);
});

test('a list takes its values one by one or in a row', () => {
  assert.deepEqual(read('flow-1 --name a --device x --device y').options.device, ['x', 'y']);
  assert.deepEqual(read('flow-1 --name a --device x y --wait --device z').options.device, ['x', 'y', 'z']);
});

test('a needed secret may be missing here, since it can come from elsewhere', () => {
  assert.equal(read('flow-1 --name a').options.password, undefined);
  assert.equal(read('flow-1 --name a --password -').options.password, '-');
});

for (const [line, message] of [
  ['--name a', /ID is missing: an id\./],
  ['flow-1 extra --name a', /"extra" is one word too many/],
  ['flow-1', /--name is missing: A name\./],
  ['flow-1 --name', /--name needs a value\./],
  ['flow-1 --name --wait', /--name needs a value\. If the value begins with a dash, write --name=--wait\./],
  ['flow-1 --name a --name b', /--name is given more than once\./],
  ['flow-1 --nam a', /There is no option --nam here\. Did you mean "--name"\?/],
  ['flow-1 --name a --zzzzzz', /There is no option --zzzzzz here\. There is: --name, --device/],
  ['flow-1 --name a -x', /There is no option -x here\./],
  ['flow-1 --name a --constructor b', /There is no option --constructor here\./],
  ['flow-1 --name a --wait=yes', /--wait takes no value\./],
  ['flow-1 --name a --version 0', /--version needs a whole number from 1 on, not "0"\./],
  ['flow-1 --name a --version 1.5', /not "1\.5"\./],
  ['flow-1 --name a --role ownr', /--role cannot be "ownr"\. Did you mean "owner"\?/],
] as const)
  test(`"${line}" is refused with the way out`, () => {
    assert.throws(() => read(line), message);
  });

test('global options may stand before, between and after the words of a command', () => {
  for (const line of [
    '--json --url http://x devices list --connection c',
    'devices --url http://x list --json --connection c',
    'devices list --connection c --json --url http://x',
  ]) {
    const place = locate(line.split(' '), COMMANDS);
    assert.ok(place.kind === 'command');
    assert.deepEqual(place.path, ['devices', 'list']);
    const { options } = parse(place.rest, { args: {}, options: { ...place.command.options, ...GLOBAL_OPTIONS } });
    assert.deepEqual([options.connection, options.json, options.url], ['c', true, 'http://x']);
  }
});

for (const [line, message] of [
  ['device list', /There is no command "device"\. Did you mean "devices"\?/],
  ['devices lst', /There is no command "devices lst"\. Did you mean "devices list"\?/],
  ['toString', /There is no command "toString"\. There is: setup, /],
] as const)
  test(`the unknown command "${line}" is refused with the way out`, () => {
    assert.throws(() => locate(line.split(' '), COMMANDS), message);
  });

test('help is asked for in every usual way, and shown unasked when the line stops short', () => {
  for (const [line, path, asked] of [
    ['', [], false],
    ['--help', [], true],
    ['help', [], true],
    ['devices', ['devices'], false],
    ['devices -h', ['devices'], true],
    ['help devices show', ['devices', 'show'], true],
    ['devices show --help', ['devices', 'show'], true],
  ] as const)
    assert.deepEqual(locate(line.split(' ').filter(Boolean), COMMANDS), { kind: 'help', path, asked });
});

test('the help of every level names everything that the table has there', () => {
  const program = help(COMMANDS, []);
  for (const [name, entry] of Object.entries(COMMANDS)) {
    assert.match(program, new RegExp(`^ {2}${name}`, 'm'));
    assert.ok(program.includes(entry.summary));
    for (const [verb, inner] of isGroup(entry) ? Object.entries(entry.commands) : []) {
      assert.match(help(COMMANDS, [name]), new RegExp(`^ {2}${verb}\\b.*${inner.summary}$`, 'm'));
      const page = help(COMMANDS, [name, verb]);
      for (const option of Object.keys({ ...inner.options, ...GLOBAL_OPTIONS }))
        assert.ok(page.includes(`--${option}`));
      for (const [arg, { about }] of Object.entries(inner.args))
        assert.ok(page.includes(arg.toUpperCase()) && page.includes(about));
    }
  }
});

test('every needed secret can come from the environment, so that none has to be typed into a command line', () => {
  const commands = Object.values(COMMANDS).flatMap((entry) =>
    isGroup(entry) ? Object.values(entry.commands) : [entry],
  );
  const secrets = commands.flatMap(({ options }) => Object.values(options)).filter(({ kind }) => kind === 'secret');
  assert.ok(secrets.length >= 4);
  for (const { env } of secrets) assert.match(env ?? '', /^THINGDOCK_[A-Z_]+$/);
});

test('the edit distance is a metric that counts a swap of neighbours once', () => {
  assert.equal(editDistance('devcies', 'devices'), 1);
  assert.equal(editDistance('', 'abc'), 3);
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      assert.equal(editDistance(a, b), editDistance(b, a));
      assert.equal(editDistance(a, b) === 0, a === b);
      assert.ok(editDistance(a, b) <= Math.max(a.length, b.length));
    }),
  );
});

test('nothing is suggested for a word that is near to none', () => {
  assert.equal(nearest('zzz', ['devices', 'flows']), undefined);
});
