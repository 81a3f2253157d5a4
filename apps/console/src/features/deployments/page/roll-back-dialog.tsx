import { useQuery } from '@tanstack/react-query';
import type { Deployment, RollbackPreview } from '@thingdock/api';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { count } from '../../../words/count.ts';
import { rollbackQuery } from '../queries.ts';
import { backLines } from './roll-back.ts';

type Props = { deployment: Deployment; run: () => Promise<unknown>; onClose: () => void };

/** Says what goes back to what, as the server would do it now, and does it after a yes. */
export function RollBackDialog({ deployment, run, onClose }: Props) {
  const preview = useQuery(rollbackQuery(deployment.id));
  const devices = preview.data?.devices ?? 0;
  return (
    <ConfirmDialog
      title="Roll back"
      action={devices === 0 ? 'Roll back' : `Roll back ${count(devices, 'device')}`}
      ready={devices > 0}
      harmful
      failure="Nothing was changed"
      run={run}
      onClose={onClose}
    >
      <QueryView query={preview} what="What a roll back would do could not be read" skeleton={<p>Looking …</p>}>
        {(known) => <Outlook preview={known} running={deployment.summary === 'processing'} />}
      </QueryView>
    </ConfirmDialog>
  );
}

function Outlook({ preview, running }: { preview: RollbackPreview; running: boolean }) {
  const { goes, stays } = backLines(preview);
  return (
    <div role="status">
      {preview.devices === 0 ? (
        <p>Nothing can be put back.</p>
      ) : (
        <>
          <p>
            A new deployment puts back what {preview.devices === 1 ? 'the device' : 'each device'} had before this one.
            {running && ' Here nothing more begins.'}
          </p>
          <ul>
            {goes.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
      {stays.length > 0 && (
        <>
          <p>Left alone:</p>
          <ul>
            {stays.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
