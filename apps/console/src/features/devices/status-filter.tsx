import { DEVICE_STATUSES, type DeviceStatus } from '@thingdock/api';
import { DeviceShape } from '../../ui/status-shape.tsx';
import classes from './devices.module.css';
import type { StatusCounts } from './filter-devices.ts';
import { STATUS_WORDS } from './status-words.ts';

type Props = {
  counts: StatusCounts;
  chosen: DeviceStatus | undefined;
  onChoose: (status: DeviceStatus | undefined) => void;
};

/** How many devices are in which status; each count is a filter. */
export function StatusFilter({ counts, chosen, onChoose }: Props) {
  return (
    <fieldset className={classes.counts} style={{ border: 0, margin: 0, padding: 0 }}>
      <legend className="sr-only">Filter by status</legend>
      {DEVICE_STATUSES.map((status) => (
        <button
          key={status}
          type="button"
          className={classes.count}
          aria-pressed={chosen === status}
          onClick={() => onChoose(chosen === status ? undefined : status)}
        >
          <DeviceShape status={status} />
          {counts[status].toLocaleString('en-US')} {STATUS_WORDS[status].toLowerCase()}
        </button>
      ))}
    </fieldset>
  );
}
