import type { RestOperation } from '../../../stand-in.ts';
import { arnOf } from '../../iot/names.ts';
import { shadowAddress } from '../shadow-address.ts';

export const getThingShadow: RestOperation = {
  name: 'GetThingShadow',
  method: 'GET',
  path: '/things/:thingName/shadow',
  resource: arnOf('thing', 'thingName'),
  run(call, request) {
    return { raw: call.standIn.shadows.request(shadowAddress(call, request), 'get', Buffer.alloc(0)) };
  },
};
