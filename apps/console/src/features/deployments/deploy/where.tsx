import { Select } from '@mantine/core';
import { Empty } from '../../../ui/empty.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import classes from './deploy.module.css';
import { DevicePick } from './device-pick.tsx';
import type { Deploy } from './use-deploy.ts';
import type { Previewing } from './use-preview.ts';

/** Which connection, and which of its devices. */
export function Where({ deploy, previewing }: { deploy: Deploy; previewing: Previewing }) {
  const { projectId, queries, connection, connections, change } = deploy;
  return (
    <section className={classes.part} aria-labelledby="deploy-where">
      <h2 id="deploy-where">Where</h2>
      <QueryView query={queries.connections} what="The connections could not be loaded">
        {() =>
          connection ? (
            <>
              <Select
                label="Connection"
                allowDeselect={false}
                data={connections.map(({ id, name, region }) => ({ value: id, label: `${name}, ${region}` }))}
                value={connection.id}
                onChange={(id) =>
                  change({ connection: id ?? undefined, selected: undefined, filter: undefined, from: undefined })
                }
              />
              <DevicePick
                key={connection.id}
                deploy={deploy}
                connectionId={connection.id}
                preview={previewing.preview}
              />
            </>
          ) : (
            <Empty
              title="There is no connection yet"
              picture="link"
              action={
                <LinkButton to="/p/$projectId/connections" params={{ projectId }}>
                  Go to the connections
                </LinkButton>
              }
            >
              Devices come with a connection to their AWS account.
            </Empty>
          )
        }
      </QueryView>
    </section>
  );
}
