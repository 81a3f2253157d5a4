import { SegmentedControl } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Device, Timeline } from '@thingdock/api';
import { useMemo } from 'react';
import { Section } from '../../../../ui/page.tsx';
import { QueryView } from '../../../../ui/query-view.tsx';
import { Shape } from '../../../../ui/shape.tsx';
import { Ago } from '../../../../ui/time.tsx';
import { timelineQuery } from '../../queries.ts';
import { spansOf } from './spans.ts';
import { Strip } from './strip.tsx';
import classes from './timeline.module.css';
import { TransitionTable } from './transition-table.tsx';
import { uptimeWords } from './words.ts';

const RANGES = { '24h': 1, '7d': 7, '30d': 30 } as const;
const LABELS = { '24h': '24 hours', '7d': '7 days', '30d': '30 days' } as const;
type Range = keyof typeof RANGES;

/** What was shown of the device and why, as far back as somebody wants to see. */
export function TimelineSection({ device: { connectionId, name, licensed } }: { device: Device }) {
  const { range = '24h' } = useSearch({ from: '/signed-in/p/$projectId/devices/$connectionId/$deviceName' });
  const navigate = useNavigate({ from: '/p/$projectId/devices/$connectionId/$deviceName' });
  const query = useQuery({
    ...timelineQuery(connectionId, name, RANGES[range]),
    enabled: licensed,
    placeholderData: keepPreviousData,
  });
  return (
    <Section
      title="Timeline"
      actions={
        licensed && (
          <SegmentedControl
            size="xs"
            aria-label="Period"
            data={(Object.keys(RANGES) as Range[]).map((value) => ({ value, label: LABELS[value] }))}
            value={range}
            onChange={(value) =>
              void navigate({
                search: { range: value === '24h' ? undefined : (value as Range) },
                replace: true,
                resetScroll: false,
              })
            }
          />
        )
      }
    >
      {licensed ? (
        <QueryView query={query} what="The timeline could not be loaded" skeleton={<div className={classes.waiting} />}>
          {(timeline) => <Plot timeline={timeline} />}
        </QueryView>
      ) : (
        <p className="dim">
          Without a licence no status is shown, and none is kept. Register one to see it from then on.
        </p>
      )}
    </Section>
  );
}

function Plot({ timeline }: { timeline: Timeline }) {
  const spans = useMemo(() => spansOf(timeline), [timeline]);
  const { uptime, flapping, truncated } = timeline;
  return (
    <>
      {flapping && (
        <p className={classes.flapping}>
          <Shape name="triangle" tone="warn" />
          <span>
            It flaps: {flapping.changes} changes within {flapping.minutes} minutes; it began <Ago at={flapping.since} />
            .
          </span>
        </p>
      )}
      <Strip
        spans={spans}
        from={Date.parse(timeline.from)}
        to={Date.parse(timeline.to)}
        flappingSince={flapping ? Date.parse(flapping.since) : undefined}
      />
      <dl className={classes.uptime}>
        {(
          [
            ['Connected, last 24 hours', uptime.day],
            ['Last 7 days', uptime.week],
            ['Last 30 days', uptime.month],
          ] as const
        ).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{uptimeWords(value)}</dd>
          </div>
        ))}
      </dl>
      {truncated && <p className="dim">Only the newest 2,000 changes of this period are shown.</p>}
      <TransitionTable spans={spans} />
    </>
  );
}
