import type { CreatedThing } from '@thingdock/api';
import type { UsedKey } from './store.ts';

type Warning = CreatedThing['warnings'][number];

/** Whoever gets hold of a key from the installation of a device should not hold a connection too. */
export function warnOf(installer: UsedKey, connections: readonly UsedKey[]): Warning[] {
  const own = 'Use a user of its own for installing devices, with AWSIoTConfigAccess.';
  if (connections.some(({ access_key_id }) => access_key_id === installer.access_key_id))
    return [
      {
        code: 'installer_key_is_connection_key',
        detail: `The key for installing devices is that of a connection, which may do far more. ${own}`,
      },
    ];
  if (connections.some(({ user_arn }) => user_arn === installer.user_arn))
    return [
      {
        code: 'installer_user_is_connection_user',
        detail: `The key for installing devices belongs to the same AWS user as the key of a connection. ${own}`,
      },
    ];
  return [];
}
