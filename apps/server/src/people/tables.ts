import type { Role } from '@thingdock/api';

/** The tables of people/, as Kysely sees them. The quoted names are better-auth's. */
export type PeopleTables = {
  users: {
    id: string;
    name: string;
    email: string;
    emailVerified: boolean;
    createdAt: Date;
    updatedAt: Date;
    administrator: boolean;
  };
  accounts: {
    id: string;
    accountId: string;
    providerId: string;
    userId: string;
    password: string | null;
    createdAt: Date;
    updatedAt: Date;
  };
  api_tokens: {
    id: string;
    user_id: string;
    name: string;
    token_hash: string;
    created_at: Date;
    last_used_at: Date | null;
  };
  setup_links: { id: number; token_hash: string; expires_at: Date };
  projects: { id: string; name: string; created_at: Date };
  members: { project_id: string; user_id: string; role: Role };
};
