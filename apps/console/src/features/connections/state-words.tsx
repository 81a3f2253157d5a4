import type { ConnectionState } from '@thingdock/api';
import { PartShape } from '../../ui/status-shape.tsx';
import table from '../../ui/table.module.css';

const WORDS: Record<ConnectionState, string> = {
  creating: 'Creating',
  active: 'Active',
  deleting: 'Deleting',
  failed: 'Failed',
};

const SHAPES = { creating: 'deploying', active: 'deployed', deleting: 'deploying', failed: 'failed' } as const;

export function ConnectionStateCell({ state }: { state: ConnectionState }) {
  return (
    <span className={table.status}>
      <PartShape part={SHAPES[state]} />
      {WORDS[state]}
    </span>
  );
}
