import type { RestOperation, RestRequest } from '../../../stand-in.ts';
import { queryFlag } from '../input.ts';
import { iotArn, realmOf } from '../names.ts';
import { page, REGISTRY_PAGES } from '../paging.ts';
import { type Thing, things } from '../registry.ts';

export const listThings: RestOperation = {
  name: 'ListThings',
  method: 'GET',
  path: '/things',
  run(call, request) {
    const realm = realmOf(call);
    const wanted = things(call.standIn.store, realm).list().filter(filterOf(request));
    const { items, next } = page(request, REGISTRY_PAGES, wanted, ({ thingName }) => thingName);
    return {
      json: {
        things: items.map(({ thingName, attributes, version }) => ({
          thingName,
          thingArn: iotArn(realm, 'thing', thingName),
          attributes,
          version,
        })),
        ...(next && { nextToken: next }),
      },
    };
  },
};

function filterOf(request: RestRequest): (thing: Thing) => boolean {
  // No thing has a type, because the stand-in has no thing types.
  if (request.query.get('thingTypeName')) return () => false;
  const key = request.query.get('attributeName');
  const value = request.query.get('attributeValue');
  const byPrefix = queryFlag(request, 'usePrefixAttributeValue') ?? false;
  return ({ attributes }) => {
    if (key === null) return true;
    const actual = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
    if (actual === undefined || value === null) return actual !== undefined;
    return byPrefix ? actual.startsWith(value) : actual === value;
  };
}
