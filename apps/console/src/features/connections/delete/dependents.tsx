import { Checkbox } from '@mantine/core';
import type { Dependents } from './use-dependents.ts';

type Props = { dependents: Dependents; released: boolean; onChange: (released: boolean) => void };

/** The licences that end with the connection; it is not deleted while somebody has not said yes to that. */
export function DependentLicences({ dependents: { number, names }, released, onChange }: Props) {
  const more = number - names.length;
  return (
    <div>
      <p>
        <strong>
          {number === 1 ? 'A licence is' : `${number.toLocaleString('en-US')} licences are`} registered for its devices:
        </strong>{' '}
        {names.map((name, index) => (
          <span key={name}>
            {index > 0 && ', '}
            <code>{name}</code>
          </span>
        ))}
        {more > 0 && ` and ${more.toLocaleString('en-US')} more`}.
      </p>
      <Checkbox
        mt={8}
        label={
          number === 1
            ? 'Delete this licence with it'
            : `Delete these ${number.toLocaleString('en-US')} licences with it`
        }
        description="The tokens of the devices end at once; their logs and timelines go."
        checked={released}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}
