import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { running } from './child.ts';

/** A process that signs with RSA-2048 and does nothing else. */
export function startSigner() {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'signer.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ...running(child, 'the signer'),
    async sign(count: number): Promise<number> {
      child.stdin.write(`${count}\n`);
      const { value } = await lines.next();
      return Number(value);
    },
  };
}
