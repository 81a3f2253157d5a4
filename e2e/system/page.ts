import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { until } from '@thingdock/testkit';

/** What the device's Node-RED serves at /hello. The agent's runtime file says where it listens. */
export async function pageOf(configFile: string): Promise<string> {
  const runtime = await readFile(join(dirname(configFile), 'runtime.json'), 'utf8');
  const { nodeRedUrl } = JSON.parse(runtime) as { nodeRedUrl: string };
  return until('Node-RED to serve the page', async () => {
    const answer = await fetch(new URL('hello', nodeRedUrl));
    return answer.ok && (await answer.text());
  });
}
