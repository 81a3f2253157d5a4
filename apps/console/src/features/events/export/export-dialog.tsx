import { Modal, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { LOG_EXPORT_DAYS } from '@thingdock/api';
import { useState } from 'react';
import { MomentInput } from '../../../ui/moment-input.tsx';
import { QueryView, RowsSkeleton } from '../../../ui/query-view.tsx';
import { logExportQuery } from '../queries.ts';
import { Archives } from './archives.tsx';
import classes from './export.module.css';
import { LENGTHS, lastDays, type Period, readLength } from './period.ts';

type Props = { projectId: string; onClose: () => void };

/** Asks for a period, says what it holds, and offers it as archives. */
export function ExportDialog({ projectId, onClose }: Props) {
  const [length, setLength] = useState<string>('7');
  const [period, setPeriod] = useState<Period>(() => lastDays(7, Date.now()));
  const found = useQuery(logExportQuery(projectId, period));
  function chooseLength(chosen: string) {
    setLength(chosen);
    const days = readLength(chosen);
    if (days !== undefined) setPeriod(lastDays(days, Date.now()));
  }
  const change = (changed: Partial<Record<keyof Period, string | undefined>>) =>
    setPeriod({ from: changed.from ?? period.from, to: changed.to ?? period.to });
  return (
    <Modal opened onClose={onClose} title="Export logs" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={classes.form}>
        <p>
          What all devices of this project logged, as ZIP archives: a folder for each connection and device, a JSON file
          for each upload. At most {LOG_EXPORT_DAYS} days at once.
        </p>
        <SegmentedControl
          aria-label="Received in the last"
          data={[...LENGTHS]}
          value={length}
          onChange={chooseLength}
          data-autofocus
        />
        {length === 'other' && (
          <div className={classes.moments}>
            <MomentInput label="From" value={period.from} onChange={(from) => change({ from })} />
            <MomentInput label="To" value={period.to} onChange={(to) => change({ to })} />
          </div>
        )}
        <QueryView query={found} what="What there is could not be told" skeleton={<RowsSkeleton rows={2} />}>
          {(known) => <Archives projectId={projectId} period={period} found={known} />}
        </QueryView>
      </div>
    </Modal>
  );
}
