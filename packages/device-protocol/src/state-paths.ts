/** Where the parts of the desired, reported and status trees stand. */
export const STATE_PATHS = {
  /** desired, reported; absent: no flow. */
  flow: 'flow.flow',
  /** desired, reported; absent counts as true. */
  flowEnable: 'flow.enable',
  /** desired. */
  envVariables: 'flow.envVariables',
  /** reported: agents of the field write them under this name. */
  reportedEnvVariables: 'flow.envVariablesA',
  /** desired, reported: assets by id. */
  files: 'assets.assets',
  /** desired, reported; absent counts as true. */
  monitoring: 'monitoring.enable',
  /** status. */
  agent: 'agent',
  /** status; the same word as the branch of the other trees. */
  flowStatus: 'flow',
} as const;

/** Where one file stands in the desired and the reported tree. */
export const filePath = (assetId: string): string => `${STATE_PATHS.files}.${assetId}`;
