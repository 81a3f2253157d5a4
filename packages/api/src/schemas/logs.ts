import Type from 'typebox';
import { Nullable, Time } from './common.ts';

/** A line of a device's log, as its agent sent it; tokens are hidden. */
export const LogLine = Type.Object({
  id: Type.Integer(),
  at: Type.String({ format: 'date-time', description: 'By the clock of the device.' }),
  receivedAt: Time,
  level: Type.String(),
  source: Type.String({ description: '`internal` for the agent, `service.node-red` for Node-RED.' }),
  message: Type.String(),
  extra: Type.Record(Type.String(), Type.Unknown(), { description: 'Further members that the agent sent.' }),
});
export type LogLine = Type.Static<typeof LogLine>;

/** Every condition has to be met; those left out let everything through. */
export const LogQuery = Type.Object({
  text: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the message, in any case.' })),
  level: Type.Optional(Type.String({ maxLength: 20 })),
  source: Type.Optional(Type.String({ maxLength: 100 })),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
  before: Type.Optional(Type.String({ maxLength: 100, description: '`next` of an earlier answer.' })),
  limit: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,3}$', description: 'At most 1000; 200 by default.' })),
});
export type LogQuery = Type.Static<typeof LogQuery>;

/** The newest first. */
export const LogPage = Type.Object({
  items: Type.Array(LogLine),
  next: Nullable(Type.String({ description: 'Give it as `before` for older lines.' })),
});
export type LogPage = Type.Static<typeof LogPage>;
