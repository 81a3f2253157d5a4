import {
  type FileState,
  filePath,
  isObject,
  type Json,
  type JsonObject,
  STATE_PATHS,
  valueAt,
} from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import type { FileMemory, KnownFile } from './decide.ts';

export type FileReportsDeps = { report(type: 'reported', path: string, value: Json | undefined): void; clock: Clock };

type More = { pendingUpdateId?: string | null; updateAttemptCount?: number; message?: string; ts?: number };

/** What the device reports about its files. */
export type FileReports = {
  tell(assetId: string, file: { updateId: string; config: Json }, state: FileState, more?: More): void;
  tellGone(assetId: string): void;
  /** Says what is remembered of a file, or of all. */
  tellWhatIs(assetId: string, known: KnownFile): void;
  tellAll(memory: FileMemory): void;
  /** Takes away what the cloud's copy has and the device knows nothing of. */
  tellUnknown(reported: JsonObject, known: readonly string[]): void;
};

export function createFileReports({ report, clock }: FileReportsDeps): FileReports {
  const tellGone = (assetId: string): void => report('reported', filePath(assetId), undefined);

  function tell(assetId: string, file: { updateId: string; config: Json }, state: FileState, more: More = {}): void {
    const { updateId, config } = file;
    report('reported', filePath(assetId), { updateId, state, ts: clock.now(), config, ...more });
  }

  function tellWhatIs(assetId: string, known: KnownFile): void {
    const { state, ts, message, attempts } = known;
    const more = state === 'deploying' ? { updateAttemptCount: attempts } : {};
    tell(assetId, known, state, { ts, ...(message === undefined ? {} : { message }), ...more });
  }

  return {
    tell,
    tellGone,
    tellWhatIs,
    tellAll(memory) {
      for (const [assetId, known] of Object.entries(memory)) tellWhatIs(assetId, known);
    },
    tellUnknown(reported, known) {
      const branch = valueAt(reported, STATE_PATHS.files);
      for (const assetId of Object.keys(isObject(branch) ? branch : {}))
        if (!known.includes(assetId)) tellGone(assetId);
    },
  };
}
