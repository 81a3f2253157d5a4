import Type from 'typebox';
import { Id, Nullable, Time } from './common.ts';

/** Something that happened in a project, worth telling: `device.disconnected`, `licence.registered` … */
export const ProjectEvent = Type.Object({
  id: Type.Integer(),
  type: Type.String(),
  connectionId: Nullable(Id),
  device: Nullable(Type.String()),
  at: Time,
  text: Type.String({ description: 'What happened, as a sentence.' }),
  data: Type.Record(Type.String(), Type.Unknown()),
});
export type ProjectEvent = Type.Static<typeof ProjectEvent>;

export const EventQuery = Type.Object({
  type: Type.Optional(Type.String({ maxLength: 50, description: 'A type, or the begin of several: `device.`' })),
  connectionId: Type.Optional(Id),
  device: Type.Optional(Type.String({ maxLength: 128 })),
  before: Type.Optional(Type.String({ maxLength: 30, description: '`next` of an earlier answer.' })),
  limit: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,2}$', description: 'At most 500; 100 by default.' })),
});
export const EventPage = Type.Object({ items: Type.Array(ProjectEvent), next: Nullable(Type.String()) });
