import { Select } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Empty } from '../../../ui/empty.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import classes from './deploy.module.css';
import { hasVersion } from './draft.ts';
import type { Deploy } from './use-deploy.ts';

// The sheet can be used before its picture is there.
const FlowThumbnail = lazy(() =>
  import('../../assets/picture/flow-thumbnail.tsx').then(({ FlowThumbnail: it }) => ({ default: it })),
);

/** Which flow or file, which version of it, and the picture of a flow. */
export function AssetPick({ deploy }: { deploy: Deploy }) {
  const { asset, change } = deploy;
  const { type, list, choice } = asset;
  if (!type) return null;
  return (
    <QueryView query={list} what={`The ${type}s could not be loaded`}>
      {(assets) =>
        assets.length === 0 ? (
          <NoAsset type={type} projectId={deploy.projectId} />
        ) : (
          <>
            <Select
              label={type === 'flow' ? 'Flow' : 'File'}
              placeholder={`Choose a ${type}`}
              searchable
              allowDeselect={false}
              nothingFoundMessage={`No ${type} is called that.`}
              data={assets.map(({ id, name }) => ({ value: id, label: name }))}
              value={choice?.id ?? null}
              onChange={(id) => change({ [type]: id ?? undefined, version: undefined })}
            />
            {hasVersion(deploy.draft.kind) && <Version deploy={deploy} />}
          </>
        )
      }
    </QueryView>
  );
}

function Version({ deploy }: { deploy: Deploy }) {
  const { asset, change } = deploy;
  const { choice, versions, type } = asset;
  if (!choice?.version) return null;
  const chosen = versions.find(({ number }) => number === choice.version);
  return (
    <>
      <Select
        label="Version"
        allowDeselect={false}
        data={versions.map(({ number, title, note }) => ({
          value: String(number),
          label: `v${number}${title ? ` – ${title}` : ''}${note ? ` (${note})` : ''}`,
        }))}
        value={String(choice.version)}
        onChange={(number) => change({ version: Number(number) })}
      />
      {chosen?.comment && <p className="dim">{chosen.comment}</p>}
      {choice.executes && <p className={classes.note}>It is executed on the device once it is there.</p>}
      <Suspense fallback={null}>
        {type === 'flow' && <FlowThumbnail flowId={choice.id} version={choice.version} flowName={choice.name} />}
      </Suspense>
    </>
  );
}

function NoAsset({ type, projectId }: { type: 'flow' | 'file'; projectId: string }) {
  return (
    <Empty
      title={`There is no ${type} yet`}
      picture="flow"
      action={
        <LinkButton to={type === 'flow' ? '/p/$projectId/flows' : '/p/$projectId/files'} params={{ projectId }}>
          Go to the {type}s
        </LinkButton>
      }
    >
      Upload one first; then come back.
    </Empty>
  );
}
