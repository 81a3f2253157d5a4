import type { DeviceVariables } from '@thingdock/api';

/** A variable as it is wanted, with what the device says of it where that is not the same. */
export type VariableLine = { name: string; value: string | undefined; note: string | undefined };

/** By name: those that are wanted, and those that the device still has. */
export function variableLines({ wanted, reported }: DeviceVariables): VariableLine[] {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(reported ?? {})])].sort();
  return names.map((name) => ({
    name,
    value: wanted[name] ?? reported?.[name],
    note: noteOf(name, { wanted, reported }),
  }));
}

function noteOf(name: string, { wanted, reported }: DeviceVariables): string | undefined {
  const [asked, said] = [wanted[name], reported?.[name]];
  if (asked === said) return undefined;
  if (asked === undefined) return Object.keys(wanted).length === 0 ? undefined : 'the device has it still';
  return said === undefined
    ? 'asked for, not there yet'
    : `the device has ${said === '' ? 'an empty text' : `“${said}”`} still`;
}
