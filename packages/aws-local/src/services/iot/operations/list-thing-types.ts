import type { RestOperation } from '../../../stand-in.ts';
import { realmOf } from '../names.ts';
import { page, REGISTRY_PAGES } from '../paging.ts';
import { thingTypes } from '../registry.ts';
import { thingTypeJson } from '../thing-type-json.ts';

export const listThingTypes: RestOperation = {
  name: 'ListThingTypes',
  method: 'GET',
  path: '/thing-types',
  run(call, request) {
    const realm = realmOf(call);
    const wanted = request.query.get('thingTypeName');
    const all = thingTypes(call.standIn.store, realm)
      .list()
      .filter(({ thingTypeName }) => wanted === null || thingTypeName === wanted);
    const { items, next } = page(request, REGISTRY_PAGES, all, ({ thingTypeName }) => thingTypeName);
    const shown = items.map((type) => thingTypeJson(realm, type));
    return { json: { thingTypes: shown, ...(next && { nextToken: next }) } };
  },
};
