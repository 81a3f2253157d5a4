import { Checkbox } from '@mantine/core';
import type { Device } from '@thingdock/api';
import { useState } from 'react';
import table from '../../../ui/table.module.css';
import { VirtualRowsIn } from '../../../ui/virtual-rows.tsx';
import { count } from '../../../words/count.ts';
import { StatusCell } from '../../devices/status-cell.tsx';
import classes from './deploy.module.css';
import type { Deploy } from './use-deploy.ts';

type Props = {
  devices: readonly Device[];
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  wanted: Pick<Deploy, 'flow' | 'version'>;
};

/** The devices that match the filter, to be ticked one by one or all at once. */
export function DevicePick({ devices, selected, onSelect, wanted }: Props) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const ticked = devices.filter(({ name }) => selected.has(name)).length;
  const all = devices.length > 0 && ticked === devices.length;

  function change(names: readonly string[], on: boolean) {
    const next = new Set(selected);
    for (const name of names) {
      if (on) next.add(name);
      else next.delete(name);
    }
    onSelect(next);
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.devices} ref={setScroller} tabIndex={0} aria-label="Devices to choose from">
      <table className={`${table.table} ${table.fixed}`} aria-rowcount={devices.length + 1}>
        <thead>
          <tr>
            <th scope="col" className={table.check}>
              <Checkbox
                aria-label={`Choose all ${count(devices.length, 'device')} shown`}
                checked={all}
                indeterminate={!all && ticked > 0}
                onChange={() =>
                  change(
                    devices.map(({ name }) => name),
                    !all,
                  )
                }
              />
            </th>
            <th scope="col">Name</th>
            <th scope="col" className={classes.columnStatus}>
              Status
            </th>
            <th scope="col" className={table.wide}>
              Has now
            </th>
          </tr>
        </thead>
        <VirtualRowsIn rows={devices} rowKey={({ name }) => name} scroller={scroller}>
          {(device) => (
            <Row
              device={device}
              on={selected.has(device.name)}
              wanted={wanted}
              onChange={(on) => change([device.name], on)}
            />
          )}
        </VirtualRowsIn>
      </table>
      {devices.length === 0 && <p className={classes.none}>No device matches.</p>}
    </section>
  );
}

type RowProps = { device: Device; on: boolean; wanted: Props['wanted']; onChange: (on: boolean) => void };

function Row({ device, on, wanted, onChange }: RowProps) {
  const { name, status, flow } = device;
  const same = flow && flow.id === wanted.flow?.id && flow.version === wanted.version;
  return (
    <tr className={table.row} data-selected={on || undefined} data-device={name}>
      <td className={table.check}>
        <Checkbox aria-label={`Choose ${name}`} checked={on} onChange={() => onChange(!on)} />
      </td>
      <td>
        <span className={table.name}>{name}</span>
      </td>
      <td>
        <StatusCell device={{ ...device, reason: null }} />
        {status !== 'connected' && <span className={classes.wait}>will wait</span>}
      </td>
      <td className={`${table.wide} ${table.dim}`}>
        {flow ? `${flow.name} v${flow.version}${same ? ' (this)' : ''}` : '–'}
      </td>
    </tr>
  );
}
