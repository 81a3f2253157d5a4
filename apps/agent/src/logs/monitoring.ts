import { isObject, type Json, type JsonObject, STATE_PATHS, switchAt } from '@thingdock/device-protocol';
import { reasonOf } from '../platform/errors.ts';
import { readState, writeFileAtomically } from '../platform/files.ts';
import type { Log } from '../platform/log.ts';

/** Whether the device's logs are wanted. */
export type Monitoring = {
  enabled(): boolean;
  /** Takes the desired state. */
  want(desired: JsonObject): void;
};

export type MonitoringDeps = {
  /** Remembers the switch, so that a device that was told to be silent is so from its start. */
  file: string;
  report(type: 'reported', path: string, value: Json): void;
  log: Log;
};

export async function openMonitoring({ file, report, log }: MonitoringDeps): Promise<Monitoring> {
  const onCorrupt = (bad: string) => log.error('monitoring.file-corrupt', { file: bad });
  let enabled = (await readState(file, parse, onCorrupt)) ?? true;
  report('reported', STATE_PATHS.monitoring, enabled);

  return {
    enabled: () => enabled,
    want(desired) {
      const next = switchAt(desired, STATE_PATHS.monitoring) ?? true;
      if (next === enabled) return;
      log.info('monitoring.switched', { enable: next });
      enabled = next;
      report('reported', STATE_PATHS.monitoring, next);
      // It holds at once; the file is only for the next start.
      writeFileAtomically(file, JSON.stringify({ enable: next })).catch((error) =>
        log.error('monitoring.not-saved', { reason: reasonOf(error) }),
      );
    },
  };
}

const parse = (raw: unknown): boolean | undefined =>
  isObject(raw) && typeof raw.enable === 'boolean' ? raw.enable : undefined;
