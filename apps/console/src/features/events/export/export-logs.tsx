import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';

// Asked for when somebody opens it: most visits never do.
const ExportDialog = lazy(() => import('./export-dialog.tsx').then(({ ExportDialog: it }) => ({ default: it })));

/** What all devices of a project logged in a period, as files. */
export function ExportLogs({ projectId }: { projectId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        Export logs …
      </Button>
      <Suspense fallback={null}>
        {open && <ExportDialog projectId={projectId} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
}
