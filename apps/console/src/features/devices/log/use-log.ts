import type { Device, LogLine, LogQuery } from '@thingdock/api';
import { useEffect, useMemo, useRef, useState } from 'react';
import { api } from '../../../platform/api.ts';
import { useFeed } from '../../../platform/live/live.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { createThrottle, TIMERS } from '../../../platform/live/throttle.ts';
import { usePages } from '../../../platform/pages/use-pages.ts';

type Options = {
  device: Pick<Device, 'connectionId' | 'name' | 'licensed'>;
  query: LogQuery;
  limit: number;
  paused: boolean;
};

const PAUSE_MS = 500;
const keyOf = ({ id }: LogLine) => String(id);

/** The log of a device, the newest first, as it grows. While paused, it only notes that there is more. */
export function useLog({ device: { connectionId, name, licensed }, query, limit, paused }: Options) {
  const [behind, setBehind] = useState(false);
  const ask = useMemo(
    () => (before: string | undefined, signal?: AbortSignal) =>
      api.call('devices.logs', {
        params: { connectionId, deviceName: name },
        query: { ...query, limit: String(limit), ...(before !== undefined && { before }) },
        ...(signal && { signal }),
      }),
    [connectionId, name, query, limit],
  );
  const pages = usePages<LogLine>({
    queryKey: [...keys.logs(connectionId, name), query, limit],
    ask,
    keyOf,
    enabled: licensed,
  });
  const renew = useRef(pages.refresh);
  renew.current = pages.refresh;
  const throttle = useMemo(() => createThrottle(PAUSE_MS, TIMERS), []);
  useEffect(() => () => throttle.stop(), [throttle]);

  useFeed((message) => {
    const isMine =
      message.event !== 'changes' ||
      message.changes.some(({ type, keys }) => type === 'log' && keys.includes(`${connectionId}/${name}`));
    if (!isMine) return;
    if (paused) setBehind(true);
    else throttle.run('log', () => renew.current());
  });
  useEffect(() => {
    if (paused || !behind) return;
    setBehind(false);
    renew.current();
  }, [paused, behind]);
  return { ...pages, behind };
}
