import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { until } from '@thingdock/testkit';

/** What the device's Node-RED serves at /hello. The agent's runtime file says where it listens. */
export async function pageOf(configFile: string): Promise<string> {
  return until('Node-RED to serve the page', async () => {
    const answer = await fetch(await addressOf(configFile));
    return answer.ok && (await answer.text());
  });
}

/** Waits until nothing listens any more where the device's Node-RED did. */
export async function stopsServing(configFile: string): Promise<void> {
  const url = await addressOf(configFile);
  await until('Node-RED to be gone', () =>
    fetch(url).then(
      () => false,
      () => true,
    ),
  );
}

async function addressOf(configFile: string): Promise<URL> {
  const runtime = await readFile(join(dirname(configFile), 'runtime.json'), 'utf8');
  const { nodeRedUrl } = JSON.parse(runtime) as { nodeRedUrl: string };
  return new URL('hello', nodeRedUrl);
}
