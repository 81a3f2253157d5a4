import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Fault } from '@thingdock/api';
import Type from 'typebox';
import { validator } from './validate.ts';

const check = validator(
  Type.Object(
    { name: Type.String({ minLength: 1 }), tags: Type.Optional(Type.Array(Type.String())) },
    { additionalProperties: false },
  ),
);

/** Fields and codes of the refusal. */
function refusal(value: unknown): [string, string][] {
  try {
    check(value);
  } catch (error) {
    if (error instanceof Fault) return error.errors.map(({ field, code }) => [field, code]);
    throw error;
  }
  return [];
}

describe('a body', () => {
  it('is returned as it is when it is right', () => {
    const body = { name: 'Plant', tags: ['a'] };
    assert.equal(check(body), body);
  });

  it('is refused with every field that is missing, wrong or unknown', () => {
    assert.deepEqual(refusal({ tags: [1], more: true }), [
      ['name', 'required'],
      ['more', 'unknown_field'],
      ['tags.0', 'type'],
    ]);
    assert.deepEqual(refusal('text'), [['(body)', 'type']]);
  });

  it('may not hold U+0000, which no database column takes', () => {
    assert.deepEqual(refusal({ name: 'a\0b', tags: ['\0'] }), [
      ['name', 'character_not_allowed'],
      ['tags.0', 'character_not_allowed'],
    ]);
  });
});
