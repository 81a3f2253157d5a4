import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { Connection } from '@thingdock/api';
import { useState } from 'react';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { type ConnectionAction, ConnectionDialogs } from '../dialogs.tsx';
import { useConnection } from '../use-connection.ts';
import { AccessKeys } from './access-keys.tsx';
import { ConnectionActions } from './actions.tsx';
import { AwsObjects } from './aws-objects.tsx';
import { ConnectionFacts } from './connection-facts.tsx';
import { HealthSection, StateLine } from './health-section.tsx';
import { MigrationBanner } from './migration-banner.tsx';
import classes from './page.module.css';
import { Presence } from './presence.tsx';

/** One connection: how it is, what it is, what it lives on in AWS. */
export function ConnectionPage() {
  const { connectionId } = useParams({ from: '/signed-in/p/$projectId/connections/$connectionId' });
  const { projectId, manages, query, connection } = useConnection(connectionId);
  const [action, setAction] = useState<ConnectionAction>();
  return (
    <Page
      title={connection?.name ?? 'Connection'}
      back={
        <Link to="/p/$projectId/connections" params={{ projectId }}>
          Connections
        </Link>
      }
      lead={connection && <StateLine connection={connection} />}
      actions={connection && <ConnectionActions connection={connection} manages={manages} onAction={setAction} />}
    >
      <QueryView query={query} what="The connection could not be loaded">
        {() =>
          connection ? (
            <Parts
              connection={connection}
              manages={manages}
              onDelete={() => setAction({ what: 'delete', connection })}
            />
          ) : (
            <Notice tone="plain" title="This project has no such connection">
              It was deleted, or the address is wrong.
            </Notice>
          )
        }
      </QueryView>
      <ConnectionDialogs action={action} onClose={() => setAction(undefined)} />
    </Page>
  );
}

type PartsProps = { connection: Connection; manages: boolean; onDelete: () => void };

function Parts({ connection, manages, onDelete }: PartsProps) {
  const active = connection.state === 'active';
  return (
    <>
      {connection.migrationNeeded && <MigrationBanner connection={connection} manages={manages} />}
      {connection.state === 'deleting' && connection.error && (
        <Notice tone="bad" title="It could not be deleted; nothing uses it any more">
          <p>{connection.error.detail}</p>
          {manages && (
            <Button mt={8} variant="default" onClick={onDelete}>
              Delete again …
            </Button>
          )}
        </Notice>
      )}
      {connection.state === 'failed' && connection.error && (
        <Notice tone="bad" title="It was not created, and what had been made in AWS was removed">
          <p>{connection.error.detail}</p>
          {manages && <Again connection={connection} />}
        </Notice>
      )}
      {active && <HealthSection connection={connection} manages={manages} />}
      <div className={classes.columns}>
        <div>
          <ConnectionFacts connection={connection} />
          {active && !connection.migrationNeeded && <Presence connection={connection} manages={manages} />}
        </div>
        {active && manages && (
          <div>
            <AwsObjects connection={connection} />
            <AccessKeys connection={connection} />
          </div>
        )}
      </div>
    </>
  );
}

function Again({ connection: { id, projectId } }: { connection: Connection }) {
  return (
    <LinkButton mt={8} to="/p/$projectId/connections/new" params={{ projectId }} search={{ again: id }}>
      Try again …
    </LinkButton>
  );
}
