import { Button } from '@mantine/core';
import { useCanGoBack, useNavigate, useRouter } from '@tanstack/react-router';
import { Failure } from '../../../ui/notice.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import classes from './deploy.module.css';
import { How } from './how.tsx';
import { deployLabel, previewLine } from './preview.ts';
import { useDeploy } from './use-deploy.ts';
import { useStart } from './use-start.ts';
import { What } from './what.tsx';
import { Where } from './where.tsx';

/** What, where and how, all visible at once; the button says exactly what it does. */
export function DeploySheet() {
  const deploy = useDeploy();
  const start = useStart(deploy);
  const router = useRouter();
  const navigate = useNavigate();
  const canGoBack = useCanGoBack();
  const { projectId, flow, version, chosen, queries } = deploy;
  const target = flow && version ? { name: flow.name, version } : undefined;

  const close = () =>
    canGoBack ? router.history.back() : void navigate({ to: '/p/$projectId/deployments', params: { projectId } });

  return (
    <Sheet
      title="Deploy"
      onClose={close}
      footer={
        <>
          <p className={classes.preview} role="status">
            {previewLine(chosen, flow && version ? { flowId: flow.id, version } : undefined)}
          </p>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button disabled={!target || chosen.length === 0} loading={start.isPending} onClick={() => start.mutate()}>
            {deployLabel(target, chosen.length)}
          </Button>
        </>
      }
    >
      {start.error && (
        <div className={classes.failure}>
          <Failure error={start.error} what="Nothing was deployed" />
        </div>
      )}
      {queries.former.error && (
        <div className={classes.failure}>
          <Failure error={queries.former.error} what="The former deployment could not be read" />
        </div>
      )}
      <div className={classes.columns}>
        <What deploy={deploy} />
        <Where deploy={deploy} />
        <How />
      </div>
    </Sheet>
  );
}
