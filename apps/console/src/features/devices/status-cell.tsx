import type { Device } from '@thingdock/api';
import type { ReactNode } from 'react';
import { DeviceShape } from '../../ui/status-shape.tsx';
import table from '../../ui/table.module.css';
import { Since } from '../../ui/time.tsx';
import { useFlash } from '../../ui/use-flash.ts';
import classes from './status-cell.module.css';
import { type Look, lookOf, REASON_HINTS, STATUS_WORDS } from './status-words.ts';

type Props = {
  device: Pick<Device, 'status' | 'since' | 'reason'> & Partial<Pick<Device, 'licensed'>>;
  /** In place of the words for the reason. */
  hint?: ReactNode;
  /** Without the reason, where there is little room. */
  brief?: boolean;
};

/** Looks whose word says the reason already. */
const TELLING: ReadonlySet<Look> = new Set(['connected', 'off', 'unlicensed', 'gone']);

/** Shape, word, since when; and why, where the word alone does not say it. Flashes once when it changes. */
export function StatusCell({ device, hint, brief }: Props) {
  const { since, reason } = device;
  const look = lookOf(device);
  const flashing = useFlash(look);
  return (
    <span className={`${table.status} ${classes.cell} ${flashing ? table.flash : ''}`} data-status={look}>
      <DeviceShape status={look} />
      <span>{STATUS_WORDS[look]}</span>
      {since && look !== 'unlicensed' && (
        <span className={table.dim}>
          <Since at={since} />
        </span>
      )}
      {reason && !brief && !TELLING.has(look) && (
        <span className={classes.hint} title={REASON_HINTS[reason]}>
          {hint ?? REASON_HINTS[reason]}
        </span>
      )}
    </span>
  );
}
