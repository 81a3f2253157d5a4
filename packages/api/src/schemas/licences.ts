import Type from 'typebox';
import { Id, Nullable, Time, Words } from './common.ts';
import { DeviceSelection } from './devices.ts';

/** A licence covers one device. Those that are issued and not registered yet are a number, not rows. */
export const LICENCE_STATES = ['registered', 'deleted'] as const;

export const Licence = Type.Object({
  id: Id,
  projectId: Id,
  connectionId: Id,
  connectionName: Type.String(),
  device: Type.String(),
  state: Words(LICENCE_STATES),
  registeredAt: Time,
  registeredBy: Type.String({ description: 'A user’s name, or `automatic`.' }),
  deletedAt: Nullable(Time),
  deletedBy: Nullable(Type.String()),
});
export type Licence = Type.Static<typeof Licence>;

export const LicenceQuery = Type.Object({
  state: Type.Optional(Words(LICENCE_STATES)),
  connectionId: Type.Optional(Id),
  name: Type.Optional(Type.String({ maxLength: 128, description: 'Begin of the device’s name.' })),
  after: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,2}$', description: 'At most 500; 50 by default.' })),
});

export const LicencePage = Type.Object({
  items: Type.Array(Licence),
  next: Nullable(Type.String()),
  limit: Nullable(Type.Integer({ description: 'Licences issued to the project; `null`: as many as it likes.' })),
  registered: Type.Integer(),
  registerNew: Type.Boolean({ description: 'Whether new devices are registered by themselves.' }),
});
export type LicencePage = Type.Static<typeof LicencePage>;

export const ChangeLicences = Type.Object({
  limit: Type.Optional(
    Nullable(Type.Integer({ minimum: 0, maximum: 10_000_000 }), {
      description: 'Only administrators of the installation.',
    }),
  ),
  registerNew: Type.Optional(Type.Boolean()),
});

/** Registers or deletes the licences of devices. */
export const LicenceSelection = DeviceSelection;
export const LicenceOutcome = Type.Object({
  changed: Type.Integer(),
  unchanged: Type.Integer({ description: 'They were so before.' }),
});
