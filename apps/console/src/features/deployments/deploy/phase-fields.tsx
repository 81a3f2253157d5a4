import { ActionIcon, Button, NumberInput, Select, TagsInput } from '@mantine/core';
import { CloseIcon } from '../../../ui/icons.tsx';
import classes from './deploy.module.css';
import type { PhaseDraft } from './how.ts';
import { NumberField } from './number-field.tsx';
import type { Deploy } from './use-deploy.ts';

const MOST = 19;
const UNITS = [
  { value: 'devices', label: 'devices' },
  { value: 'percent', label: '% of all' },
];

/** The phases, who is first, the wait between two, and when the rollout halts by itself. */
export function PhaseFields({ deploy }: { deploy: Deploy }) {
  const { draft, setHow } = deploy;
  const { phases, canaries, waitMinutes, stopFailed, stopPercent } = draft.how;
  const names = draft.chosen.all ? [] : [...draft.chosen.names];
  const set = (at: number, changed: Partial<PhaseDraft>) =>
    setHow({ phases: phases.map((phase, index) => (index === at ? { ...phase, ...changed } : phase)) });
  return (
    <>
      <fieldset className={classes.phases}>
        <legend>Phases</legend>
        {phases.map((phase, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: phases have no other identity than their order
          <div key={index} className={classes.phase}>
            <span className="dim">{index + 1}</span>
            <NumberInput
              aria-label={`Size of phase ${index + 1}`}
              value={phase.value}
              min={phase.unit === 'percent' ? 0.1 : 1}
              max={phase.unit === 'percent' ? 100 : 50_000}
              allowDecimal={phase.unit === 'percent'}
              allowNegative={false}
              hideControls
              onChange={(value) => set(index, { value: typeof value === 'number' ? value : 0 })}
            />
            <Select
              aria-label={`Unit of phase ${index + 1}`}
              allowDeselect={false}
              data={UNITS}
              value={phase.unit}
              onChange={(unit) => set(index, { unit: unit as PhaseDraft['unit'] })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`Remove phase ${index + 1}`}
              onClick={() => setHow({ phases: phases.filter((_, other) => other !== index) })}
            >
              <CloseIcon />
            </ActionIcon>
          </div>
        ))}
        <div className={classes.phase}>
          <span className="dim">{phases.length + 1}</span>
          <span className={classes.rest}>the rest</span>
        </div>
        <div>
          <Button
            variant="default"
            size="compact-sm"
            disabled={phases.length >= MOST}
            onClick={() => setHow({ phases: [...phases, { value: 10, unit: 'percent' }] })}
          >
            Add phase
          </Button>
        </div>
      </fieldset>
      <TagsInput
        label="Canaries"
        description="These devices are in the first phase."
        data={names.slice(0, 500)}
        maxDropdownHeight={200}
        value={[...canaries]}
        onChange={(next) => setHow({ canaries: next })}
      />
      <NumberField
        label="Wait between phases"
        suffix=" min"
        placeholder="not at all"
        decimals
        max={10_080}
        value={waitMinutes}
        onChange={(next) => setHow({ waitMinutes: next })}
      />
      <div className={classes.pair}>
        <NumberField
          label="Halt at"
          suffix=" failed"
          placeholder="never"
          min={1}
          value={stopFailed}
          onChange={(next) => setHow({ stopFailed: next })}
        />
        <NumberField
          label="or at"
          suffix=" % failed"
          placeholder="never"
          decimals
          min={0.1}
          max={100}
          value={stopPercent}
          onChange={(next) => setHow({ stopPercent: next })}
        />
      </div>
      <p className={classes.note}>Timed out counts as failed. The next phase begins when all of one have ended.</p>
    </>
  );
}
