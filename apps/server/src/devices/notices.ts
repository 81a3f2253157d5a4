import type { Notice } from '@thingdock/api';
import type { ConnectionRef } from '../connections/index.ts';

/** First version whose control messages need a rule, and with it a role. Source: agent 2.5.0, which gave up HTTP for them. */
const FIRST: readonly [number, number] = [2, 5];

/** Whether an agent works by control messages. Every agent but the enebular one of old does. */
export function needsRole({ type, version }: { type: string | null; version: string | null }): boolean {
  if (type === null || version === null) return false;
  if (type !== 'enebular-agent') return true;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > FIRST[0] || (major === FIRST[0] && minor >= FIRST[1]);
}

type Agent = Parameters<typeof needsRole>[0];

/** What asks for attention about a device, going by its agent and connection. */
export function noticesOf(agent: Agent, connection: ConnectionRef | undefined): Notice[] {
  if (connection?.roleArn !== null || !needsRole(agent)) return [];
  return [
    {
      code: 'role_required_for_agent',
      text: `The agent ${agent.version} needs a connection with an IAM role: it cannot report anything. Migrate the connection.`,
    },
  ];
}
