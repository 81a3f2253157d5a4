import { ApiError, type Connection, type FieldError, type ImportConnection } from '@thingdock/api';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failures.ts';
import { followOperation } from '../follow/operation.ts';
import { plural, printable } from '../output/table.ts';
import { awsKey, FIELD_OPTIONS, KEY_OPTIONS } from './connection-fields.ts';
import { ID } from './connection-id.ts';
import { connectionCard } from './connection-text.ts';
import { DRY_RUN, inspectChange, inspectionResult } from './connections-inspect.ts';
import { PROJECT, projectIdOf } from './project.ts';

/** Endpoint or region is enough; older exports have both. */
const MEMBERS = ['name', 'accessKeyId', 'secretAccessKey', 'endpoint', 'region'] as const;
const NEEDED = ['name', 'accessKeyId', 'secretAccessKey'] as const;

type Refused = { name: string; code: string; detail: string; errors: readonly FieldError[] };

/** `connections import FILE` */
export const importOlder = command({
  summary: 'Take in older connections, which have no role: they deploy flows, but show no status',
  args: { file: { about: 'JSON with one connection or a list of them; "-" reads stdin' } },
  options: { project: PROJECT },
  notes: [
    `Each has "name", "accessKeyId", "secretAccessKey", and "endpoint" or "region". Other members are ignored.`,
    'Nothing is written to AWS. Each connection goes in or is refused by itself; one that is refused ends the command with 1.',
    'Afterwards: "thingdock connections migrate --help".',
  ],
  async run({ args, options }, context) {
    const found = readOlder(await context.readText(args.file, 'FILE'), args.file);
    const projectId = await projectIdOf(context, options.project);
    const items: Connection[] = [];
    const refused: Refused[] = [];
    for (const body of found) {
      const outcome = await importOne(context, projectId, body);
      if ('id' in outcome) items.push(outcome);
      else refused.push(outcome);
      await context.say('id' in outcome ? takenIn(outcome) : `Refused "${printable(outcome.name)}": ${outcome.detail}`);
    }
    const json = { items, refused };
    if (refused.length === 0) return { json, text: `${plural(items.length, 'connection')} taken in.` };
    const what = `${plural(refused.length, 'connection')} of ${found.length} refused: ${refused.map(reason).join(' ')}`;
    throw new Failure('import_incomplete', { details: { what }, members: json });
  },
});

const takenIn = ({ name, id, accountId, region }: Connection): string =>
  `Took in "${printable(name)}" (${id}), AWS account ${accountId} in ${region}. It needs migration.`;

const reason = ({ name, detail }: Refused): string => `"${printable(name)}": ${detail}`;

async function importOne(
  { call }: Pick<Context, 'call'>,
  projectId: string,
  body: ImportConnection,
): Promise<Connection | Refused> {
  try {
    return await call('connections.import', { params: { projectId }, body });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { code, message: detail, errors } = error;
    return { name: body.name, code, detail, errors };
  }
}

/** Reads the file whole before anything is taken in. Texts of it are never repeated: they may be secrets. */
export function readOlder(text: string, path: string): ImportConnection[] {
  const unreadable = (why: string) => new Failure('file_unreadable', { details: { path, reason: why } });
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw unreadable('it is not JSON');
  }
  const list = Array.isArray(raw) ? raw : [raw];
  if (list.length === 0) throw unreadable('it has no connections');
  return list.map((item: unknown, index) => {
    const older = pick(item);
    const missing = NEEDED.filter((name) => !older[name]);
    if (missing.length > 0) throw unreadable(`connection ${index + 1} in it has no ${missing.join(', ')}`);
    return older as ImportConnection;
  });
}

function pick(item: unknown): Partial<Record<(typeof MEMBERS)[number], string>> {
  if (typeof item !== 'object' || item === null) return {};
  const entries = Object.entries(item).filter(
    ([name, value]) => typeof value === 'string' && value !== '' && MEMBERS.some((member) => member === name),
  );
  return Object.fromEntries(entries);
}

/** `connections migrate ID` */
export const migrate = command({
  summary: 'Give an older connection its role, and set up in AWS what reports the status of devices',
  args: ID,
  options: {
    'role-arn': { ...FIELD_OPTIONS['role-arn'], required: true },
    ...KEY_OPTIONS,
    'dry-run': DRY_RUN,
    'take-over': { kind: 'flag', about: 'Also replace objects of the same names that are somebody else’s' },
  },
  notes: [
    'The key’s user needs AWSIoTFullAccess as before, and now AmazonSNSFullAccess and EnebularPassRole too.',
    'Either add these to the user, or make another user of the same account and give its key here, by --access-key-id or --from.',
    'What is missing is named, and nothing is changed then. The role can be set only once.',
  ],
  async run({ args, options }, context) {
    const params = { connectionId: args.id };
    // The secret may stand in the environment for other purposes: alone it is no new key.
    const hasKey = options.from !== undefined || options['access-key-id'] !== undefined;
    const key = hasKey ? await awsKey(options, context) : {};
    const change = { roleArn: options['role-arn'], ...key };
    if (options['dry-run']) return inspectionResult(context, await inspectChange(context, args.id, change));
    const body = { roleArn: options['role-arn'], takeOver: options['take-over'], ...key };
    const begun = await context.call('connections.migrate', { params, body });
    const operation = await followOperation(context, begun.operation);
    const connection = await context.call('connections.get', { params });
    return { json: { ...connection, operation }, text: `\n${connectionCard(connection)}` };
  },
});
