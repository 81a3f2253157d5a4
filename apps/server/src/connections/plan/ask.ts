import { Fault, type Inspection, type Plan } from '@thingdock/api';
import { type Aws, type AwsCredentials, toldFault } from '../../aws/index.ts';
import { type Established, inspectConnection } from '../checks/inspect.ts';
import { type Context, connectStored, placeOf } from '../context.ts';
import { readFields, readSomeFields, type TypedFields } from '../create/fields.ts';
import type { SeesProject } from '../create/reserve.ts';
import { wantedObjects } from '../create/wanted.ts';
import type { StoredConnection } from '../store.ts';
import type { Place } from '../tables.ts';
import { survey } from './survey.ts';

type Asked<T> = { projectId: string; typed: T; sees: SeesProject };

/** Checks what was typed so far. Throws a fault only for a field that is malformed, or when there is no key. */
export async function inspect(
  context: Context,
  { projectId, typed, sees }: Asked<Partial<TypedFields>>,
): Promise<Inspection> {
  const { secretAccessKey, at, ...fields } = readSomeFields(typed);
  const subject = { projectId, ...fields, ...at };
  return (await inspectConnection(context, { subject, secretAccessKey, sees })).inspection;
}

/** What creating would do in AWS. Throws the fault with which a creation would be refused. */
export async function planCreation(context: Context, { projectId, typed, sees }: Asked<TypedFields>): Promise<Plan> {
  const { secretAccessKey, at, ...fields } = readFields(typed);
  const subject = { projectId, ...fields, ...at };
  const { fault, established } = await inspectConnection(context, { subject, secretAccessKey, sees, hurried: true });
  if (fault) throw fault;
  if (!established) throw new Error('A connection passed every check, but its place is not known.');
  const credentials = { accessKeyId: fields.accessKeyId, secretAccessKey };
  return planFor(context, { credentials, established, roleArn: fields.role.arn });
}

type Planned = { credentials: AwsCredentials; established: Established; roleArn: string };

function planFor(context: Context, { credentials, established, roleArn }: Planned): Promise<Plan> {
  const { place, endpoint } = established;
  const { partition, region } = place;
  const aws = context.connectAws({ credentials, partition, region, iotDataHost: endpoint });
  return look(context, { aws, place, roleArn, connection: undefined });
}

/** What has drifted of a connection, and what a repair would do about it. Throws `connection_without_role`. */
export async function planRepair(context: Context, connection: StoredConnection): Promise<Plan> {
  const { state, role_arn: roleArn } = connection;
  if (state !== 'active') throw new Fault('connection_not_active', { details: { state } });
  if (roleArn === null) throw new Fault('connection_without_role');
  const aws = connectStored(context, connection);
  return look(context, { aws, place: placeOf(connection), roleArn, connection });
}

type Sight = { aws: Aws; place: Place; roleArn: string; connection: StoredConnection | undefined };

async function look(
  { database, prefix, publicUrl }: Context,
  { aws, place, roleArn, connection }: Sight,
): Promise<Plan> {
  try {
    const wanted = wantedObjects(prefix, place, roleArn, connection);
    const { objects } = await survey({ aws, place, wanted, database, publicUrl, connection });
    return { objects: [...objects] };
  } catch (error) {
    throw toldFault(error);
  } finally {
    aws.close();
  }
}
