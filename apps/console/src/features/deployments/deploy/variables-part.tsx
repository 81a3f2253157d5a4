import { Notice } from '../../../ui/notice.tsx';
import { PairRows } from '../../../ui/pair-rows.tsx';
import { pairFaults } from '../../../words/pairs.ts';
import { BeginWith } from './begin-with.tsx';
import type { Deploy } from './use-deploy.ts';

/** The variables that a flow is to have; of a single device one may begin with those that it has. */
export function VariablesPart({ deploy }: { deploy: Deploy }) {
  const { variables, connectionId, chosen } = deploy.draft;
  const [only] = !chosen.all && chosen.names.size === 1 ? chosen.names : [];
  return (
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
  );
}
