import type { Table } from '../command.ts';
import { aws } from './aws.ts';
import { connections } from './connections.ts';
import { deployments } from './deployments.ts';
import { devices } from './devices.ts';
import { events } from './events.ts';
import { files } from './files.ts';
import { filters } from './filters.ts';
import { flows } from './flows.ts';
import { licences } from './licences.ts';
import { logs } from './logs.ts';
import { members, tokens, users } from './people.ts';
import { projects } from './projects.ts';
import { counters, health } from './server.ts';
import { setup } from './setup.ts';
import { things } from './things.ts';

/** Every command. Help, errors and suggestions are generated from it. */
export const COMMANDS: Table = {
  setup,
  projects,
  connections,
  things,
  devices,
  filters,
  licences,
  flows,
  files,
  deployments,
  events,
  logs,
  members,
  tokens,
  users,
  aws,
  health,
  counters,
};
