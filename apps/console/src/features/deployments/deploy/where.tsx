import { Checkbox, Select, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Empty } from '../../../ui/empty.tsx';
import { SearchIcon } from '../../../ui/icons.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { count } from '../../../words/count.ts';
import { filterDevices, sortDevices } from '../../devices/filter-devices.ts';
import classes from './deploy.module.css';
import { DevicePick } from './device-pick.tsx';
import type { Deploy } from './use-deploy.ts';

/** Which connection, and which of its devices. */
export function Where({ deploy }: { deploy: Deploy }) {
  const { projectId, queries, connection, connections, change } = deploy;
  return (
    <section className={classes.part} aria-labelledby="deploy-where">
      <h2 id="deploy-where">Where</h2>
      <QueryView query={queries.connections} what="The connections could not be loaded">
        {() =>
          connection ? (
            <>
              <Select
                label="Connection"
                allowDeselect={false}
                data={connections.map(({ id, name, region }) => ({ value: id, label: `${name}, ${region}` }))}
                value={connection.id}
                onChange={(id) => change({ connection: id ?? undefined, selected: undefined, from: undefined })}
              />
              <Devices deploy={deploy} />
            </>
          ) : (
            <Empty
              title="There is no connection yet"
              picture="link"
              action={
                <LinkButton to="/p/$projectId/connections" params={{ projectId }}>
                  Go to the connections
                </LinkButton>
              }
            >
              Devices come with a connection to their AWS account.
            </Empty>
          )
        }
      </QueryView>
    </section>
  );
}

function Devices({ deploy }: { deploy: Deploy }) {
  const { queries, selected, select } = deploy;
  const [text, setText] = useState('');
  const [only, setOnly] = useState(false);
  const devices = queries.devices.data;
  const shown = useMemo(() => {
    const matching = sortDevices(filterDevices(devices ?? [], { text, status: undefined }), 'name');
    return only ? matching.filter(({ name }) => selected.has(name)) : matching;
  }, [devices, text, only, selected]);
  return (
    <QueryView query={queries.devices} what="The devices could not be loaded">
      {(all) => (
        <>
          <div className={classes.filter}>
            <TextInput
              type="search"
              label="Devices"
              placeholder="Filter by name"
              leftSection={<SearchIcon />}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <div className={classes.chosen}>
              <p role="status">
                {selected.size.toLocaleString('en-US')} of {count(all.length, 'device')} chosen
              </p>
              <Checkbox label="Only these" checked={only} onChange={() => setOnly(!only)} />
            </div>
          </div>
          <DevicePick devices={shown} selected={selected} onSelect={select} wanted={deploy} />
        </>
      )}
    </QueryView>
  );
}
