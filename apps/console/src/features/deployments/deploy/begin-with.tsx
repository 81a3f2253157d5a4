import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../../platform/api.ts';
import { Failure } from '../../../ui/notice.tsx';
import type { Pair } from '../../../ui/pair-rows.tsx';
import { toPairs } from '../../../words/pairs.ts';

type Props = { connectionId: string; deviceName: string; onRead: (pairs: readonly Pair[]) => void };

/** Fills in the variables that a device has, since those that are set take the place of all. */
export function BeginWith({ connectionId, deviceName, onRead }: Props) {
  const reading = useMutation({
    mutationFn: () => api.call('devices.variables', { params: { connectionId, deviceName } }),
    onSuccess({ wanted, reported }) {
      const now = Object.keys(wanted).length > 0 ? wanted : (reported ?? {});
      onRead(toPairs(now));
    },
  });
  const none = reading.isSuccess && Object.keys({ ...reading.data.wanted, ...reading.data.reported }).length === 0;
  return (
    <div>
      <Button variant="default" size="compact-sm" loading={reading.isPending} onClick={() => reading.mutate()}>
        Begin with what {deviceName} has
      </Button>
      <p role="status" className={none ? 'dim' : 'sr-only'}>
        {none && 'It has none.'}
      </p>
      {reading.error && <Failure error={reading.error} what="Its variables could not be read" />}
    </div>
  );
}
