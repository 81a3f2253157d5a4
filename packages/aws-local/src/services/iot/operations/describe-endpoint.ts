import type { RestOperation } from '../../../stand-in.ts';
import { iotEndpoint } from '../endpoint.ts';
import { invalidRequest, notImplemented } from '../errors.ts';
import { realmOf } from '../names.ts';

const RETIRED = ['iot:Data', 'iot:Jobs'];

/** The retired types `iot:Data` and `iot:Jobs` are refused by AWS today as well; the credential provider is not part of the stand-in. */
export const describeEndpoint: RestOperation = {
  name: 'DescribeEndpoint',
  method: 'GET',
  path: '/endpoint',
  run(call, request) {
    const type = request.query.get('endpointType') ?? 'iot:Data-ATS';
    if (RETIRED.includes(type)) throw invalidRequest(`Endpoint type ${type} is not available any more`);
    if (type === 'iot:CredentialProvider') throw notImplemented(`the endpoint type ${type}, only iot:Data-ATS`);
    if (type !== 'iot:Data-ATS') throw invalidRequest(`Invalid endpoint type: ${type}`);
    return { json: { endpointAddress: iotEndpoint(call.standIn, realmOf(call)) } };
  },
};
