import type { Connection } from '@thingdock/api';
import type { ReactNode } from 'react';
import { Notice } from '../../ui/notice.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import classes from './sheet-body.module.css';
import { useConnection } from './use-connection.ts';

type Props = {
  title: string;
  connectionId: string;
  children: (connection: Connection, close: () => void) => ReactNode;
};

/** A sheet about one connection, for those who manage it; others, and wrong addresses, are told. */
export function ManagedSheet({ title, connectionId, children }: Props) {
  const { query, connection, manages, close } = useConnection(connectionId);
  if (connection && manages) return children(connection, close);
  return (
    <Sheet title={title} onClose={close}>
      <div className={classes.body}>
        <QueryView query={query} what="The connection could not be loaded">
          {() => (
            <Notice tone="warn" title={connection ? 'Your role may not do this' : 'There is no such connection'}>
              {connection ? 'An owner or admin of this project can.' : 'It was deleted, or the address is wrong.'}
            </Notice>
          )}
        </QueryView>
      </div>
    </Sheet>
  );
}
