import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Device } from '@thingdock/api';
import { Section } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { count, fileSize } from '../../../words/count.ts';
import { deviceFilesQuery } from '../queries.ts';
import classes from './page.module.css';

/** Files that were put on the device, with their sizes together. */
export function DeviceFiles({ device, manages }: { device: Device; manages: boolean }) {
  const { projectId, connectionId, name: deviceName, goneAt } = device;
  const query = useQuery(deviceFilesQuery(connectionId, deviceName));
  return (
    <Section title="Files">
      <QueryView query={query} what="Its files could not be loaded" skeleton={<p className="dim">…</p>}>
        {(files) =>
          files.length === 0 ? (
            <p className="dim">No files were put on it.</p>
          ) : (
            <>
              <p className="dim">
                {count(files.length, 'file')}, {fileSize(files.reduce((sum, { size }) => sum + (size ?? 0), 0))}
              </p>
              <ul className={classes.events}>
                {files.map(({ fileId, name, version, state, message }) => (
                  <li key={fileId}>
                    <span>
                      {name} {version !== null && <span className="dim">v{version}</span>}
                      {message && <span className="dim"> · {message}</span>}
                    </span>
                    <span className={`dim ${classes.end}`}>
                      {state.replaceAll('_', ' ')}
                      {manages && goneAt === null && (
                        <>
                          {' · '}
                          <Link
                            to="/p/$projectId/deploy"
                            params={{ projectId }}
                            search={{
                              ...{ kind: 'file-remove', file: fileId },
                              ...{ connection: connectionId, selected: deviceName },
                            }}
                            aria-label={`Remove ${name} from the device`}
                          >
                            Remove …
                          </Link>
                        </>
                      )}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </QueryView>
    </Section>
  );
}
