import { Button, Popover } from '@mantine/core';
import type { Connection } from '@thingdock/api';
import { lazy, Suspense } from 'react';
import classes from './toolbar.module.css';

const FilterFields = lazy(() => import('./filter-fields.tsx').then(({ FilterFields: it }) => ({ default: it })));

/** Every condition that a list can have, behind one button. They apply at once. */
export function FilterMenu(props: { projectId: string; connections: readonly Connection[] }) {
  return (
    <Popover position="bottom-start" withinPortal trapFocus shadow="md">
      <Popover.Target>
        <Button variant="default">Filter …</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Filter devices">
        <div className={classes.fields}>
          <Suspense fallback={null}>
            <FilterFields {...props} />
          </Suspense>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
