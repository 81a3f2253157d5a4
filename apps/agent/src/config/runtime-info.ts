import { writeFileAtomically } from '../platform/files.ts';

/** `runtime.json`: for people, scripts and other programs on the device. Written at start and when something moves. */
export type RuntimeInfo = {
  agentPid: number;
  agentVersion: string;
  thingName: string;
  nodeRedPort: number;
  /** Base of the pages that flows serve, with a slash at the end. Reachable from this machine only. */
  nodeRedUrl: string;
};

export function writeRuntimeInfo(file: string, info: RuntimeInfo): Promise<void> {
  return writeFileAtomically(file, `${JSON.stringify(info, null, 2)}\n`);
}
