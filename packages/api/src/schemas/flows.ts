import Type from 'typebox';
import { Id, Name, Nullable, Time } from './common.ts';

/** Agents take flows up to 100 kB (counted on the JSON text as uploaded, UTF-8). */
export const FLOW_SIZE_LIMIT = 100_000;

export const FlowVersion = Type.Object({
  number: Type.Integer({ minimum: 1 }),
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
  createdAt: Time,
  updatedAt: Time,
});
export type Flow = Type.Static<typeof Flow>;

const Content = Type.String({ description: 'The text of flows.json as Node-RED exports it: an array of nodes.' });
const Title = Type.String({ maxLength: 30 });
const Comment = Type.String({ maxLength: 512 });

export const CreateFlow = Type.Object({
  name: Name,
  content: Content,
  title: Type.Optional(Title),
  comment: Type.Optional(Comment),
});
export const CreateFlowVersion = Type.Object({
  content: Content,
  title: Type.Optional(Title),
  comment: Type.Optional(Comment),
});
export const FlowWithVersions = Type.Interface([Flow], { versions: Type.Array(FlowVersion) });
export type FlowWithVersions = Type.Static<typeof FlowWithVersions>;
export const FlowContent = Type.Object({ flowId: Id, number: Type.Integer(), content: Content });
