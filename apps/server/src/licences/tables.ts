import type { Generated, Selectable } from 'kysely';

/** Tables of migration 0016. */
export type LicenceTables = {
  projects: {
    id: string;
    licence_limit: number | null;
    licences_registered: number;
    register_new: boolean;
  };
  licences: {
    id: Generated<number>;
    project_id: string;
    connection_id: string;
    connection_name: string;
    wire_id: string;
    thing_name: string;
    state: 'registered' | 'deleted';
    registered_at: Date;
    registered_by: string;
    deleted_at: Date | null;
    deleted_by: string | null;
  };
};

export type LicenceRow = Selectable<LicenceTables['licences']>;

/** How many licences a project has and uses. */
export type Pool = { limit: number | null; registered: number; registerNew: boolean };
