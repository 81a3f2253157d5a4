import { Button, Group, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from './notice.tsx';

type Props = {
  title: string;
  /** What will happen. */
  children: ReactNode;
  /** Exactly what the button does. */
  action: string;
  /** Whether it can be done, as far as is known by now. */
  ready?: boolean;
  /** It takes something away. */
  harmful?: boolean;
  /** What is said when it failed: "The version was not deleted". */
  failure: string;
  run: () => Promise<unknown>;
  onClose: () => void;
};

/** Says what will happen before it does. Closes once it is done. */
export function ConfirmDialog(props: Props) {
  const { title, children, action, ready = true, harmful = false, failure, run, onClose } = props;
  const running = useMutation({ mutationFn: run, onSuccess: onClose });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      {children}
      {running.error && <Failure error={running.error} what={failure} />}
      <Group justify="flex-end" mt={20} gap={8}>
        <Button variant="default" data-autofocus={harmful || undefined} onClick={onClose}>
          Cancel
        </Button>
        <Button
          {...(harmful ? { color: 'red' } : { 'data-autofocus': true })}
          loading={running.isPending}
          disabled={!ready}
          onClick={() => running.mutate()}
        >
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
