import { Select } from '@mantine/core';
import { ACTION_KINDS, type ActionKind } from '@thingdock/api';
import { Notice } from '../../../ui/notice.tsx';
import { PairRows } from '../../../ui/pair-rows.tsx';
import { pairFaults } from '../../../words/pairs.ts';
import { KIND_WORDS } from '../words.ts';
import { AssetPick } from './asset-pick.tsx';
import { BeginWith } from './begin-with.tsx';
import classes from './deploy.module.css';
import type { Deploy } from './use-deploy.ts';

/** What is asked of the devices: the kind, and what it takes. */
export function What({ deploy }: { deploy: Deploy }) {
  const { change, draft, asset } = deploy;
  const { kind, variables, connectionId, chosen } = draft;
  const [only] = !chosen.all && chosen.names.size === 1 ? chosen.names : [];
  return (
    <section className={classes.part} aria-labelledby="deploy-what">
      <h2 id="deploy-what">What</h2>
      <Select
        label="Action"
        allowDeselect={false}
        data={ACTION_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))}
        value={kind}
        onChange={(next) => change({ kind: next as ActionKind, version: undefined })}
      />
      {asset.type && <AssetPick deploy={deploy} />}
      {kind === 'env-set' && (
        <>
          {only !== undefined && connectionId && (
            <BeginWith key={only} connectionId={connectionId} deviceName={only} onRead={deploy.setVariables} />
          )}
          <PairRows
            label="Environment variables of the flow"
            one="variable"
            pairs={variables}
            faults={pairFaults(variables)}
            maxLength={4_000}
            onChange={deploy.setVariables}
          />
          <Notice tone="plain">
            These take the place of all variables that the flow has on a device. Everybody who may deploy can read them:
            keep passwords in the flow’s credentials.
          </Notice>
        </>
      )}
      {NOTES[kind] && <p className={classes.note}>{NOTES[kind]}</p>}
    </section>
  );
}

const NOTES: Partial<Record<ActionKind, string>> = {
  'flow-remove': 'Takes the flow off each device, whichever it has.',
  'flow-start': 'Starts the flow that each device has.',
  'flow-stop': 'Stops the flow that each device has; it stays there and can be started again.',
  'file-remove': 'Deletes the file on each device, whichever version it has.',
};
