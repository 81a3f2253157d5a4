import { Checkbox, NumberInput, TextInput } from '@mantine/core';
import { PairRows } from '../../../../ui/pair-rows.tsx';
import { pairFaults } from '../../../../words/pairs.ts';
import { landsAt, type SettingsDraft, SHORT_NAME_WORDS } from './draft.ts';
import { HookFields } from './hook-fields.tsx';
import classes from './settings.module.css';

type Props = {
  settings: SettingsDraft;
  /** As it is called on the disk, once it is known. */
  filename: string | undefined;
  faults: Readonly<Record<string, string>>;
  onChange: (settings: SettingsDraft) => void;
};

/** How the file is put on a device: where, whether it is run there, and what runs before and after. */
export function SettingsFields({ settings, filename, faults, onChange }: Props) {
  const set = (changed: Partial<SettingsDraft>) => onChange({ ...settings, ...changed });
  return (
    <div className={classes.fields}>
      <TextInput
        label="Deploy directory"
        description={`Optional: ${SHORT_NAME_WORDS} Empty: the assets folder itself.`}
        maxLength={30}
        value={settings.directory}
        error={faults.directory}
        onChange={(event) => set({ directory: event.currentTarget.value })}
      />
      {filename && (
        <p className={classes.lands}>
          On the device: <code>{landsAt(settings.directory || null, filename)}</code>
        </p>
      )}
      <Checkbox
        label="Execute on deploy"
        description="Run the file once it is there, as the user of the agent."
        checked={settings.execute}
        onChange={(event) => set({ execute: event.currentTarget.checked })}
      />
      {settings.execute && <ExecuteFields settings={settings} faults={faults} set={set} />}
      <HookFields hooks={settings.hooks} faults={faults} onChange={(hooks) => set({ hooks })} />
    </div>
  );
}

type ExecuteProps = Pick<Props, 'settings' | 'faults'> & { set: (changed: Partial<SettingsDraft>) => void };

function ExecuteFields({ settings, faults, set }: ExecuteProps) {
  return (
    <div className={classes.inner}>
      <TextInput
        label="Arguments"
        description="As on a command line."
        maxLength={1_000}
        spellCheck={false}
        value={settings.arguments}
        onChange={(event) => set({ arguments: event.currentTarget.value })}
      />
      <PairRows
        label="Environment variables"
        one="variable"
        pairs={settings.environment}
        faults={pairFaults(settings.environment)}
        onChange={(environment) => set({ environment })}
      />
      <Seconds
        label="Longest execution"
        description="1–300 seconds; then it is killed, and the deployment has failed there."
        value={settings.maxSeconds}
        error={faults.maxSeconds}
        onChange={(maxSeconds) => set({ maxSeconds })}
      />
    </div>
  );
}

type SecondsProps = {
  label: string;
  description?: string;
  value: number;
  error: string | undefined;
  onChange: (value: number) => void;
};

export function Seconds({ onChange, ...props }: SecondsProps) {
  return (
    <NumberInput
      {...props}
      suffix=" s"
      allowDecimal={false}
      allowNegative={false}
      hideControls
      className={classes.seconds}
      onChange={(value) => onChange(typeof value === 'number' ? value : Number.NaN)}
    />
  );
}
