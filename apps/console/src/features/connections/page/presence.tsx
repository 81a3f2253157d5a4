import { Button } from '@mantine/core';
import type { Connection } from '@thingdock/api';
import { useState } from 'react';
import { Section } from '../../../ui/page.tsx';
import classes from './page.module.css';
import { PresenceDialog } from './presence-dialog.tsx';

/** Whether AWS's own word on who connects and disconnects is a second witness. */
export function Presence({ connection, manages }: { connection: Connection; manages: boolean }) {
  const [open, setOpen] = useState(false);
  const { presence } = connection;
  return (
    <Section
      title="Presence events"
      actions={
        manages && (
          <Button variant="default" onClick={() => setOpen(true)}>
            {presence ? 'Switch off …' : 'Switch on …'}
          </Button>
        )
      }
    >
      <p className={classes.presence}>
        {presence
          ? 'On: what AWS IoT itself says of connects and disconnects is a second witness of each device’s status.'
          : 'Off: status comes from the agents and their last wills alone.'}
      </p>
      {open && <PresenceDialog connection={connection} onClose={() => setOpen(false)} />}
    </Section>
  );
}
