import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Connection, InspectChange } from '@thingdock/api';
import { api } from '../../../platform/api.ts';
import { CheckList } from './check-list.tsx';
import { checksInWords } from './check-words.ts';

/** Checks another key or role for a connection; nothing is changed by that. */
export function useChangeTest({ id }: Connection) {
  return useMutation({
    mutationFn: (change: InspectChange) =>
      api.call('connections.inspectChange', { params: { connectionId: id }, body: change }),
  });
}

export type ChangeTest = ReturnType<typeof useChangeTest>;

type ButtonProps = { test: ChangeTest; change: InspectChange; disabled: boolean; onAct: () => void };

export function TestButton({ test, change, disabled, onAct }: ButtonProps) {
  return (
    <Button
      variant="default"
      loading={test.isPending}
      disabled={disabled}
      onClick={() => {
        onAct();
        test.mutate(change);
      }}
    >
      Test
    </Button>
  );
}

/** What the test found, line by line. Gone as soon as something else is typed. */
export function TestOutcome({ test }: { test: ChangeTest }) {
  return (
    <>
      <p role="status" className={test.isPending ? 'dim' : 'sr-only'}>
        {test.isPending && 'Asking AWS. Nothing is changed …'}
        {test.data && checksInWords(test.data.checks)}
      </p>
      {test.data && (
        <section aria-label="Test">
          <p>{checksInWords(test.data.checks)}</p>
          <CheckList checks={test.data.checks} />
        </section>
      )}
    </>
  );
}
