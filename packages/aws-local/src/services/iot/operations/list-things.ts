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
        things: items.map(({ thingName, thingTypeName, attributes, version }) => ({
          thingName,
          ...(thingTypeName !== undefined && { thingTypeName }),
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
  const type = request.query.get('thingTypeName');
  const key = request.query.get('attributeName');
  const value = request.query.get('attributeValue');
  const byPrefix = queryFlag(request, 'usePrefixAttributeValue') ?? false;
  return ({ thingTypeName, attributes }) => {
    if (type !== null && thingTypeName !== type) return false;
    if (key === null) return true;
    const actual = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
    if (actual === undefined || value === null) return actual !== undefined;
    return byPrefix ? actual.startsWith(value) : actual === value;
  };
}
