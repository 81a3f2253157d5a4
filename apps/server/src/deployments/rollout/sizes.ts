/**
 * How many targets each phase has. Shares are of all targets and add up; the last phase takes the rest. Phases for which
 * nothing is left fall away, so each size is at least 1.
 */
export function phaseSizes(phases: readonly PhaseShare[], total: number): number[] {
  const sizes: number[] = [];
  let left = total;
  phases.forEach(({ count, percent }, index) => {
    const share = count ?? Math.ceil((total * (percent ?? 100)) / 100);
    const size = index === phases.length - 1 ? left : Math.min(left, Math.max(1, share));
    if (size > 0) sizes.push(size);
    left -= size;
  });
  return sizes;
}

type PhaseShare = { count?: number | undefined; percent?: number | undefined };

/** Names in the order of their phases: canaries first, then by name; with the phase of each, from 1. */
export function placeTargets(
  names: readonly string[],
  canaries: readonly string[],
  sizes: readonly number[],
): Map<string, number> {
  const first = new Set(canaries);
  const ordered = [...names.filter((name) => first.has(name)), ...names.filter((name) => !first.has(name))];
  const phases = sizes.flatMap((size, index) => Array.from({ length: size }, () => index + 1));
  return new Map(ordered.map((name, index) => [name, phases[index] ?? Math.max(1, sizes.length)]));
}
