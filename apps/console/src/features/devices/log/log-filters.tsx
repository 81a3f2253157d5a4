import { Select, TextInput } from '@mantine/core';
import { FilterInput } from '../../../ui/filter-input.tsx';
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
          <Moment label="From" value={from} onChange={(next) => change({ from: next })} />
          <Moment label="To" value={to} onChange={(next) => change({ to: next })} />
        </>
      )}
    </div>
  );
}

type MomentProps = { label: string; value: string | undefined; onChange: (value: string | undefined) => void };

/** A time in the viewer's zone. */
function Moment({ label, value, onChange }: MomentProps) {
  return (
    <TextInput
      className={classes.moment ?? ''}
      aria-label={label}
      type="datetime-local"
      step={1}
      value={value === undefined ? '' : toLocal(value)}
      onChange={({ currentTarget }) =>
        onChange(currentTarget.value === '' ? undefined : new Date(currentTarget.value).toISOString())
      }
    />
  );
}

/** As `datetime-local` has it: local, without a zone. */
function toLocal(time: string): string {
  const at = new Date(time);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
