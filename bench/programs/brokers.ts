import { type Target, target } from '../mqtt/client.ts';
import { startServer } from '../servers/child.ts';
import { makeCredentials } from '../servers/credentials.ts';
import { type Favour, startMosquitto } from '../servers/mosquitto.ts';
import { startStandIn } from '../servers/stand-in.ts';
import type { Defer } from './program.ts';

/** A broker under load, ours or a reference. */
export type Broker = { name: string; pid: number; target: Target };
export type Reference = 'mosquitto' | 'plain aedes' | 'bare TLS server';

const PROGRAMS = { 'plain aedes': 'plain-aedes.ts', 'bare TLS server': 'bare-tls.ts' } as const;

/** The stand-in first, then the references. */
export async function startBrokers(
  names: readonly Reference[],
  defer: Defer,
  favour: Favour = 'messages',
): Promise<Broker[]> {
  const ours = await startStandIn();
  defer(ours.stop);
  const credentials = await makeCredentials();
  defer(credentials.remove);
  const references: Broker[] = [];
  for (const name of names) {
    const server =
      name === 'mosquitto'
        ? await startMosquitto(credentials, favour)
        : await startServer(PROGRAMS[name], [credentials.folder]);
    defer(server.stop);
    references.push({ name, pid: server.pid, target: target(server.port, credentials.device) });
  }
  return [{ name: 'stand-in', pid: ours.pid, target: ours.target }, ...references];
}
