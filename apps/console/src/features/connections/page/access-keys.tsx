import { useQuery } from '@tanstack/react-query';
import type { Connection, ConnectionKey } from '@thingdock/api';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Section } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { Shape } from '../../../ui/shape.tsx';
import table from '../../../ui/table.module.css';
import { Ago, Since } from '../../../ui/time.tsx';
import { accessKeysQuery } from '../queries.ts';

/** The keys that it uses and used: how old, and who brought them. */
export function AccessKeys({ connection }: { connection: Connection }) {
  const query = useQuery(accessKeysQuery(connection.id));
  const params = { projectId: connection.projectId, connectionId: connection.id };
  return (
    <Section
      title="Access keys"
      actions={
        <LinkButton variant="default" to="/p/$projectId/connections/$connectionId/rotate" params={params}>
          Rotate key …
        </LinkButton>
      }
    >
      <QueryView query={query} what="The keys could not be loaded">
        {(keys) => <KeyTable keys={keys} isOld={connection.keyIsOld} />}
      </QueryView>
    </Section>
  );
}

function KeyTable({ keys, isOld }: { keys: readonly ConnectionKey[]; isOld: boolean }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Key id</th>
          <th scope="col">Used</th>
          <th scope="col" className={table.wide}>
            Brought by
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={`${key.accessKeyIdEnding}:${key.usedFrom}`} className={table.row}>
            <td title={key.userArn}>
              <code>…{key.accessKeyIdEnding}</code>
            </td>
            <td>
              {key.usedUntil === null ? <InUse from={key.usedFrom} isOld={isOld} /> : <Until at={key.usedUntil} />}
            </td>
            <td className={`${table.wide} ${table.dim}`}>{key.by ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function InUse({ from, isOld }: { from: string; isOld: boolean }) {
  return (
    <span className={table.status}>
      {isOld && <Shape name="triangle" tone="warn" />}
      <span>
        in use for <Since at={from} />
        {isOld && ', time to rotate it'}
      </span>
    </span>
  );
}

const Until = ({ at }: { at: string }) => (
  <span className={table.dim}>
    until <Ago at={at} />
  </span>
);
