import { Button } from '@mantine/core';
import { type LogExport, logArchivePath } from '@thingdock/api';
import { count, fileSize } from '../../../words/count.ts';
import classes from './export.module.css';
import type { Period } from './period.ts';

type Props = { projectId: string; period: Period; found: LogExport };

/** What a period holds, and where it is had. */
export function Archives({ projectId, period, found }: Props) {
  const { archives, files, devices, bytes } = found;
  if (archives.length === 0)
    return (
      <p role="status" className={classes.found}>
        No device sent logs in this period. Choose another one, or look whether the devices have licences and are
        monitored: only those send logs.
      </p>
    );
  return (
    <div className={classes.found}>
      <p role="status">
        {count(files, 'upload')} of {count(devices, 'device')}, {fileSize(bytes)} before they are packed
        {archives.length > 1 && `, in ${count(archives.length, 'archive')}`}.
      </p>
      <ul className={classes.archives}>
        {archives.map(({ name, part, ...size }) => (
          <li key={part}>
            <Button
              component="a"
              variant="default"
              href={`${logArchivePath(projectId)}?${new URLSearchParams({ ...period, part })}`}
              download={name}
            >
              Download {name}
            </Button>
            {archives.length > 1 && (
              <span className={classes.size}>
                {count(size.files, 'upload')}, {fileSize(size.bytes)}
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
