import type { Device } from '@thingdock/api';
import { Notice } from '../../../ui/notice.tsx';

/** Why there is no log, or no new line, where it is known. */
export function NoLog({ device: { licensed, monitoring } }: { device: Device }) {
  if (!licensed)
    return (
      <p className="dim">
        Without a licence the device sends no log, and what it sent before cannot be read. Register one to see it.
      </p>
    );
  if (!monitoring.wanted)
    return <Notice tone="plain">Monitoring is off: no new lines come. Those from before can be read.</Notice>;
  return null;
}
