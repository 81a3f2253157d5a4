import known from '../services/known-operations.json' with { type: 'json' };
import { AwsError, type QueryOperation, type RestOperation } from '../stand-in.ts';
import { restTable } from './rest-protocol.ts';
import type { KnownRestOperation, QueryService, RestService, Service } from './service.ts';

export type Operations = {
  sts: readonly QueryOperation[];
  iam: readonly QueryOperation[];
  sns: readonly QueryOperation[];
  iot: readonly RestOperation[];
  iotdata: readonly RestOperation[];
};

export type Services = {
  sts: QueryService;
  iam: QueryService;
  sns: QueryService;
  iot: RestService;
  iotdata: RestService;
};

export function createServices(operations: Operations): Services {
  return {
    sts: queryService('sts', 'https://sts.amazonaws.com/doc/2011-06-15/', operations.sts),
    iam: queryService('iam', 'https://iam.amazonaws.com/doc/2010-05-08/', operations.iam),
    sns: {
      ...queryService('sns', 'http://sns.amazonaws.com/doc/2010-03-31/', operations.sns),
      missingParameter: (name) => new AwsError('InvalidParameter', 400, `Invalid parameter: ${name}`),
      // SNS writes the prefix of actions in capitals here.
      denied: ({ message }) => new AwsError('AuthorizationError', 403, message.replaceAll(/(?<!:)\bsns:/g, 'SNS:')),
    },
    iot: {
      ...restService('control', operations.iot, known.iot),
      denied: ({ message }) => new AwsError('AccessDeniedException', 403, message),
    },
    iotdata: {
      ...restService('data', operations.iotdata, known.iotdata),
      denied: ({ message }) => new AwsError('ForbiddenException', 403, message),
    },
  };
}

/** The namespace ends with the version of the API. */
function queryService(
  prefix: QueryService['prefix'],
  namespace: string,
  operations: readonly QueryOperation[],
): QueryService {
  return {
    protocol: 'query',
    prefix,
    namespace,
    version: /(\d{4}-\d{2}-\d{2})\/$/.exec(namespace)?.[1] ?? '',
    operations: byName(operations),
    known: known[prefix],
    missingParameter: validationError,
    denied: (error) => error,
  };
}

const restService = (
  plane: RestService['plane'],
  operations: readonly RestOperation[],
  all: readonly KnownRestOperation[],
): Omit<RestService, 'denied'> => ({
  protocol: 'rest',
  prefix: 'iot',
  plane,
  operations: restTable(operations),
  known: restTable(all),
});

const byName = (operations: readonly QueryOperation[]) => new Map(operations.map((one) => [one.name, one]));

const validationError = (name: string): AwsError => {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  const text = `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`;
  return new AwsError('ValidationError', 400, text);
};

/**
 * The services that a credential scope may mean, best first. IoT's control plane is signed as `iot` or `execute-api`, its data plane as
 * `iotdata` or `iotdevicegateway`, and by some clients as `iot`: then the path tells them apart.
 */
export function servicesOfScope(services: Services, scope: string): readonly Service[] {
  switch (scope) {
    case 'sts':
    case 'iam':
    case 'sns':
      return [services[scope]];
    case 'iot':
      return [services.iot, services.iotdata];
    case 'execute-api':
      return [services.iot];
    case 'iotdata':
    case 'iotdevicegateway':
      return [services.iotdata];
    default:
      return [];
  }
}
