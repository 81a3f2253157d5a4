import { NumberField } from './number-field.tsx';
import type { Deploy } from './use-deploy.ts';

/** How long is waited for whom. Empty fields mean what stands in them. */
export function LimitFields({ deploy }: { deploy: Deploy }) {
  const { draft, setHow } = deploy;
  const { absenceDays, silenceMinutes, retries } = draft.how;
  return (
    <>
      <NumberField
        label="Wait for offline devices"
        description="Then they time out."
        suffix=" days"
        placeholder="7 days"
        decimals
        max={30}
        value={absenceDays}
        onChange={(next) => setHow({ absenceDays: next })}
      />
      <NumberField
        label="Wait for an answer"
        description="A connected device that says nothing for so long times out."
        suffix=" min"
        placeholder="15 min"
        decimals
        min={0.2}
        max={1_440}
        value={silenceMinutes}
        onChange={(next) => setHow({ silenceMinutes: next })}
      />
      <NumberField
        label="Retries"
        description="Where trying again can help."
        placeholder="1"
        max={5}
        value={retries}
        onChange={(next) => setHow({ retries: next })}
      />
    </>
  );
}
