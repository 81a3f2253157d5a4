import { Select, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { Choice } from '../../../ui/choice.tsx';
import classes from './deploy.module.css';
import { soonIn } from './how.ts';
import type { Deploy } from './use-deploy.ts';

/** Now, or at a time in a zone that is named. */
export function WhenFields({ deploy }: { deploy: Deploy }) {
  const { draft, setHow } = deploy;
  const { scheduled, at, timeZone } = draft.how;
  const zones = useMemo(() => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])], []);
  return (
    <>
      <Choice
        label="Now or at a time"
        options={[
          ['now', 'Now'],
          ['at', 'At a time'],
        ]}
        value={scheduled ? 'at' : 'now'}
        onChange={(value) => setHow({ scheduled: value === 'at', at: at === '' ? soonIn(timeZone, Date.now()) : at })}
      />
      {scheduled && (
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
      )}
    </>
  );
}
