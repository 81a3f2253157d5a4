import type { Device } from '@thingdock/api';
import type { ReactNode } from 'react';
import { DeviceShape } from '../../ui/status-shape.tsx';
import table from '../../ui/table.module.css';
import { Since } from '../../ui/time.tsx';
import { useFlash } from '../../ui/use-flash.ts';
import classes from './devices.module.css';
import { REASON_HINTS, STATUS_WORDS } from './status-words.ts';

type Props = {
  device: Pick<Device, 'status' | 'since' | 'reason'> /** In place of the words for the reason. */;
  hint?: ReactNode;
};

/** Shape, word, since when; and why, where the word alone does not say it. Flashes once when it changes. */
export function StatusCell({ device: { status, since, reason }, hint }: Props) {
  const flashing = useFlash(status);
  return (
    <span className={`${table.status} ${flashing ? table.flash : ''}`} data-status={status}>
      <DeviceShape status={status} />
      <span>{STATUS_WORDS[status]}</span>
      {since && (
        <span className={table.dim}>
          <Since at={since} />
        </span>
      )}
      {reason && status !== 'connected' && <span className={classes.hint}>{hint ?? REASON_HINTS[reason]}</span>}
    </span>
  );
}
