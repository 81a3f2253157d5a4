// biome-ignore-all lint/suspicious/noTemplateCurlyInString: substitution templates look like that, and are no template strings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testScope } from '../../test/sql-run.ts';
import { fillTemplate, parseTemplate } from './template.ts';

const scope = testScope(
  { site: 'north', count: 3, on: true, deep: { a: 1 }, none: null },
  { topic: 'enebular/things/pump-1/shadow/update' },
);
const fill = (text: string) => fillTemplate(parseTemplate(text, '2016-03-23'), scope);

test('expressions in a template see the message', () => {
  assert.equal(fill('enebular/${topic(3)}/${site}-${count}/${on}'), 'enebular/pump-1/north-3/true');
  assert.equal(fill('plain'), 'plain');
});

test('a doubled dollar at the start stands for one, as reserved topics are written', () => {
  assert.equal(fill('$$aws/things/${topic(3)}/shadow/update'), '$aws/things/pump-1/shadow/update');
});

test('a template has no value when an expression has none or none that is text', () => {
  assert.equal(fill('a/${missing}'), undefined);
  assert.equal(fill('a/${deep}'), undefined);
  assert.equal(fill('a/${none}'), undefined);
  assert.equal(fill('a/${topic(99)}'), undefined);
});

test('whatever a SELECT can calculate a template can', () => {
  assert.equal(fill("${replace(topic(), '/', '-') + '-' + (count + 1)}"), 'enebular-things-pump-1-shadow-update-4');
  assert.equal(fill('${parse_time("yyyy", 1480000000000, "UTC")}'), '2016');
  assert.equal(fill("${get({'a': site}, 'a')}!"), 'north!');
});

test('a brace in a quoted string closes nothing; an open template is refused', () => {
  assert.equal(fill("a/${'}'}"), 'a/}');
  assert.throws(() => parseTemplate('a/${topic(3)', '2016-03-23'), /not closed/);
  assert.throws(() => parseTemplate('a/${nosuch(3)}', '2016-03-23'), /does not know the function/);
});
