import Type from 'typebox';
import { Id, Name, Nullable, Time } from './common.ts';

/** Agents take flows up to 100 kB (counted on the JSON text as uploaded, UTF-8). */
export const FLOW_SIZE_LIMIT = 100_000;

/** npm packages that the nodes of a flow need, by name: a version or range as npm takes it. */
export const Packages = Type.Record(
  Type.String({ pattern: '^(@[a-z0-9-~][a-z0-9-._~]*/)?[a-z0-9-~][a-z0-9-._~]*$' }),
  Type.String({ minLength: 1, maxLength: 100 }),
);

export const FlowVersion = Type.Object({
  number: Type.Integer({ minimum: 1 }),
  packages: Packages,
  credentialsOf: Type.Array(Type.String(), {
    description: 'Ids of nodes whose credentials are kept, encrypted and apart.',
  }),
  title: Nullable(Type.String()),
  comment: Nullable(Type.String()),
  size: Type.Integer({ description: 'Bytes of the JSON text.' }),
  sha256: Type.String({ description: 'Base64 of the SHA-256 of the JSON text.' }),
  createdBy: Type.String(),
  createdAt: Time,
});
export type FlowVersion = Type.Static<typeof FlowVersion>;

export const Flow = Type.Object({
  id: Id,
  projectId: Id,
  name: Type.String(),
  latestVersion: Type.Integer(),
  masterVersion: Type.Integer({ description: 'What is deployed when no version is named.' }),
  createdAt: Time,
  updatedAt: Time,
});
export type Flow = Type.Static<typeof Flow>;

const Content = Type.String({ description: 'The text of flows.json as Node-RED exports it: an array of nodes.' });
/** Credentials by node id; kept encrypted, never given back. */
const Credentials = Type.Record(
  Type.String({ maxLength: 100 }),
  Type.Record(Type.String({ maxLength: 100 }), Type.Unknown()),
);
const Title = Type.String({ maxLength: 30 });
const Comment = Type.String({ maxLength: 512 });

export const CreateFlow = Type.Object({
  name: Name,
  content: Content,
  title: Type.Optional(Title),
  comment: Type.Optional(Comment),
  packages: Type.Optional(Packages),
  credentials: Type.Optional(Credentials),
});
export const CreateFlowVersion = Type.Object({
  content: Content,
  title: Type.Optional(Title),
  comment: Type.Optional(Comment),
  packages: Type.Optional(Packages),
  credentials: Type.Optional(Credentials),
  basedOn: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'The newest version that the author knew; refused when there is a newer one.',
    }),
  ),
});
export const ChangeFlow = Type.Object({
  name: Type.Optional(Name),
  masterVersion: Type.Optional(Type.Integer({ minimum: 1 })),
});
export const DuplicateFlow = Type.Object({ name: Name, version: Type.Optional(Type.Integer({ minimum: 1 })) });

/** What a text would be as a flow: for a look before it is uploaded. */
export const CheckFlow = Type.Object({ content: Content });
export const FlowCheck = Type.Object({
  nodes: Type.Integer(),
  tabs: Type.Integer(),
  size: Type.Integer(),
  credentialsOf: Type.Array(Type.String()),
  types: Type.Array(
    Type.Object({
      type: Type.String(),
      nodes: Type.Integer(),
      core: Type.Boolean({ description: 'Comes with Node-RED.' }),
      package: Nullable(Type.String({ description: 'The npm package that is known to bring it.' })),
    }),
  ),
  warnings: Type.Array(Type.String()),
});
export type FlowCheck = Type.Static<typeof FlowCheck>;
export const FlowWithVersions = Type.Interface([Flow], { versions: Type.Array(FlowVersion) });
export type FlowWithVersions = Type.Static<typeof FlowWithVersions>;
export const FlowContent = Type.Object({ flowId: Id, number: Type.Integer(), content: Content });
