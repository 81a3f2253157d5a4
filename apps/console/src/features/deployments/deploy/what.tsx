import { Select } from '@mantine/core';
import { ACTION_KINDS, type ActionKind } from '@thingdock/api';
import { lazy, Suspense } from 'react';
import { KIND_WORDS } from '../words.ts';
import { AssetPick } from './asset-pick.tsx';
import classes from './deploy.module.css';
import type { Deploy } from './use-deploy.ts';

const VariablesPart = lazy(() => import('./variables-part.tsx').then(({ VariablesPart: it }) => ({ default: it })));

/** What is asked of the devices: the kind, and what it takes. */
export function What({ deploy }: { deploy: Deploy }) {
  const { change, draft, asset } = deploy;
  const { kind } = draft;
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
      <Suspense fallback={null}>{kind === 'env-set' && <VariablesPart deploy={deploy} />}</Suspense>
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
