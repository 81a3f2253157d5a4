import { Checkbox } from '@mantine/core';
import type { Device, Preview } from '@thingdock/api';
import { useMemo, useState } from 'react';
import type { PagesOf } from '../../../platform/pages/use-pages.ts';
import table from '../../../ui/table.module.css';
import { VirtualRowsIn } from '../../../ui/virtual-rows.tsx';
import { StatusCell } from '../../devices/status-cell.tsx';
import classes from './deploy.module.css';
import type { Deploy } from './use-deploy.ts';

type Props = { deploy: Deploy; pages: PagesOf<Device>; preview: Preview | undefined };
type PreviewDevice = Preview['devices'][number];

/** One row a device: whether it is chosen, how it is, what it has, and what stands against it. */
export function DeviceRows({ deploy, pages, preview }: Props) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const { all, names } = deploy.draft.chosen;
  const loaded = pages.items;
  const told = useMemo(() => new Map(preview?.devices.map((device) => [device.device, device])), [preview]);
  const ticked = all ? loaded.length : loaded.filter(({ name }) => names.has(name)).length;
  const isAll = loaded.length > 0 && ticked === loaded.length;

  function change(changed: readonly string[], on: boolean) {
    // Taking one out of all means the others that are seen.
    const next = new Set(all ? loaded.map(({ name }) => name) : names);
    for (const name of changed) {
      if (on) next.add(name);
      else next.delete(name);
    }
    deploy.select(next);
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.devices} ref={setScroller} tabIndex={0} aria-label="Devices to choose from">
      <table className={`${table.table} ${table.fixed}`}>
        <thead>
          <tr>
            <th scope="col" className={table.check}>
              <Checkbox
                aria-label="Choose all devices shown"
                checked={isAll}
                indeterminate={!isAll && ticked > 0}
                onChange={() =>
                  change(
                    loaded.map(({ name }) => name),
                    !isAll,
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
        <VirtualRowsIn rows={loaded} rowKey={({ name }) => name} scroller={scroller} onSeen={pages.see}>
          {(device, _index, measured) => (
            <Row
              device={device}
              on={all || names.has(device.name)}
              told={told.get(device.name)}
              measured={measured}
              onChange={(on) => change([device.name], on)}
            />
          )}
        </VirtualRowsIn>
      </table>
      {loaded.length === 0 && <p className={classes.none}>No device matches.</p>}
    </section>
  );
}

type RowProps = {
  device: Device;
  on: boolean;
  told: PreviewDevice | undefined;
  measured: object;
  onChange: (on: boolean) => void;
};

function Row({ device, on, told, measured, onChange }: RowProps) {
  const { name, flow } = device;
  const has = on && told ? told.current : flow && `${flow.name} v${flow.version}`;
  return (
    <tr className={table.row} data-selected={on || undefined} data-device={name} {...measured}>
      <td className={table.check}>
        <Checkbox aria-label={`Choose ${name}`} checked={on} onChange={() => onChange(!on)} />
      </td>
      <td>
        <span className={table.name}>{name}</span>
      </td>
      <td>
        <StatusCell device={device} brief />
      </td>
      <td className={`${table.wide} ${table.dim}`}>
        {on && told?.text ? (
          <span className={classes.wait} data-bad={told.refused || undefined} title={told.text}>
            {told.text}
          </span>
        ) : (
          (has ?? '–')
        )}
      </td>
    </tr>
  );
}
