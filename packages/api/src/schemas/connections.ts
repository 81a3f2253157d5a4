import Type from 'typebox';
import { Id, Nullable, Reason, Time, Words } from './common.ts';
import { HEALTH_STATES } from './health.ts';

/** `failed`: an attempt that was taken back; it is listed until it is dismissed or tried again. */
export const CONNECTION_STATES = ['creating', 'active', 'deleting', 'failed'] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

export const Connection = Type.Object({
  id: Id,
  projectId: Id,
  type: Words(['aws-iot']),
  name: Type.String(),
  state: Words(CONNECTION_STATES),
  accountId: Type.String({ description: 'The AWS account, as AWS STS says it.' }),
  partition: Type.String(),
  region: Type.String(),
  endpoint: Type.String(),
  roleArn: Nullable(Type.String({ description: 'Shown to owners and admins only.' })),
  accessKeyIdEnding: Nullable(Type.String({ description: 'Last four characters; owners and admins only.' })),
  userArn: Nullable(Type.String({ description: 'Owner of the access key; owners and admins only.' })),
  probeLatencyMs: Nullable(Type.Integer({ description: 'From publishing the test message to its arrival here.' })),
  health: Words(HEALTH_STATES),
  presence: Type.Boolean({
    description: 'Whether AWS’s own word on who connects and disconnects is a second witness, by a rule of its own.',
  }),
  migrationNeeded: Type.Boolean({ description: 'An older connection without a role: no status arrives.' }),
  keyChangedAt: Time,
  keyIsOld: Type.Boolean({ description: 'The key has been in use here for 90 days or more: rotate it.' }),
  error: Nullable(Reason, { description: 'Why a failed attempt failed, or why a deletion could not go on.' }),
  createdAt: Time,
  updatedAt: Time,
});
export type Connection = Type.Static<typeof Connection>;

/** Blanks and line breaks that come along when copying from the AWS console are trimmed by the server. */
export const CreateConnection = Type.Object(
  {
    type: Type.Optional(Words(['aws-iot'])),
    name: Type.String({ maxLength: 200 }),
    accessKeyId: Type.String({ maxLength: 200 }),
    secretAccessKey: Type.String({ maxLength: 400 }),
    endpoint: Type.Optional(Type.String({ maxLength: 400 })),
    region: Type.Optional(
      Type.String({ maxLength: 40, description: 'In place of the endpoint, which is then looked up.' }),
    ),
    roleArn: Type.String({ maxLength: 2100 }),
    takeOver: Type.Optional(
      Type.Boolean({ description: 'Also replace objects of the same names that are somebody else’s.' }),
    ),
  },
  { additionalProperties: false },
);
export type CreateConnection = Type.Static<typeof CreateConnection>;

