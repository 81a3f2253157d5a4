import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Connection, Device } from '@thingdock/api';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { count } from '../../../words/count.ts';
import { affectedQuery } from '../queries.ts';

type Props = { connection: Connection; manages: boolean };

/** More than this many names say no more than their number. */
const NAMED = 8;

/** Says that an older connection needs a role, and which devices wait for it. */
export function MigrationBanner({ connection, manages }: Props) {
  const { data: devices = [] } = useQuery(affectedQuery(connection.id));
  const params = { projectId: connection.projectId, connectionId: connection.id };
  return (
    <Notice tone="warn" title="Migration needed">
      <p>
        This connection is from before there were roles. Flows reach its devices, but no status comes back until it has
        an IAM role for AWS IoT.
      </p>
      {devices.length > 0 && <Affected devices={devices} connection={connection} />}
      {manages ? (
        <LinkButton mt={8} to="/p/$projectId/connections/$connectionId/migrate" params={params}>
          Migrate …
        </LinkButton>
      ) : (
        <p>An owner or admin of this project can migrate it.</p>
      )}
    </Notice>
  );
}

function Affected({ devices, connection }: { devices: readonly Device[]; connection: Connection }) {
  const { projectId, id } = connection;
  const named = devices.slice(0, NAMED);
  return (
    <p>
      {count(devices.length, 'device')} {devices.length === 1 ? 'has' : 'have'} an agent that needs it:{' '}
      {named.map(({ name }, index) => (
        <span key={name}>
          {index > 0 && ', '}
          <Link
            to="/p/$projectId/devices/$connectionId/$deviceName"
            params={{ projectId, connectionId: id, deviceName: name }}
          >
            <code>{name}</code>
          </Link>
        </span>
      ))}
      {devices.length > NAMED && ` and ${count(devices.length - NAMED, 'more', 'more')}`}.
    </p>
  );
}
