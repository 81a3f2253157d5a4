import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROUTES, type Route, requestSchemas } from '@thingdock/api';
import { Check } from 'typebox/value';

/** Places of a schema at which a member could be slipped in unnoticed, and keywords that nobody closes. */
function openPlaces(schema: unknown, at: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const node = schema as Record<string, unknown>;
  const names = Object.keys(node);
  const isObject = node.type === 'object' && !names.includes('const');
  const here = isObject && node.additionalProperties !== false ? [at] : [];
  const unknown = ['allOf', 'oneOf', '$ref', 'if', 'not', 'prefixItems'].filter((keyword) => names.includes(keyword));
  const below = (keyword: string) =>
    Object.entries(node[keyword] ?? {}).flatMap(([name, inner]) => openPlaces(inner, `${at}.${name}`));
  return [
    ...here,
    ...unknown.map((keyword) => `${at} uses ${keyword}`),
    ...['properties', 'patternProperties', 'anyOf'].flatMap(below),
    ...openPlaces(node.items, `${at}.items`),
  ];
}

describe('requests', () => {
  for (const [id, route] of Object.entries(ROUTES) as [string, Route][])
    it(`of ${id} have no place for members that nobody knows`, () => {
      const { body, query } = requestSchemas(route);
      assert.deepEqual([...openPlaces(body, 'body'), ...openPlaces(query, 'query')], []);
    });

  it('take what is named, at every depth, and nothing else', () => {
    const { body } = requestSchemas(ROUTES['deployments.create']);
    const deployment = { connectionId: 'c', flowId: 'f', devices: ['d'], limits: { silenceSeconds: 60 } };
    assert.ok(Check(body, deployment));
    assert.ok(!Check(body, { ...deployment, silenceSeconds: 60 }));
    assert.ok(!Check(body, { ...deployment, limits: { silence: 60 } }));
    assert.ok(!Check(body, { ...deployment, rollout: { phases: [{ count: 1, percents: 2 }] } }));
    assert.ok(Check(body, { ...deployment, variables: { LINE: '7' } }));
    assert.ok(!Check(body, { ...deployment, variables: { '7LINE': '7' } }), 'nor a variable that no shell takes');
  });
});
