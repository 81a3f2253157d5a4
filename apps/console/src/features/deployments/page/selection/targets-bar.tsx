import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Deployment } from '@thingdock/api';
import { useState } from 'react';
import { ConfirmDialog } from '../../../../ui/confirm-dialog.tsx';
import { Failure } from '../../../../ui/notice.tsx';
import bar from '../../../../ui/selection-bar.module.css';
import { count } from '../../../../words/count.ts';
import { allTargets, type TargetFilter } from '../../queries.ts';
import { useCommand } from '../use-command.ts';
import { type OfferForSome, offersForSome } from './offers.ts';
import type { TargetsSelection } from './use-targets-selection.ts';

type Props = {
  deployment: Deployment;
  selection: TargetsSelection;
  filter: TargetFilter;
  /** Whether the filter lets more through than is loaded. */
  hasMore: boolean;
  onDone: () => void;
};

/** How many targets are chosen, and what can be done about them alone. */
export function TargetsBar({ deployment, selection, filter, hasMore, onDone }: Props) {
  const [asking, setAsking] = useState<OfferForSome>();
  const { chosen, all, select, clear } = selection;
  const gathering = useMutation({ mutationFn: () => allTargets(deployment.id, filter), onSuccess: select });
  if (chosen.size === 0) return null;
  return (
    <>
      {gathering.error && <Failure error={gathering.error} what="The others could not be read" />}
      <section className={bar.bar} aria-label="Selection">
        <span role="status">{count(chosen.size, 'device')} selected</span>
        {all && hasMore && (
          <button type="button" className={bar.all} disabled={gathering.isPending} onClick={() => gathering.mutate()}>
            Select all that match
          </button>
        )}
        {offersForSome(chosen).map((offer) => (
          <Button key={offer.command} variant="default" onClick={() => setAsking(offer)}>
            {offer.action} …
          </Button>
        ))}
        <Button variant="subtle" color="gray" onClick={clear}>
          Clear
        </Button>
      </section>
      {asking && (
        <Confirm
          deployment={deployment}
          offer={asking}
          onClose={() => setAsking(undefined)}
          onDone={() => {
            clear();
            onDone();
          }}
        />
      )}
    </>
  );
}

type ConfirmProps = { deployment: Deployment; offer: OfferForSome; onClose: () => void; onDone: () => void };

function Confirm({ deployment, offer: { command, devices, action, what, harmful }, onClose, onDone }: ConfirmProps) {
  const give = useCommand(deployment);
  const [only] = devices.length === 1 ? devices : [];
  async function run() {
    await give({ command, devices });
    onDone();
  }
  return (
    <ConfirmDialog
      title={only === undefined ? action : `${action}: ${only}`}
      action={action}
      harmful={harmful}
      failure="Nothing was changed"
      run={run}
      onClose={onClose}
    >
      <p>{what}</p>
    </ConfirmDialog>
  );
}
