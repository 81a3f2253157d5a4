import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { useKeys } from '../../ui/use-keys.ts';
import { OverlayContext } from './overlay-context.ts';

const Palette = lazy(() => import('./palette.tsx').then((it) => ({ default: it.Palette })));
const Help = lazy(() => import('./help.tsx').then((it) => ({ default: it.Help })));

/** The palette (⌘K) and the list of keys (`?`), over every page of a project. */
export function Overlays({ projectId, children }: { projectId: string; children: ReactNode }) {
  const [open, setOpen] = useState<'palette' | 'help'>();
  const actions = useMemo(() => ({ openPalette: () => setOpen('palette'), openHelp: () => setOpen('help') }), []);
  useKeys([['?', actions.openHelp]]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((now) => (now === 'palette' ? undefined : 'palette'));
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const close = () => setOpen(undefined);
  return (
    <OverlayContext value={actions}>
      {children}
      <Suspense>
        {open === 'palette' && <Palette projectId={projectId} onClose={close} />}
        {open === 'help' && <Help onClose={close} />}
      </Suspense>
    </OverlayContext>
  );
}
