import { mkdir } from 'node:fs/promises';
import type { Clock } from '@thingdock/effects';
import type { AgentFolder } from '../config/folder.ts';
import { writeFileAtomically } from '../platform/files.ts';
import type { Log } from '../platform/log.ts';
import { createOrphanGuard } from '../platform/orphan.ts';
import { choosePort } from './port.ts';
import { launchNodeRed, type NodeRedProcess } from './process.ts';
import { nodeRedSettings } from './settings.ts';

/** The Node-RED of this device: settings, port, process. */
export type NodeRed = {
  /** The port of the next start. */
  port(): Promise<number>;
  launch(userDir: string): Promise<NodeRedProcess>;
  /** Ends what an agent before this one left behind. */
  reapOrphan(): Promise<void>;
};

export type NodeRedDeps = {
  folder: AgentFolder['nodeRed'];
  /** Start file of Node-RED. */
  start: string;
  configuredPort: number | undefined;
  /** What flows find in their environment, asked for at each start. */
  environment(): Readonly<Record<string, string>>;
  credentialSecret: string;
  clock: Clock;
  log: Log;
  /** Called before each start. */
  onPort(port: number): Promise<void>;
};

export function createNodeRed(deps: NodeRedDeps): NodeRed {
  const { folder, start, clock, log } = deps;
  const orphans = createOrphanGuard({ file: folder.process, what: 'node-red', clock, log });
  const port = () => choosePort({ configured: deps.configuredPort, file: folder.port, log });

  return {
    port,
    reapOrphan: () => orphans.reap(),
    async launch(userDir) {
      await mkdir(folder.data, { recursive: true, mode: 0o700 });
      const settings = nodeRedSettings({ data: folder.data, credentialSecret: deps.credentialSecret });
      await writeFileAtomically(folder.settings, `${JSON.stringify(settings, null, 2)}\n`);
      const chosen = await port();
      await deps.onPort(chosen);
      const process = launchNodeRed({
        start,
        settings: folder.settings,
        userDir,
        cwd: folder.data,
        environment: deps.environment(),
        port: chosen,
        clock,
        onLine: (stream, line) => log.info('node-red.output', { stream, line }),
      });
      await orphans.note(process.pid);
      // Not awaited by anybody: the file only helps the next start, and a failure of it shows in the log.
      void process.ended.then(() => orphans.forget()).catch((error) => log.warn('node-red.note-failed', { error }));
      return process;
    },
  };
}
