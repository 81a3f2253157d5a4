import { ActionIcon, Button, TextInput } from '@mantine/core';
import { Choice } from '../../../../ui/choice.tsx';
import { CloseIcon } from '../../../../ui/icons.tsx';
import { type HookDraft, NEW_HOOK } from './draft.ts';
import classes from './settings.module.css';
import { Seconds } from './settings-fields.tsx';

const MOST = 10;

type Props = {
  hooks: readonly HookDraft[];
  faults: Readonly<Record<string, string>>;
  onChange: (hooks: readonly HookDraft[]) => void;
};

/** What runs on the device before the file is put there, and after. */
export function HookFields({ hooks, faults, onChange }: Props) {
  const set = (at: number, changed: Partial<HookDraft>) =>
    onChange(hooks.map((hook, index) => (index === at ? { ...hook, ...changed } : hook)));
  return (
    <fieldset className={classes.hooks}>
      <legend>Deploy hooks</legend>
      <p className="dim">
        Files that are on the device already, run before this one is put there or after. When one fails, the deployment
        has failed there.
      </p>
      {hooks.map((hook, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: hooks have no other identity than their order
        <div key={index} className={classes.hook}>
          <div className={classes.hookHead}>
            <Choice
              label={`Stage of hook ${index + 1}`}
              options={[
                ['pre-deploy', 'Pre-deploy'],
                ['post-deploy', 'Post-deploy'],
              ]}
              value={hook.stage}
              onChange={(stage) => set(index, { stage })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove hook ${index + 1}`}
              onClick={() => onChange(hooks.filter((_, at) => at !== index))}
            >
              <CloseIcon />
            </ActionIcon>
          </div>
          <TextInput
            label="Path"
            description="Below the assets folder: tools/stop.sh"
            maxLength={200}
            spellCheck={false}
            value={hook.path}
            error={faults[`hooks.${index}.path`]}
            onChange={(event) => set(index, { path: event.currentTarget.value })}
          />
          <div className={classes.hookRow}>
            <TextInput
              label="Arguments"
              maxLength={1_000}
              spellCheck={false}
              value={hook.arguments}
              onChange={(event) => set(index, { arguments: event.currentTarget.value })}
            />
            <Seconds
              label="At most"
              value={hook.maxSeconds}
              error={faults[`hooks.${index}.maxSeconds`]}
              onChange={(maxSeconds) => set(index, { maxSeconds })}
            />
          </div>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="compact-sm"
          disabled={hooks.length >= MOST}
          onClick={() => onChange([...hooks, NEW_HOOK])}
        >
          Add hook
        </Button>
      </div>
    </fieldset>
  );
}
