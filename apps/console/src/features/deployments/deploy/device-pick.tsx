import { useQuery } from '@tanstack/react-query';
import type { Device, Preview } from '@thingdock/api';
import { useMemo } from 'react';
import { useRefreshOn } from '../../../platform/live/use-refresh-on.ts';
import { usePages } from '../../../platform/pages/use-pages.ts';
import { Failure } from '../../../ui/notice.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { countsQuery, devicePages } from '../../devices/queries.ts';
import { DeviceFilterRow } from './device-filter-row.tsx';
import { DeviceRows } from './device-rows.tsx';
import { Selection } from './selection.tsx';
import type { Deploy } from './use-deploy.ts';

type Props = { deploy: Deploy; connectionId: string; preview: Preview | undefined };

const keyOf = ({ name }: Device) => name;

/** The devices that a filter lets through, to be ticked one by one, or all of them, seen or not. */
export function DevicePick({ deploy, connectionId, preview }: Props) {
  const { projectId, draft } = deploy;
  const { filter } = draft.chosen;
  const where = useMemo(() => ({ connectionId, ...filter }), [connectionId, filter]);
  const pages = usePages({ ...devicePages(projectId, where, undefined), keyOf });
  const { data: counts } = useQuery(countsQuery(projectId, where));
  useRefreshOn(
    ({ type, keys }) => type === 'device' && keys.some((key) => key.startsWith(`${connectionId}/`)),
    pages.refresh,
  );
  const matching = counts?.matching ?? undefined;
  return (
    <>
      <DeviceFilterRow deploy={deploy} />
      <Selection deploy={deploy} matching={matching} />
      {pages.error !== null && <Failure error={pages.error} what="More devices could not be loaded" />}
      <QueryView query={pages.query} what="The devices could not be loaded">
        {() => <DeviceRows deploy={deploy} pages={pages} preview={preview} />}
      </QueryView>
    </>
  );
}
