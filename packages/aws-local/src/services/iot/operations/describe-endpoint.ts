import type { RestOperation } from '../../../stand-in.ts';
import { iotEndpoint } from '../endpoint.ts';
import { invalidRequest } from '../errors.ts';
import { realmOf } from '../names.ts';

/** The retired types `iot:Data` and `iot:Jobs` are refused by AWS today as well; the credential provider is not part of the stand-in. */
export const describeEndpoint: RestOperation = {
  name: 'DescribeEndpoint',
  method: 'GET',
  path: '/endpoint',
  run(call, request) {
    const type = request.query.get('endpointType') ?? 'iot:Data-ATS';
    if (type !== 'iot:Data-ATS') throw invalidRequest(`aws-local has no endpoint of type '${type}', only iot:Data-ATS`);
    return { json: { endpointAddress: iotEndpoint(call.standIn, realmOf(call)) } };
  },
};
