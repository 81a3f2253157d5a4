import Type, { type TSchema } from 'typebox';
import type { Route } from './route.ts';

/**
 * What a route takes, with every member refused that is not named in it, at any depth: a misspelt limit that was ignored
 * would be found out on a whole fleet. A route without a body or a query takes nothing there.
 */
export const requestSchemas = ({ body, query }: Pick<Route, 'body' | 'query'>): { body: TSchema; query: TSchema } => ({
  body: closed(body ?? Type.Object({})),
  query: closed(query ?? Type.Object({})),
});

/** As far as schemas of requests use JSON Schema. */
type Schema = TSchema & {
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
};

function closed(schema: Schema): Schema {
  const { items, anyOf, properties, patternProperties } = schema;
  return {
    ...schema,
    ...(items && { items: closed(items) }),
    ...(anyOf && { anyOf: anyOf.map(closed) }),
    ...(properties && { properties: byName(properties) }),
    ...(patternProperties && { patternProperties: byName(patternProperties) }),
    ...((properties || patternProperties) && { additionalProperties: false }),
  };
}

const byName = (schemas: Readonly<Record<string, Schema>>): Record<string, Schema> =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closed(schema)]));
