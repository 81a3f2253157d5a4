import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Notice } from '../../../ui/notice.tsx';
import { Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { connectionsQuery } from '../../connections/queries.ts';
import { useProject } from '../../people/use-project.ts';
import { LogTail } from '../log/log-tail.tsx';
import { deviceQuery } from '../queries.ts';
import { Actions } from './actions.tsx';
import { DeviceEvents } from './device-events.tsx';
import { DeviceFacts } from './device-facts.tsx';
import { DeviceFiles } from './device-files.tsx';
import { DeviceTags } from './device-tags.tsx';
import { FlowSection } from './flow-section.tsx';
import { Managed } from './managed.tsx';
import classes from './page.module.css';
import { Recent } from './recent.tsx';
import { StatusLead } from './status-lead.tsx';
import { TimelineSection } from './timeline/timeline-section.tsx';
import { Variables } from './variables.tsx';

export function DevicePage() {
  const { projectId, manages } = useProject();
  const { connectionId, deviceName } = useParams({ from: '/signed-in/p/$projectId/devices/$connectionId/$deviceName' });
  const query = useQuery(deviceQuery(connectionId, deviceName));
  const { data: connections } = useQuery(connectionsQuery(projectId));
  const connection = connections?.find(({ id }) => id === connectionId);
  return (
    <Page
      title={deviceName}
      back={
        <Link to="/p/$projectId/devices" params={{ projectId }} search={{ connection: connectionId }}>
          Devices{connection && ` of ${connection.name}`}
        </Link>
      }
      lead={query.data && <StatusLead device={query.data} projectId={projectId} />}
      actions={query.data && <Actions device={query.data} manages={manages} />}
    >
      <QueryView query={query} what="The device could not be loaded">
        {(device) => (
          <>
            {device.notices.map(({ code, text }) => (
              <Notice key={code} tone="warn">
                {text}
              </Notice>
            ))}
            <div className={classes.columns}>
              <div>
                <FlowSection device={device} />
                <DeviceFiles device={device} manages={manages} />
                <DeviceTags device={device} manages={manages} />
                <Variables device={device} />
                <Managed device={device} manages={manages} />
                <DeviceFacts device={device} connection={connection} />
              </div>
              <div className={classes.main}>
                <TimelineSection device={device} />
                <Recent device={device} />
                <LogTail device={device} />
                <DeviceEvents device={device} />
              </div>
            </div>
          </>
        )}
      </QueryView>
    </Page>
  );
}
