import type { RestOperation } from '../../../stand-in.ts';
import { invalidRequest } from '../errors.ts';
import { name, THING_NAME } from '../input.ts';
import { arnOf, iotArn, realmOf } from '../names.ts';
import { tags, things, thingTypes } from '../registry.ts';
import { existingThingType } from '../thing-input.ts';

// https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteThingType.html
const DEPRECATED_FOR_MS = 5 * 60_000;

/** Only a type that has been deprecated for five minutes and that no thing has. */
export const deleteThingType: RestOperation = {
  name: 'DeleteThingType',
  method: 'DELETE',
  path: '/thing-types/:thingTypeName',
  resource: arnOf('thingtype', 'thingTypeName'),
  run(call, request) {
    const { store, clock } = call.standIn;
    const realm = realmOf(call);
    const type = existingThingType(call, name(request, 'thingTypeName', THING_NAME));
    const { thingTypeName, deprecatedAt } = type;
    if (deprecatedAt === undefined || clock.now() - deprecatedAt < DEPRECATED_FOR_MS) {
      throw invalidRequest(`Thing type ${thingTypeName} must have been deprecated for 5 minutes before it is deleted`);
    }
    if (
      things(store, realm)
        .list()
        .some((thing) => thing.thingTypeName === thingTypeName)
    ) {
      throw invalidRequest(`Thing type ${thingTypeName} is still the type of a thing`);
    }
    thingTypes(store, realm).delete(thingTypeName);
    tags(store).delete(iotArn(realm, 'thingtype', thingTypeName));
    return { json: {} };
  },
};
