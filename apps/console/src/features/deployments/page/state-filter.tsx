import type { ActionKind, TargetState } from '@thingdock/api';
import { TARGET_STATES } from '@thingdock/api';
import line from '../../../ui/state-toolbar.module.css';
import { TargetShape } from '../../../ui/status-shape.tsx';
import type { TargetCounts } from '../progress.ts';
import { targetWord } from '../words.ts';

type Props = {
  kind: ActionKind;
  counts: TargetCounts;
  chosen: TargetState | undefined;
  onChoose: (state: TargetState | undefined) => void;
};

/** How many targets are in which state; each count is a filter. */
export function StateFilter({ kind, counts, chosen, onChoose }: Props) {
  const shown = TARGET_STATES.filter((state) => (counts[state] ?? 0) > 0 || state === chosen);
  return (
    <fieldset className={line.counts}>
      <legend className="sr-only">Filter by state</legend>
      {shown.map((state) => (
        <button
          key={state}
          type="button"
          className={line.count}
          aria-pressed={state === chosen}
          onClick={() => onChoose(state === chosen ? undefined : state)}
        >
          <TargetShape state={state} />
          {(counts[state] ?? 0).toLocaleString('en-US')} {targetWord(state, kind).toLowerCase()}
        </button>
      ))}
    </fieldset>
  );
}
