import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { healthQuery } from '../../features/people/queries.ts';
import {
  ActivityIcon,
  ConnectionsIcon,
  DeploymentsIcon,
  DevicesIcon,
  FilesIcon,
  FlowsIcon,
  LicencesIcon,
  MoreIcon,
} from '../../ui/icons.tsx';
import { LinkMenuItem } from '../../ui/link-menu-item.tsx';
import classes from './frame.module.css';
import { Mark } from './mark.tsx';

/** Where one can go. Words on a wide screen, icons on a narrow one, a bar at the foot of a phone. */
export function Rail({ projectId }: { projectId: string }) {
  const params = { projectId };
  const seldom = `${classes.link} ${classes.seldom}`;
  return (
    <nav className={classes.rail} aria-label="Project">
      <Link to="/" className={classes.brand}>
        <Mark />
        <span>Thingdock</span>
      </Link>
      <Link to="/p/$projectId/devices" params={params} className={classes.link} title="Devices">
        <DevicesIcon />
        <span>Devices</span>
      </Link>
      <Link to="/p/$projectId/flows" params={params} className={classes.link} title="Flows">
        <FlowsIcon />
        <span>Flows</span>
      </Link>
      <Link to="/p/$projectId/files" params={params} className={classes.link} title="Files">
        <FilesIcon />
        <span>Files</span>
      </Link>
      <Link to="/p/$projectId/deployments" params={params} className={classes.link} title="Deployments">
        <DeploymentsIcon />
        <span>Deployments</span>
      </Link>
      <hr className={classes.rule} />
      <Link to="/p/$projectId/connections" params={params} className={seldom} title="Connections">
        <ConnectionsIcon />
        <span>Connections</span>
      </Link>
      <Link to="/p/$projectId/licences" params={params} className={seldom} title="Licences">
        <LicencesIcon />
        <span>Licences</span>
      </Link>
      <Link to="/p/$projectId/activity" params={params} className={seldom} title="Activity">
        <ActivityIcon />
        <span>Activity</span>
      </Link>
      <More projectId={projectId} />
      <Foot />
    </nav>
  );
}

/** What a phone's bar has no room for. */
function More({ projectId }: { projectId: string }) {
  const params = { projectId };
  return (
    <Menu position="top-end" width={200}>
      <Menu.Target>
        <button type="button" className={`${classes.link} ${classes.more}`}>
          <MoreIcon />
          <span>More</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <LinkMenuItem to="/p/$projectId/connections" params={params}>
          Connections
        </LinkMenuItem>
        <LinkMenuItem to="/p/$projectId/licences" params={params}>
          Licences
        </LinkMenuItem>
        <LinkMenuItem to="/p/$projectId/activity" params={params}>
          Activity
        </LinkMenuItem>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Says when AWS is not the real one, since everything else looks the same. */
function Foot(): ReactNode {
  const { data: health } = useQuery(healthQuery);
  if (!health?.localMode) return null;
  return (
    <p className={classes.foot}>
      <strong>Local mode.</strong> AWS is the stand-in on this machine; nothing leaves it.
    </p>
  );
}
