import type { RestOperation } from '../../../stand-in.ts';
import { arnOf } from '../../iot/names.ts';
import { shadowAddress } from '../shadow-address.ts';

export const updateThingShadow: RestOperation = {
  name: 'UpdateThingShadow',
  method: 'POST',
  path: '/things/:thingName/shadow',
  resource: arnOf('thing', 'thingName'),
  run(call, request) {
    return { raw: call.standIn.shadows.request(shadowAddress(call, request), 'update', request.body) };
  },
};
