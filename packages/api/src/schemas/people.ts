import Type from 'typebox';
import { Id, Name, Nullable, Time, Words } from './common.ts';

export const ROLES = ['owner', 'admin', 'collaborator', 'outside_collaborator'] as const;
/** A member's role in a project. */
export type Role = (typeof ROLES)[number];

const Email = Type.String({ format: 'email', maxLength: 254 });
const Password = Type.String({ minLength: 12, maxLength: 256 });

export const User = Type.Object({
  id: Id,
  name: Type.String(),
  email: Type.String(),
  administrator: Type.Boolean({ description: 'May manage users and every project of this installation.' }),
});
export type User = Type.Static<typeof User>;

export const Project = Type.Object({ id: Id, name: Type.String(), role: Words(ROLES), createdAt: Time });
export type Project = Type.Static<typeof Project>;

export const Member = Type.Object({ user: User, role: Words(ROLES) });
export type Member = Type.Static<typeof Member>;

export const ApiToken = Type.Object({
  id: Id,
  name: Type.String(),
  createdAt: Time,
  lastUsedAt: Nullable(Time),
});
export type ApiToken = Type.Static<typeof ApiToken>;

/** An API token as it is shown once, when it is made. */
export const NewApiToken = Type.Object({ id: Id, name: Type.String(), createdAt: Time, token: Type.String() });

export const SetupRequest = Type.Object({ token: Type.String(), name: Name, email: Email, password: Password });
export const SetupAnswer = Type.Object({ user: User, token: NewApiToken });
export const CreateUser = Type.Object({ name: Name, email: Email, password: Password });
export const CreateProject = Type.Object({ name: Name });
export const CreateApiToken = Type.Object({ name: Name });
export const SetMember = Type.Object({ role: Words(ROLES) });
