import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Device } from '@thingdock/api';
import { useMemo, useState } from 'react';
import { Failure } from '../../../ui/notice.tsx';
import { Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { deviceQuery } from '../queries.ts';
import classes from './log.module.css';
import { LogFilters } from './log-filters.tsx';
import { LogLines } from './log-lines.tsx';
import { NoLog } from './no-log.tsx';
import { SaveLog } from './save-log.tsx';
import { type LogSearch, logQuery } from './search.ts';
import { useLog } from './use-log.ts';

/** The whole log of a device: searched, scrolled back, or followed as it grows. */
export function LogPage() {
  const params = useParams({ from: '/signed-in/p/$projectId/devices/$connectionId/$deviceName/log' });
  const { connectionId, deviceName } = params;
  const query = useQuery(deviceQuery(connectionId, deviceName));
  return (
    <Page
      title={`Log of ${deviceName}`}
      wide
      back={
        <Link to="/p/$projectId/devices/$connectionId/$deviceName" params={params}>
          {deviceName}
        </Link>
      }
    >
      <QueryView query={query} what="The device could not be loaded">
        {(device) => (
          <>
            <NoLog device={device} />
            {device.licensed && <Log device={device} />}
          </>
        )}
      </QueryView>
    </Page>
  );
}

const PAGE = 200;

function Log({ device }: { device: Device }) {
  const search = useSearch({ from: '/signed-in/p/$projectId/devices/$connectionId/$deviceName/log' });
  const navigate = useNavigate({ from: '/p/$projectId/devices/$connectionId/$deviceName/log' });
  const change = (changed: LogSearch) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), replace: true, resetScroll: false });
  const [stopped, setStopped] = useState(false);
  const [away, setAway] = useState(false);
  // Of what lies in the past nothing comes any more.
  const query = useMemo(() => logQuery(search, Date.now()), [search]);
  const {
    query: first,
    items,
    see,
    more,
    error,
    behind,
  } = useLog({
    device,
    query,
    limit: PAGE,
    paused: stopped || away,
  });
  return (
    <>
      <LogFilters search={search} change={change} />
      <p className={classes.live} role="status">
        {stopped ? 'Paused.' : away ? 'Paused while you read.' : 'Live: new lines come on top.'}
        {behind && ' There are newer lines.'}
        <Button variant="subtle" size="compact-sm" onClick={() => setStopped(!stopped)}>
          {stopped ? 'Resume' : 'Pause'}
        </Button>
      </p>
      <SaveLog device={device} query={query} />
      <QueryView query={first} what="The log could not be loaded">
        {() =>
          items.length === 0 ? (
            <p className="dim">No line matches.</p>
          ) : (
            <LogLines lines={items} onSeen={see} onAway={setAway} tall />
          )
        }
      </QueryView>
      {error !== null && <Failure error={error} what="Further lines could not be loaded" onRetry={more} />}
    </>
  );
}