/** What is known of a new connection so far; a key there must be. */
export const InspectConnection = Type.Object(
  {
    type: Type.Optional(Words(['aws-iot'])),
    name: Type.Optional(Type.String({ maxLength: 200 })),
    accessKeyId: Type.String({ maxLength: 200 }),
    secretAccessKey: Type.String({ maxLength: 400 }),
    endpoint: Type.Optional(Type.String({ maxLength: 400 })),
    region: Type.Optional(Type.String({ maxLength: 40 })),
    roleArn: Type.Optional(Type.String({ maxLength: 2100 })),
    takeOver: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** What is to take the place of what a connection has: a key, a role, or both. */
export const InspectChange = Type.Object({
  accessKeyId: Type.Optional(Type.String({ maxLength: 200 })),
  secretAccessKey: Type.Optional(Type.String({ maxLength: 400 })),
  roleArn: Type.Optional(Type.String({ maxLength: 2100 })),
});
export type InspectChange = Type.Static<typeof InspectChange>;

/** A connection from before there was a role: no status, until it is migrated. */
export const ImportConnection = Type.Object(
  {
    type: Type.Optional(Words(['aws-iot'])),
    name: Type.String({ maxLength: 200 }),
    accessKeyId: Type.String({ maxLength: 200 }),
    secretAccessKey: Type.String({ maxLength: 400 }),
    endpoint: Type.Optional(Type.String({ maxLength: 400 })),
    region: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { additionalProperties: false },
);
export type ImportConnection = Type.Static<typeof ImportConnection>;

export const MigrateConnection = Type.Object(
  {
    roleArn: Type.String({ maxLength: 2100 }),
    accessKeyId: Type.Optional(Type.String({ maxLength: 200 })),
    secretAccessKey: Type.Optional(Type.String({ maxLength: 400 })),
    takeOver: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type MigrateConnection = Type.Static<typeof MigrateConnection>;

export const RepairConnection = Type.Object(
  { takeOver: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);

export const SwitchPresence = Type.Object(
  { on: Type.Boolean(), takeOver: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);

export const DeleteConnection = Type.Object(
  {
    keepAws: Type.Optional(
      Type.Literal('true', {
        description: 'Leave what is in AWS as it is; the operation lists it. Needs no valid key.',
      }),
    ),
    releaseLicences: Type.Optional(
      Type.Literal('true', {
        description: 'Delete the licences of its devices with it; while there are any it is refused otherwise.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const RotateKey = Type.Object(
  { accessKeyId: Type.String({ maxLength: 200 }), secretAccessKey: Type.String({ maxLength: 400 }) },
  { additionalProperties: false },
);

/** A key that a connection uses or used. The secret is nowhere in it. */
export const ConnectionKey = Type.Object({
  accessKeyIdEnding: Type.String(),
  userArn: Type.String(),
  usedFrom: Time,
  usedUntil: Nullable(Time),
  by: Nullable(Type.String({ description: 'E-mail address of who brought it.' })),
});
export type ConnectionKey = Type.Static<typeof ConnectionKey>;

/** Only `name` can be changed; the other members are accepted so that the refusal can name them (`field_immutable`). */
export const ChangeConnection = Type.Object({
  name: Type.Optional(Type.String({ maxLength: 200 })),
  type: Type.Optional(Type.Unknown()),
  accessKeyId: Type.Optional(Type.Unknown()),
  secretAccessKey: Type.Optional(Type.Unknown()),
  endpoint: Type.Optional(Type.Unknown()),
  region: Type.Optional(Type.Unknown()),
  roleArn: Type.Optional(Type.Unknown()),
});

/** Something in AWS that a connection lives on. */
export const ConnectionObject = Type.Object({
  kind: Words(['rule', 'shadow', 'subscription', 'topic']),
  name: Type.String(),
  goes: Type.Boolean({ description: 'Made for this connection and deleted with it; what was there before stays.' }),
});
export type ConnectionObject = Type.Static<typeof ConnectionObject>;

export const STEP_STATES = ['waiting', 'running', 'done', 'failed', 'undone'] as const;
export const Step = Type.Object({
  key: Type.String({ description: 'Stable name of the step, such as `topic:enebular_status_push_sns`.' }),
  title: Type.String(),
  state: Words(STEP_STATES),
  detail: Nullable(Type.String()),
});
export type Step = Type.Static<typeof Step>;

export const OPERATION_KINDS = [
  'connection.create',
  'connection.delete',
  'connection.repair',
  'connection.migrate',
  'connection.rotate',
] as const;
/** A long-running request that can be watched. */
export const Operation = Type.Object({
  id: Id,
  kind: Words(OPERATION_KINDS),
  projectId: Id,
  connectionId: Id,
  state: Words(['running', 'succeeded', 'failed']),
  steps: Type.Array(Step),
  error: Nullable(Reason),
  left: Type.Array(ConnectionObject, { description: 'What of ours stays in AWS, once a deletion has ended.' }),
  createdAt: Time,
  updatedAt: Time,
});
export type Operation = Type.Static<typeof Operation>;

export const CreateThing = Type.Object({
  name: Type.String({ maxLength: 128 }),
  csr: Type.String({
    maxLength: 8192,
    description: 'PEM certificate signing request; the private key stays with the caller.',
  }),
  installer: Type.Optional(
    Type.Object(
      { accessKeyId: Type.String({ maxLength: 200 }), secretAccessKey: Type.String({ maxLength: 400 }) },
      { description: 'A key for installing devices, used for this request only and never stored.' },
    ),
  ),
});

/** What a device needs besides its private key. */
export const CreatedThing = Type.Object({
  name: Type.String(),
  arn: Type.String(),
  certificateArn: Type.String(),
  certificatePem: Type.String(),
  caPem: Type.String({ description: 'Root that the broker certificate chains to.' }),
  mqttHost: Type.String(),
  mqttPort: Type.Integer(),
  policyName: Type.String(),
  warnings: Type.Array(Type.Object({ code: Type.String(), detail: Type.String() })),
});
export type CreatedThing = Type.Static<typeof CreatedThing>;
