import { useQuery } from '@tanstack/react-query';
import type { Connection } from '@thingdock/api';
import { Section } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import table from '../../../ui/table.module.css';
import { OBJECT_NOUNS } from '../delete/object-list.tsx';
import { objectsQuery } from '../queries.ts';

/** What it lives on in AWS. */
export function AwsObjects({ connection }: { connection: Connection }) {
  const query = useQuery(objectsQuery(connection.id));
  if (query.data?.length === 0) return null;
  return (
    <Section title="In AWS">
      <QueryView query={query} what="What it uses in AWS could not be read">
        {(objects) => (
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">Object</th>
                <th scope="col" className={table.wide}>
                  When the connection is deleted
                </th>
              </tr>
            </thead>
            <tbody>
              {objects.map(({ kind, name, goes }) => (
                <tr key={`${kind}:${name}`} className={table.row}>
                  <td>
                    <span className={table.dim}>{OBJECT_NOUNS[kind]}</span> <code>{name}</code>
                  </td>
                  <td className={`${table.wide} ${table.dim}`}>{goes ? 'is removed' : 'stays: it was there before'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </QueryView>
    </Section>
  );
}
