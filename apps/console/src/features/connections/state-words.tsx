import type { ConnectionState } from '@thingdock/api';
import { PartShape } from '../../ui/status-shape.tsx';
import table from '../../ui/table.module.css';

const WORDS: Record<ConnectionState, string> = { creating: 'Creating', active: 'Active', deleting: 'Deleting' };

export function ConnectionStateCell({ state }: { state: ConnectionState }) {
  return (
    <span className={table.status}>
      <PartShape part={state === 'active' ? 'deployed' : 'deploying'} />
      {WORDS[state]}
    </span>
  );
}
