import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Empty } from '../../../ui/empty.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { FlowPicture } from '../../assets/flow-picture.tsx';
import { flowQuery } from '../../assets/queries.ts';
import classes from './deploy.module.css';
import type { Deploy } from './use-deploy.ts';

/** Which flow, which version of it, and its picture. */
export function What({ deploy }: { deploy: Deploy }) {
  const { projectId, queries, flow, version, change } = deploy;
  return (
    <section className={classes.part} aria-labelledby="deploy-what">
      <h2 id="deploy-what">What</h2>
      <QueryView query={queries.flows} what="The flows could not be loaded">
        {(flows) =>
          flows.length === 0 ? (
            <Empty
              title="There is no flow yet"
              picture="flow"
              action={
                <LinkButton to="/p/$projectId/flows" params={{ projectId }}>
                  Go to the flows
                </LinkButton>
              }
            >
              Upload one first; then come back.
            </Empty>
          ) : (
            <>
              <Select
                label="Flow"
                placeholder="Choose a flow"
                searchable
                allowDeselect={false}
                nothingFoundMessage="No flow is called that."
                data={flows.map(({ id, name }) => ({ value: id, label: name }))}
                value={flow?.id ?? null}
                onChange={(id) => change({ flow: id ?? undefined, version: undefined })}
              />
              {flow && version && <Version flowId={flow.id} flowName={flow.name} version={version} change={change} />}
            </>
          )
        }
      </QueryView>
    </section>
  );
}

type VersionProps = { flowId: string; flowName: string; version: number; change: Deploy['change'] };

function Version({ flowId, flowName, version, change }: VersionProps) {
  const { data } = useQuery(flowQuery(flowId));
  const versions = data?.versions ?? [];
  const chosen = versions.find(({ number }) => number === version);
  const label = (number: number, title: string | null) =>
    `v${number}${title ? ` – ${title}` : ''}${number === data?.latestVersion ? ' (newest)' : ''}`;
  return (
    <>
      <Select
        label="Version"
        allowDeselect={false}
        data={versions
          .toSorted((a, b) => b.number - a.number)
          .map(({ number, title }) => ({ value: String(number), label: label(number, title) }))}
        value={String(version)}
        onChange={(number) => change({ version: Number(number) })}
      />
      {chosen?.comment && <p className="dim">{chosen.comment}</p>}
      <FlowPicture flowId={flowId} version={version} flowName={flowName} />
    </>
  );
}
