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

/** Where a connection stands in its life. */
export function ConnectionStateCell({ connection: { state } }: { connection: Pick<Connection, 'state'> }) {
  return (
    <span className={table.status} data-connection-state={state}>
      <PartShape part={SHAPES[state]} />
      {WORDS[state]}
    </span>
  );
}
