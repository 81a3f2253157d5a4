import type { RestOperation } from '../../../stand-in.ts';
import { name, THING_NAME } from '../../iot/input.ts';
import { arnOf, realmOf } from '../../iot/names.ts';
import { type PageNames, page } from '../../iot/paging.ts';

/** The API's model allows 1 to 100; the default is not documented. */
const SHADOW_PAGES: PageNames = { size: 'pageSize', token: 'nextToken', defaultSize: 25, maxSize: 100 };

/** A thing that nobody knows has none: shadows are kept by name. */
export const listNamedShadowsForThing: RestOperation = {
  name: 'ListNamedShadowsForThing',
  method: 'GET',
  path: '/api/things/shadow/ListNamedShadowsForThing/:thingName',
  resource: arnOf('thing', 'thingName'),
  run(call, request) {
    const thingName = name(request, 'thingName', THING_NAME);
    const names = call.standIn.shadows.names(realmOf(call), thingName);
    const { items, next } = page(request, SHADOW_PAGES, names, (shadowName) => shadowName);
    const timestamp = Math.floor(call.standIn.clock.now() / 1000);
    return { json: { results: items, ...(next && { nextToken: next }), timestamp } };
  },
};
