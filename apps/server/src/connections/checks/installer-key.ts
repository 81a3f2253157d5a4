import { type CheckStep, waitsFor } from './check.ts';
import { findInstaller } from './store.ts';

/** Whoever gets hold of a key from a device's installation should not hold the connection. */
export const checkInstallerKey: CheckStep = {
  key: 'installer_key',
  title: 'The key is not used for installing devices',
  async run({ database }, { accessKeyId }, { identity }) {
    if (!identity) return waitsFor('a valid key');
    const installer = await findInstaller(database.root, { accessKeyId, userArn: identity.userArn });
    if (!installer) return { state: 'passed' };
    const same = installer.access_key_id === accessKeyId ? 'This very key' : 'Another key of the same user';
    return {
      ...{ state: 'warned', found: `${same} was used for installing devices.` },
      fix: 'Use separate users for the two: this one for the connection, another with AWSIoTConfigAccess for installing.',
    };
  },
};
