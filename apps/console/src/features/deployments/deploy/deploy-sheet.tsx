import { useCanGoBack, useNavigate, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { Failure } from '../../../ui/notice.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import classes from './deploy.module.css';
import { DeployFooter } from './deploy-footer.tsx';
import { nextStep, toBody } from './draft.ts';
import { HowPart } from './how-part.tsx';
import { PreviewPart } from './preview-part.tsx';
import { useDeploy } from './use-deploy.ts';
import { useLeaveOut } from './use-leave-out.ts';
import { usePreview } from './use-preview.ts';
import { useStart } from './use-start.ts';
import { What } from './what.tsx';
import { Where } from './where.tsx';

/** What, where and how, all visible at once; the button says exactly what it does. */
export function DeploySheet() {
  const deploy = useDeploy();
  const router = useRouter();
  const navigate = useNavigate();
  const canGoBack = useCanGoBack();
  const { projectId, draft, queries } = deploy;
  const body = toBody(draft);
  const previewing = usePreview(projectId, body);
  const start = useStart(projectId);
  const leaveOut = useLeaveOut(deploy);
  const [agreed, setAgreed] = useState<string>();

  const close = () =>
    canGoBack ? router.history.back() : void navigate({ to: '/p/$projectId/deployments', params: { projectId } });
  const failures = [
    [start.error, 'Nothing was deployed'],
    [queries.former.error ?? deploy.formerTargets.error, 'The former deployment could not be read'],
    [leaveOut.error, 'The devices could not be left out'],
  ] as const;

  return (
    <Sheet
      title="Deploy"
      onClose={close}
      footer={
        <DeployFooter
          draft={draft}
          missing={nextStep(draft)}
          previewing={previewing}
          // Whatever changes after somebody agreed has to be agreed to anew.
          isAsking={agreed !== undefined && agreed === JSON.stringify(body)}
          isPending={start.isPending}
          onAsk={(asking) => setAgreed(asking ? JSON.stringify(body) : undefined)}
          onStart={() => body && start.mutate(body)}
          onClose={close}
        />
      }
    >
      {failures.map(
        ([error, what]) =>
          error && (
            <div key={what} className={classes.failure}>
              <Failure error={error} what={what} />
            </div>
          ),
      )}
      <div className={classes.columns}>
        <What deploy={deploy} />
        <Where deploy={deploy} previewing={previewing} />
        <div className={classes.part}>
          <HowPart deploy={deploy} />
          <PreviewPart previewing={previewing} all={draft.chosen.all} onLeaveOut={(names) => leaveOut.mutate(names)} />
        </div>
      </div>
    </Sheet>
  );
}
