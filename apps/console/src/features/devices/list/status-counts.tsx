import { type DeviceCounts, SHOWN_STATES } from '@thingdock/api';
import line from '../../../ui/state-toolbar.module.css';
import { DeviceShape } from '../../../ui/status-shape.tsx';
import type { ShownState } from '../filter/words.ts';
import { STATUS_WORDS } from '../status-words.ts';

type Props = {
  counts: DeviceCounts;
  chosen: readonly string[];
  onChoose: (status: ShownState | undefined) => void;
};

/** How many devices are in which status; each count is a filter. */
export function StatusCounts({ counts, chosen, onChoose }: Props) {
  const shown = SHOWN_STATES.filter((status) => status !== 'gone' || counts.gone > 0 || chosen.includes('gone'));
  return (
    <fieldset className={line.counts}>
      <legend className="sr-only">Filter by status</legend>
      {shown.map((status) => (
        <button
          key={status}
          type="button"
          className={line.count}
          aria-pressed={chosen.includes(status)}
          onClick={() => onChoose(chosen.length === 1 && chosen[0] === status ? undefined : status)}
        >
          <DeviceShape status={status} />
          {counts[status].toLocaleString('en-US')} {STATUS_WORDS[status].toLowerCase()}
        </button>
      ))}
    </fieldset>
  );
}
