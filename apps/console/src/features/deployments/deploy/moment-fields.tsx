import { Select, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import classes from './deploy.module.css';
import type { Deploy } from './use-deploy.ts';

/** At a time in a zone that is named. */
export function MomentFields({ deploy }: { deploy: Deploy }) {
  const { draft, setHow } = deploy;
  const { at, timeZone } = draft.how;
  const zones = useMemo(() => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])], []);
  return (
    <div className={classes.when}>
      <TextInput
        type="datetime-local"
        label="Begins"
        value={at}
        onChange={(event) => setHow({ at: event.currentTarget.value })}
      />
      <Select
        label="Time zone"
        searchable
        allowDeselect={false}
        data={zones}
        limit={200}
        value={timeZone}
        onChange={(zone) => setHow({ timeZone: zone ?? timeZone })}
      />
    </div>
  );
}
