import type { RestOperation } from '../../../stand-in.ts';
import { name, THING_NAME } from '../input.ts';
import { arnOf, realmOf } from '../names.ts';
import { existingThingType } from '../thing-input.ts';
import { thingTypeJson } from '../thing-type-json.ts';

export const describeThingType: RestOperation = {
  name: 'DescribeThingType',
  method: 'GET',
  path: '/thing-types/:thingTypeName',
  resource: arnOf('thingtype', 'thingTypeName'),
  run(call, request) {
    const type = existingThingType(call, name(request, 'thingTypeName', THING_NAME));
    return { json: { ...thingTypeJson(realmOf(call), type), thingTypeId: type.thingTypeId } };
  },
};
