import { Button } from '@mantine/core';
import type { Preview } from '@thingdock/api';
import { Notice } from '../../../ui/notice.tsx';
import { count } from '../../../words/count.ts';
import { exactTime } from '../../../words/time.ts';
import classes from './deploy.module.css';
import { findingLine } from './labels.ts';

export type OutlookProps = {
  preview: Preview;
  /** All that match are meant, not single devices. */
  all: boolean;
  onLeaveOut: (names: readonly string[]) => void;
};

/** To how many it will go, from what, in which phases, and what stands against it. */
export function Outlook({ preview, all, onLeaveOut }: OutlookProps) {
  const { changes, phases, startsAt, refused, devices } = preview;
  const findings = Object.entries(preview.findings).filter(([, number]) => number > 0);
  const out = devices.filter((device) => device.refused);
  return (
    <>
      {refused > 0 && (
        <Notice tone="warn" title={`${count(refused, 'device')} cannot get it`}>
          <ul>
            {out.slice(0, 5).map(({ device, text }) => (
              <li key={device}>
                <code>{device}</code> {text}
              </li>
            ))}
            {refused > 5 && <li>and {count(refused - 5, 'other')}</li>}
          </ul>
          {all && <p>Left in, they fail at once and say why; the others get it.</p>}
          <Button variant="default" mt={8} onClick={() => onLeaveOut(out.map(({ device }) => device))}>
            Leave {count(out.length, 'device')} out
          </Button>
        </Notice>
      )}
      <ul className={classes.lines}>
        {startsAt && <li>Begins {exactTime(Date.parse(startsAt))} in your time.</li>}
        {phases.length > 1 && (
          <li>Phases of {phases.map((size) => size.toLocaleString('en-US')).join(', ')} devices.</li>
        )}
        {changes.map(({ from, devices: number }) => (
          <li key={from ?? ''}>
            {count(number, 'device has', 'devices have')} {from ?? 'nothing of it'} now.
          </li>
        ))}
        {findings.map(([finding, number]) => (
          <li key={finding} data-finding={finding}>
            {findingLine(finding as keyof Preview['findings'], number)}
          </li>
        ))}
      </ul>
    </>
  );
}
