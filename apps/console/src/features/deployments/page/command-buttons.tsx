import { ActionIcon, Button, Menu } from '@mantine/core';
import type { Deployment } from '@thingdock/api';
import { useState } from 'react';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { MoreIcon } from '../../../ui/icons.tsx';
import { type Offer, offersFor } from './commands.ts';
import { RollBackDialog } from './roll-back-dialog.tsx';
import { useCommand } from './use-command.ts';
import { useMayChange } from './use-may-change.ts';

/** The first two stand as buttons, the others in a menu; each says what it will do before it does. */
const SHOWN = 2;

export function CommandButtons({ deployment }: { deployment: Deployment }) {
  const [asking, setAsking] = useState<Offer>();
  const mayChange = useMayChange(deployment);
  const offers = mayChange ? offersFor(deployment) : [];
  const rest = offers.slice(SHOWN);
  return (
    <>
      {offers.slice(0, SHOWN).map((offer) => (
        <Button key={offer.command} variant="default" onClick={() => setAsking(offer)}>
          {offer.label} …
        </Button>
      ))}
      {rest.length > 0 && (
        <Menu position="bottom-end" width={200}>
          <Menu.Target>
            <ActionIcon variant="default" size={32} aria-label="More actions">
              <MoreIcon />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((offer) => (
              <Menu.Item key={offer.command} {...(offer.harmful && { color: 'red' })} onClick={() => setAsking(offer)}>
                {offer.label} …
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {asking && <Confirm deployment={deployment} offer={asking} onClose={() => setAsking(undefined)} />}
    </>
  );
}

type ConfirmProps = { deployment: Deployment; offer: Offer; onClose: () => void };

function Confirm({ deployment, offer, onClose }: ConfirmProps) {
  const give = useCommand(deployment);
  const run = () => give({ command: offer.command });
  if (offer.command === 'rollback') return <RollBackDialog deployment={deployment} run={run} onClose={onClose} />;
  return (
    <ConfirmDialog
      title={offer.action}
      action={offer.action}
      harmful={offer.harmful}
      failure="Nothing was changed"
      run={run}
      onClose={onClose}
    >
      <p>{offer.what}</p>
    </ConfirmDialog>
  );
}
