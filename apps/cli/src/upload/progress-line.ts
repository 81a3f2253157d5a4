const WIDTH = 24;
const MEGA = 1_000_000;

type Begin = { at: number; received: number; now: number };

/** `firmware.bin [######------------------]  25 %, 12.5 of 50.0 MB, 4.2 MB/s`. Times are in milliseconds. */
export function progressLine(
  name: string,
  { received, size }: { received: number; size: number },
  { at, received: before, now }: Begin,
): string {
  const share = size === 0 ? 1 : received / size;
  const done = Math.floor(share * WIDTH);
  const bar = `[${'#'.repeat(done)}${'-'.repeat(WIDTH - done)}]`;
  const speed = now > at ? `, ${megabytes(((received - before) * 1_000) / (now - at))} MB/s` : '';
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `${name} ${bar} ${percent} %, ${megabytes(received)} of ${megabytes(size)} MB${speed}`;
}

const megabytes = (bytes: number): string => (bytes / MEGA).toFixed(1);
