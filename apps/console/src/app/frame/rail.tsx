import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { healthQuery } from '../../features/people/queries.ts';
import { ConnectionsIcon, DeploymentsIcon, DevicesIcon, FlowsIcon } from '../../ui/icons.tsx';
import classes from './frame.module.css';
import { Mark } from './mark.tsx';

/** Where one can go. Words on a wide screen, icons on a narrow one, a bar at the foot of a phone. */
export function Rail({ projectId }: { projectId: string }) {
  const params = { projectId };
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
      <Link to="/p/$projectId/deployments" params={params} className={classes.link} title="Deployments">
        <DeploymentsIcon />
        <span>Deployments</span>
      </Link>
      <hr className={classes.rule} />
      <Link to="/p/$projectId/connections" params={params} className={classes.link} title="Connections">
        <ConnectionsIcon />
        <span>Connections</span>
      </Link>
      <Foot />
    </nav>
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
