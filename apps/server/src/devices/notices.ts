import type { Notice } from '@thingdock/api';
import type { ConnectionRef } from '../connections/index.ts';
import { FLAPPING } from './timeline/flapping.ts';

/** First version whose control messages need a rule, and with it a role. Source: agent 2.5.0, which gave up HTTP for them. */
const FIRST: readonly [number, number] = [2, 5];

/** Whether an agent works by control messages. Every agent but the enebular one of old does. */
export function needsRole({ type, version }: { type: string | null; version: string | null }): boolean {
  if (type === null || version === null) return false;
  if (type !== 'enebular-agent') return true;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > FIRST[0] || (major === FIRST[0] && minor >= FIRST[1]);
}

type Noted = Parameters<typeof needsRole>[0] & {
  flapping?: { changes: number } | null;
  /** From where two devices connect under one name. */
  sharedBy?: readonly string[] | null;
};

/** What asks for attention about a device, going by its agent, its connection and its newest changes. */
export function noticesOf(device: Noted, connection: ConnectionRef | undefined): Notice[] {
  const { version, flapping, sharedBy } = device;
  const notices: Notice[] = [];
  if (connection?.roleArn === null && needsRole(device))
    notices.push({
      code: 'role_required_for_agent',
      text: `The agent ${version} needs a connection with an IAM role: it cannot report anything. Migrate the connection.`,
    });
  if (flapping)
    notices.push({
      code: 'flapping',
      text: `Flapping (${flapping.changes} in ${FLAPPING.minutes} min): it connects and disconnects again and again. Look at its network, its power, and whether another device uses its name.`,
    });
  if (sharedBy)
    notices.push({
      code: 'shared_client_id',
      text: `Two devices connect under this name and push each other out${sharedBy.length > 0 ? `, from ${sharedBy.join(' and ')}` : ''}. Give each a thing and a certificate of its own.`,
    });
  return notices;
}
