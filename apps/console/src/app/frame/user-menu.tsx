import { Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { meQuery } from '../../features/people/queries.ts';
import { tellError } from '../../platform/api.ts';
import { signOut } from '../../platform/session.ts';
import classes from './frame.module.css';

export function UserMenu() {
  const { data: me } = useSuspenseQuery(meQuery);
  const queries = useQueryClient();
  const navigate = useNavigate();

  async function leave() {
    try {
      await signOut();
    } catch (error) {
      notifications.show({ color: 'red', title: 'You are still signed in', message: tellError(error).text });
      return;
    }
    // First away from the pages, so that none of them asks again without a session.
    await navigate({ to: '/sign-in' });
    queries.clear();
  }

  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <button type="button" className={classes.user}>
          <span className="sr-only">Account of {me.name}</span>
          <span aria-hidden="true">{initials(me.name)}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.name}
          <br />
          {me.email}
        </Menu.Label>
        <Menu.Item onClick={() => void leave()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0]?.toUpperCase() ?? '').join('');
}
