import type { RestOperation } from '../../../stand-in.ts';
import { invalidRequest, versionConflict } from '../errors.ts';
import { name, THING_NAME } from '../input.ts';
import { thingPrincipals } from '../links.ts';
import { arnOf, realmOf } from '../names.ts';
import { things } from '../registry.ts';

/** Deleting a thing that is not there succeeds. Its shadow stays. */
export const deleteThing: RestOperation = {
  name: 'DeleteThing',
  method: 'DELETE',
  path: '/things/:thingName',
  resource: arnOf('thing', 'thingName'),
  run(call, request) {
    const realm = realmOf(call);
    const thingName = name(request, 'thingName', THING_NAME);
    const registry = things(call.standIn.store, realm);
    const expected = request.query.get('expectedVersion');
    const thing = registry.get(thingName);
    if (thing && expected !== null && Number(expected) !== thing.version) {
      throw versionConflict(`The version of thing ${thingName} is ${thing.version}`);
    }
    if (thingPrincipals(call.standIn.store, realm).to(thingName).length > 0) {
      throw invalidRequest(`Thing ${thingName} cannot be deleted while principals are attached to it`);
    }
    registry.delete(thingName);
    return {};
  },
};
