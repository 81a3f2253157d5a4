import { Link } from '@tanstack/react-router';
import type { Device } from '@thingdock/api';
import { useDerivedFromNow } from '../../../platform/now.ts';
import { DeviceShape } from '../../../ui/status-shape.tsx';
import { isOfConnection, lookOf, reasonSentence, statusLine } from '../status-words.ts';
import classes from './page.module.css';
import { SOURCE_WORDS } from './timeline/words.ts';

/** The status in words: since when, why, how it was learnt, and where the way out is. */
export function StatusLead({ device, projectId }: { device: Device; projectId: string }) {
  const line = useDerivedFromNow((now) => statusLine(device, now));
  const reason = reasonSentence(device.reason);
  const { connectionId, source } = device;
  return (
    <>
      <p className={classes.line} data-status={lookOf(device)} role="status">
        <DeviceShape status={lookOf(device)} />
        <span className={classes.said}>{line}</span>
        {source && device.licensed && <span>{SOURCE_WORDS[source]}.</span>}
      </p>
      {reason && (
        <p className={classes.reason}>
          {reason}{' '}
          {device.reason && isOfConnection(device.reason) && (
            <Link to="/p/$projectId/connections/$connectionId" params={{ projectId, connectionId }}>
              See the connection
            </Link>
          )}
        </p>
      )}
    </>
  );
}
