import { Select } from '@mantine/core';
import { FilterInput } from '../../../ui/filter-input.tsx';
import { MomentInput } from '../../../ui/moment-input.tsx';
import { useTyped } from '../../../ui/use-typed.ts';
import classes from './log.module.css';
import type { LogSearch } from './search.ts';

const LEVELS = ['error', 'warn', 'info', 'debug'];
const SOURCES = [
  { value: 'internal', label: 'Agent' },
  { value: 'service.node-red', label: 'Node-RED' },
];
const PERIODS = [
  { value: '1', label: 'Last hour' },
  { value: '24', label: 'Last 24 hours' },
  { value: '168', label: 'Last 7 days' },
  { value: 'other', label: 'From … to …' },
];

const moment = { hideLabel: true, className: classes.moment ?? '' };

type Props = { search: LogSearch; change: (changed: LogSearch) => void };

/** Text, level, source and time; each narrows the log at once. */
export function LogFilters({ search, change }: Props) {
  const { text, level, source, last, from, to } = search;
  const [typed, setTyped] = useTyped(text, (next) => change({ text: next }));
  const other = from !== undefined || to !== undefined;
  function choosePeriod(value: string | null) {
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    if (value === 'other') change({ last: undefined, from: hourAgo, to: undefined });
    else change({ last: value === null ? undefined : Number(value), from: undefined, to: undefined });
  }
  return (
    <div className={classes.filters}>
      <FilterInput label="Filter the log by text" placeholder="Filter by text" value={typed} onChange={setTyped} />
      <Select
        aria-label="Level"
        placeholder="Any level"
        clearable
        data={LEVELS}
        value={level ?? null}
        onChange={(value) => change({ level: value ?? undefined })}
      />
      <Select
        aria-label="Source"
        placeholder="Any source"
        clearable
        data={SOURCES}
        value={source ?? null}
        onChange={(value) => change({ source: value ?? undefined })}
      />
      <Select
        aria-label="Time"
        placeholder="Any time"
        clearable
        data={PERIODS}
        value={other ? 'other' : last === undefined ? null : String(last)}
        onChange={choosePeriod}
      />
      {other && (
        <>
          <MomentInput {...moment} label="From" value={from} onChange={(next) => change({ from: next })} />
          <MomentInput {...moment} label="To" value={to} onChange={(next) => change({ to: next })} />
        </>
      )}
    </div>
  );
}
