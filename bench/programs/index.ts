import { connects } from './connects.ts';
import { deliveries } from './deliveries.ts';
import { devices } from './devices.ts';
import { fleet } from './fleet.ts';
import { idleClients } from './idle-clients.ts';
import { fanIn, oneToOne } from './messages.ts';
import type { Program } from './program.ts';
import { shadowHttp } from './shadow-http.ts';
import { shadowMqtt } from './shadow-mqtt.ts';
import { status } from './status.ts';

/** By the names under which `npm run bench` knows them. */
export const PROGRAMS: Record<string, Program> = {
  connects,
  'one-to-one': oneToOne,
  'fan-in': fanIn,
  'shadow-mqtt': shadowMqtt,
  'shadow-http': shadowHttp,
  deliveries,
  'idle-clients': idleClients,
  devices,
  status,
  fleet,
};
