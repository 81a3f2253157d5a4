import { Button } from '@mantine/core';
import type { Device } from '@thingdock/api';
import { useState } from 'react';
import { Facts } from '../../../ui/facts.tsx';
import { Section } from '../../../ui/page.tsx';
import { LicenceDialog } from '../list/dialogs.tsx';
import { Monitoring } from './monitoring.tsx';

/** Licence and monitoring: whether status and log of the device are here at all. */
export function Managed({ device, manages }: { device: Device; manages: boolean }) {
  const [open, setOpen] = useState<'register' | 'delete'>();
  const { projectId, connectionId, name, licensed, goneAt } = device;
  return (
    <Section
      title="Licence and monitoring"
      actions={
        manages &&
        (licensed || goneAt === null) && (
          <Button variant="default" onClick={() => setOpen(licensed ? 'delete' : 'register')}>
            {licensed ? 'Delete licence …' : 'Register licence …'}
          </Button>
        )
      }
    >
      <Facts
        facts={[
          ['Licence', licensed ? 'Registered' : 'None: only flows are deployed'],
          ['Monitoring', <Monitoring key="monitoring" device={device} manages={manages} />],
        ]}
      />
      {open && (
        <LicenceDialog
          projectId={projectId}
          devices={{ devices: [{ connectionId, name }] }}
          number={1}
          name={name}
          what={open}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Section>
  );
}
