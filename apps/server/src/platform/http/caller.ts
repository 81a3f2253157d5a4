import type { Role } from '@thingdock/api';

/** Who is signed in. */
export type SignedIn = { userId: string; name: string; email: string; administrator: boolean };

/** Who calls a route, and as what. `user` is absent on public routes only; `role` is the role in the project at hand. */
export type Caller = { user: SignedIn | undefined; projectId: string | undefined; role: Role | undefined };
