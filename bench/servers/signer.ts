// Signs texts of the length of an SNS message with RSA-2048 and SHA-256, as fast as it can: `N` on its input makes it sign N of them.
import { generateKeyPairSync, sign } from 'node:crypto';
import { createInterface } from 'node:readline';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const text = Buffer.alloc(500, 'x');

for await (const line of createInterface({ input: process.stdin })) {
  for (let left = Number(line); left > 0; left -= 1) sign('sha256', text, privateKey);
  console.log(line);
}
