import type { Connection, ConnectionState } from '@thingdock/api';
import { PartShape } from '../../ui/status-shape.tsx';
import table from '../../ui/table.module.css';

const WORDS: Record<ConnectionState, string> = {
  creating: 'Creating',
  active: 'Active',
  deleting: 'Deleting',
  failed: 'Failed',
};

const SHAPES = { creating: 'deploying', active: 'deployed', deleting: 'deploying', failed: 'failed' } as const;

/** Where a connection stands in its life. A deletion that could not go on stands still until somebody asks again. */
export function ConnectionStateCell({ connection: { state, error } }: { connection: Connection }) {
  const stuck = state === 'deleting' && error !== null;
  return (
    <span className={table.status} data-connection-state={state}>
      <PartShape part={stuck ? 'failed' : SHAPES[state]} />
      {stuck ? 'Deletion failed' : WORDS[state]}
    </span>
  );
}
