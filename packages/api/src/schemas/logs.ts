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

/** Of what was received from `from` on and before `to`. */
export const LogExportQuery = Type.Object({ from: Time, to: Time });
export type LogExportQuery = Type.Static<typeof LogExportQuery>;

/** The longest period of an export, in days. */
export const LOG_EXPORT_DAYS = 30;

/** What an export of a project's logs holds, and the archives that it comes in. */
export const LogExport = Type.Object({
  files: Type.Integer({ description: 'Uploads of devices; each is a file in an archive.' }),
  devices: Type.Integer(),
  bytes: Type.Integer({ description: 'As the devices sent them. Archives are smaller.' }),
  archives: Type.Array(
    Type.Object({
      name: Type.String({ description: 'The name of its file, such as `Plant North_2.zip`.' }),
      part: Type.String({ description: 'Give it to the address of archives, with the same period.' }),
      files: Type.Integer(),
      bytes: Type.Integer(),
    }),
  ),
});
export type LogExport = Type.Static<typeof LogExport>;
