import type { RestOperation } from '../../../stand-in.ts';
import { bodyOf, name, optionalFlag, THING_NAME } from '../input.ts';
import { arnOf, realmOf } from '../names.ts';
import { thingTypes } from '../registry.ts';
import { existingThingType } from '../thing-input.ts';

/** No new thing can get a deprecated type; `undoDeprecate` takes it back. */
export const deprecateThingType: RestOperation = {
  name: 'DeprecateThingType',
  method: 'POST',
  path: '/thing-types/:thingTypeName/deprecate',
  resource: arnOf('thingtype', 'thingTypeName'),
  run(call, request) {
    const { store, clock } = call.standIn;
    const type = existingThingType(call, name(request, 'thingTypeName', THING_NAME));
    const { deprecatedAt = clock.now(), ...rest } = type;
    const undo = optionalFlag(bodyOf(request), 'undoDeprecate') ?? false;
    thingTypes(store, realmOf(call)).set(type.thingTypeName, undo ? rest : { ...rest, deprecatedAt });
    return { json: {} };
  },
};
