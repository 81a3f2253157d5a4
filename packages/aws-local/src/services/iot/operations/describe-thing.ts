import type { RestOperation } from '../../../stand-in.ts';
import { notFound } from '../errors.ts';
import { name, THING_NAME } from '../input.ts';
import { arnOf, iotArn, realmOf } from '../names.ts';
import { things } from '../registry.ts';

export const describeThing: RestOperation = {
  name: 'DescribeThing',
  method: 'GET',
  path: '/things/:thingName',
  resource: arnOf('thing', 'thingName'),
  run(call, request) {
    const realm = realmOf(call);
    const thingName = name(request, 'thingName', THING_NAME);
    const thing = things(call.standIn.store, realm).get(thingName);
    if (!thing) throw notFound(`Thing ${thingName} does not exist.`);
    return { json: { defaultClientId: thingName, ...thing, thingArn: iotArn(realm, 'thing', thingName) } };
  },
};
