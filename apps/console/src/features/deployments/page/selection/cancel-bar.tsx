import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Deployment } from '@thingdock/api';
import { useState } from 'react';
import { api } from '../../../../platform/api.ts';
import { keys } from '../../../../platform/live/query-keys.ts';
import { ConfirmDialog } from '../../../../ui/confirm-dialog.tsx';
import { Failure } from '../../../../ui/notice.tsx';
import bar from '../../../../ui/selection-bar.module.css';
import { count } from '../../../../words/count.ts';
import { allTargets, type TargetFilter } from '../../queries.ts';
import { isOpen } from './selection.ts';
import type { TargetsSelection } from './use-targets-selection.ts';

type Props = {
  deployment: Deployment;
  selection: TargetsSelection;
  filter: TargetFilter;
  /** Whether the filter lets more through than is loaded. */
  hasMore: boolean;
  onCancelled: () => void;
};

/** How many targets are chosen, and the way to cancel them alone. */
export function CancelBar({ deployment, selection, filter, hasMore, onCancelled }: Props) {
  const [asking, setAsking] = useState(false);
  const { chosen, all, select, clear } = selection;
  const gathering = useMutation({
    mutationFn: () => allTargets(deployment.id, filter),
    onSuccess: (targets) => select(targets.filter(isOpen).map(({ device }) => device)),
  });
  if (chosen.size === 0) return null;
  const devices = count(chosen.size, 'device');
  return (
    <>
      {gathering.error && <Failure error={gathering.error} what="The others could not be read" />}
      <section className={bar.bar} aria-label="Selection">
        <span role="status">{devices} selected</span>
        {all && hasMore && (
          <button type="button" className={bar.all} disabled={gathering.isPending} onClick={() => gathering.mutate()}>
            Select all that match
          </button>
        )}
        <Button variant="default" onClick={() => setAsking(true)}>
          Cancel on {devices} …
        </Button>
        <Button variant="subtle" color="gray" onClick={clear}>
          Clear
        </Button>
      </section>
      {asking && (
        <CancelDialog
          deployment={deployment}
          devices={[...chosen]}
          onClose={() => setAsking(false)}
          onCancelled={() => {
            clear();
            onCancelled();
          }}
        />
      )}
    </>
  );
}

type DialogProps = { deployment: Deployment; devices: string[]; onClose: () => void; onCancelled: () => void };

function CancelDialog({ deployment: { id }, devices, onClose, onCancelled }: DialogProps) {
  const queries = useQueryClient();
  const [only] = devices.length === 1 ? devices : [];
  async function run() {
    const after = await api.call('deployments.command', {
      params: { deploymentId: id },
      body: { command: 'cancel', devices },
    });
    queries.setQueryData(keys.deployment(id), after);
    onCancelled();
  }
  return (
    <ConfirmDialog
      title={`Cancel on ${only ?? count(devices.length, 'device')}`}
      action={`Cancel on ${count(devices.length, 'device')}`}
      harmful
      failure="Nothing was cancelled"
      run={run}
      onClose={onClose}
    >
      <p>
        What was not begun there never will be; what was begun is taken back. The deployment goes on for all other
        devices.
      </p>
    </ConfirmDialog>
  );
}
