import type { DeviceCounts } from '@thingdock/api';

/** Devices in any status, those that are gone included. */
export const sumOf = ({ connected, disconnected, unknown, gone }: DeviceCounts): number =>
  connected + disconnected + unknown + gone;

/** How many devices the filter of these counts lets through. */
export const totalOf = (counts: DeviceCounts): number => counts.matching ?? sumOf(counts);
