import { Button } from '@mantine/core';
import type { Operation } from '@thingdock/api';
import type { ReactNode } from 'react';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useOperation } from './use-operation.ts';

type Props = {
  title: string;
  operationId: string;
  onClose: () => void;
  /** What comes next, beside Close. */
  next?: (operation: Operation) => ReactNode;
  children: (operation: Operation) => ReactNode;
};

/** A sheet whose work was begun: it may be closed, the work goes on. */
export function OperationSheet({ title, operationId, onClose, next, children }: Props) {
  const query = useOperation(operationId);
  return (
    <Sheet
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          {query.data && next?.(query.data)}
        </>
      }
    >
      <QueryView query={query} what="How far it is could not be read">
        {children}
      </QueryView>
    </Sheet>
  );
}
